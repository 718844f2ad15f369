/** Statements that give names a meaning and have no effect besides. */
import { assignmentOf } from './forms.js';
import type { PythonModule } from './module.js';
import { purityOf } from './purity.js';
import { boundBy, enclosingFunction, type Variable } from './scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from './tree.js';

const TARGETS = new Set(['identifier', 'pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern']);

/** The names that a statement declares without any effect; undefined for any other statement. */
export function declaredBy(statement: PyNode, module: PythonModule): string[] | undefined {
  if (statement.type === 'global_statement' || statement.type === 'nonlocal_statement') {
    return namedChildren(statement).map((name) => sourceOf(name, module));
  }
  if (!isDeclaration(statement, module)) return undefined;
  return boundBy(statement, module).map(({ name }) => name);
}

function isDeclaration(statement: PyNode, module: PythonModule): boolean {
  switch (statement.type) {
    case 'expression_statement': {
      const assignment = assignmentOf(statement);
      return assignment !== undefined && isPureAssignment(assignment, module) && areOwn(boundBy(statement, module), statement, module);
    }
    case 'function_definition':
      return defaultsOf(statement).every((value) => purityOf(value, module) === 'pure');
    case 'class_definition':
      return isPureClass(statement, module);
    case 'import_statement':
      return true;
    case 'import_from_statement':
      return !namedChildren(statement).some(({ type }) => type === 'wildcard_import');
    case 'type_alias_statement':
      return true;
    default:
      return false;
  }
}

function isPureAssignment(assignment: PyNode, module: PythonModule): boolean {
  const target = childIn(assignment, 'left');
  const value = childIn(assignment, 'right');
  if (target === undefined || !isPureTarget(target)) return false;
  // `x: int` gives no value.
  if (value === undefined) return true;
  return value.type === 'assignment' ? isPureAssignment(value, module) : purityOf(value, module) === 'pure';
}

/** Whether a target holds nothing but names. */
function isPureTarget(target: PyNode): boolean {
  return TARGETS.has(target.type) && namedChildren(target).every((part) => isPureTarget(part));
}

/** Whether nobody else sees the variables: none is global, nonlocal or a class's. */
function areOwn(variables: readonly Variable[], statement: PyNode, module: PythonModule): boolean {
  return variables.every(({ scope }) => scope === (enclosingFunction(statement) ?? module.ast));
}

function defaultsOf(definition: PyNode): PyNode[] {
  return partsOf(childIn(definition, 'parameters')).flatMap((parameter) => childIn(parameter, 'value') ?? []);
}

function partsOf(node: PyNode | undefined): PyNode[] {
  return node === undefined ? [] : namedChildren(node);
}

/** A class's body is run when it is defined. */
function isPureClass(definition: PyNode, module: PythonModule): boolean {
  const bases = partsOf(childIn(definition, 'superclasses'));
  const statements = partsOf(childIn(definition, 'body'));
  return (
    bases.every((base) => purityOf(base, module) === 'pure') &&
    statements.every((statement) => isNothing(statement) || isPureInClass(statement, module))
  );
}

function isPureInClass(statement: PyNode, module: PythonModule): boolean {
  const assignment = assignmentOf(statement);
  return assignment === undefined ? isDeclaration(statement, module) : isPureAssignment(assignment, module);
}

const NOTHING = new Set(['string', 'concatenated_string', 'ellipsis']);

/** Whether a statement does nothing: `pass`, `...`, a docstring. */
export function isNothing(statement: PyNode): boolean {
  if (statement.type === 'pass_statement') return true;
  const [only, ...others] = statement.type === 'expression_statement' ? statement.children : [];
  return only !== undefined && others.length === 0 && NOTHING.has(only.type);
}
