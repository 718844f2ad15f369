/** What a name means where it stands: variables, imports, functions, classes, parameters, enums. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import type { Definition, Variable } from '@typescript-eslint/scope-manager';
import { isFunction, staticName } from '../readers/ecmascript/estree.js';
import type { Expression, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { variableOf } from '../readers/ecmascript/variables.js';
import type { Evaluator, Space } from './evaluator.js';
import { importedValue, requiredValue } from './exported.js';
import { injectedValue } from './injected.js';
import { memberOf } from './members.js';
import { GLOBALS } from './packages.js';
import { agreed, frameOf, heldBy, isNothing, literal, strongest, unknown } from './values.js';
import type { Env, Value } from './values.js';

const MAX_WRITES = 6;
/** Hold the environment's variables. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['process', 'Bun']);

export function nameValue(evaluator: Evaluator, identifier: TSESTree.Identifier, module: Module, env: Env | undefined, space: Space): Value {
  const variable = variableOf(identifier, module);
  if (variable !== undefined) return variableValue(evaluator, variable, module, env, space);
  if (identifier.name === 'undefined') return literal(null);
  return SURROUNDINGS.has(identifier.name) ? { is: evaluator.packages.at(GLOBALS, [identifier.name]) } : unknown(`${identifier.name} is not declared`);
}

/** What a name of the module's outermost scope means. */
export function topLevelValue(evaluator: Evaluator, name: string, module: Module, space: Space): Value {
  const scopes = module.scopes.scopes.filter(({ block }) => block.type === 'Program');
  for (const scope of scopes.reverse()) {
    const variable = scope.set.get(name);
    if (variable !== undefined && variable.defs.length > 0) return variableValue(evaluator, variable, module, undefined, space);
  }
  return unknown(`${name} is not declared`);
}

function variableValue(evaluator: Evaluator, variable: Variable, module: Module, env: Env | undefined, space: Space): Value {
  const definition = definitionOf(variable, space);
  if (definition === undefined) return unknown('it is not declared');
  return evaluator.once(definition.node, `${space} ${variable.name}`, () => definedValue(evaluator, variable, definition, module, env, space));
}

/** The definition that counts: a function's body before its overloads, types before values only where a type is asked for. */
function definitionOf({ defs }: Variable, space: Space): Definition | undefined {
  const isType = (definition: Definition): boolean => definition.type === DefinitionType.Type;
  const fitting = defs.filter((definition) => definition.type === DefinitionType.ClassName || isType(definition) === (space === 'type'));
  const candidates = fitting.length > 0 ? fitting : defs;
  return candidates.find(({ node }) => isFunction(node)) ?? candidates[0];
}

function definedValue(evaluator: Evaluator, variable: Variable, definition: Definition, module: Module, env: Env | undefined, space: Space): Value {
  const { name } = variable;
  switch (definition.type) {
    case DefinitionType.ImportBinding:
      return importBindingValue(evaluator, definition.node, definition.parent, module, env, space);
    case DefinitionType.Variable:
      return heldBy(declaredValue(evaluator, variable, definition.node, definition.name, module, env), { module, name, node: definition.node });
    case DefinitionType.FunctionName:
      if (!isFunction(definition.node)) return { is: { kind: 'type', module, node: definition.node } };
      return { is: { kind: 'function', module, node: definition.node, symbol: { module, name, node: definition.node } }, env };
    case DefinitionType.ClassName:
      return { is: { kind: 'class', module, node: definition.node, symbol: { module, name, node: definition.node } }, env };
    case DefinitionType.Parameter:
      return parameterValue(evaluator, definition.node as FunctionNode, definition.name, module, env);
    case DefinitionType.TSEnumName:
      return { is: { kind: 'enum', module, node: definition.node } };
    case DefinitionType.Type:
      return typeDefinitionValue(evaluator, definition.node, module, env);
    default:
      return unknown(`${name} is not followed`);
  }
}

function typeDefinitionValue(evaluator: Evaluator, node: Node, module: Module, env: Env | undefined): Value {
  if (node.type === 'TSInterfaceDeclaration') return { is: { kind: 'type', module, node } };
  if (node.type === 'TSTypeAliasDeclaration') return evaluator.typed(node.typeAnnotation, module, env);
  if (node.type === 'TSTypeParameter' && node.constraint) return evaluator.typed(node.constraint, module, env);
  return unknown('the type is not followed');
}

function importBindingValue(evaluator: Evaluator, node: Node, parent: Node | undefined, module: Module, env: Env | undefined, space: Space): Value {
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node;
    if (moduleReference.type !== 'TSExternalModuleReference') return entityValue(evaluator, moduleReference, module, env, space);
    const { expression } = moduleReference;
    return requiredValue(evaluator, expression.value, module);
  }
  if (parent?.type !== 'ImportDeclaration') return unknown('the import is not followed');
  return importedValue(evaluator, parent.source.value, importedNameOf(node), module, space);
}

function importedNameOf(node: Node): string {
  if (node.type === 'ImportDefaultSpecifier') return 'default';
  if (node.type !== 'ImportSpecifier') return '*';
  return node.imported.type === 'Identifier' ? node.imported.name : node.imported.value;
}

/** `Bull.Queue`: a name with dots, as types and `import x = a.b` write it. */
export function entityValue(evaluator: Evaluator, name: TSESTree.EntityName, module: Module, env: Env | undefined, space: Space): Value {
  if (name.type === 'Identifier') return nameValue(evaluator, name, module, env, space);
  if (name.type === 'ThisExpression') return evaluator.value(name, module, env);
  const left = entityValue(evaluator, name.left, module, env, 'value');
  return memberOf(evaluator, left, name.right.name, space);
}

function declaredValue(
  evaluator: Evaluator,
  variable: Variable,
  declarator: TSESTree.VariableDeclarator,
  name: Node,
  module: Module,
  env: Env | undefined,
): Value {
  const steps = stepsInPattern(declarator.id, name);
  if (steps === undefined) return unknown('the pattern is not followed');
  const { init } = declarator;
  const annotation = declarator.id.typeAnnotation?.typeAnnotation;
  const below = (whole: Value): Value => steps.path.reduce((value, key) => memberOf(evaluator, value, key), whole);
  const element = elementValue(evaluator, declarator.parent.parent, steps.path, env);
  if (element !== undefined) return element;
  const written = writesOf(variable).map((node) => (node === undefined ? unknown('it is assigned piecewise') : evaluator.value(node, module, env)));
  return strongest(
    () => {
      const initial = init === null ? [] : [below(evaluator.value(init, module, env))];
      return initial.length + written.length === 0 ? undefined : agreed([...initial, ...written]);
    },
    () => (annotation === undefined ? undefined : below(evaluator.typed(annotation, module, env))),
    () => (steps.fallback === undefined ? undefined : evaluator.value(steps.fallback, module, env)),
  );
}

/** What a name is in the turn of a loop that evaluation is inside of; undefined where it is inside of none. */
function elementValue(evaluator: Evaluator, loop: Node, path: readonly string[], env: Env | undefined): Value | undefined {
  const element = frameOf(loop, env)?.frame.element;
  if (element === undefined) return undefined;
  const [index, ...rest] = path;
  const isWhole = 'is' in element;
  const first = isWhole ? element : element[Number(index)];
  return first === undefined ? undefined : (isWhole ? path : rest).reduce((value, key) => memberOf(evaluator, value, key), first);
}

/** What is assigned to a variable after its declaration; undefined for what can't be told. */
function writesOf({ references }: Variable): (Expression | undefined)[] {
  const writes = references.filter((reference) => reference.isWrite() && reference.init !== true);
  if (writes.length > MAX_WRITES) return [undefined];
  return writes.map(({ identifier }) => {
    const { parent } = identifier;
    return parent.type === 'AssignmentExpression' && parent.left === identifier && ['=', '??=', '||='].includes(parent.operator) ? parent.right : undefined;
  });
}

/**
 * The value of a parameter: the argument where the call is known, else what the declared type or a decorator says.
 * @param name the identifier that the parameter's pattern declares
 */
export function parameterValue(evaluator: Evaluator, scope: FunctionNode, name: Node, module: Module, env: Env | undefined): Value {
  const index = scope.params.findIndex((parameter) => parameter.range[0] <= name.range[0] && name.range[1] <= parameter.range[1]);
  const parameter = scope.params[index];
  if (parameter === undefined) return unknown('the parameter is not found');
  const pattern = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  const steps = stepsInPattern(pattern, name);
  if (steps === undefined) return unknown('the pattern is not followed');
  const below = (whole: Value): Value => steps.path.reduce((value, key) => memberOf(evaluator, value, key), whole);
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  const annotation = target.typeAnnotation?.typeAnnotation;
  return strongest(
    () => injectedValue(evaluator, parameter.decorators, module),
    () => (index === 0 ? elementValue(evaluator, scope, steps.path, env) : undefined),
    () => {
      const whole = argumentValue(evaluator, scope, index, module, env);
      return whole === undefined ? undefined : below(whole);
    },
    () => (annotation === undefined ? undefined : below(evaluator.typed(annotation, module, env))),
    () => (steps.fallback === undefined ? undefined : evaluator.value(steps.fallback, module, env)),
    () => ({ is: { kind: 'parameter', module, function: scope, index, path: steps.path } }),
  );
}

/** The argument that a known call gives for a parameter; undefined where no call is known. */
function argumentValue(evaluator: Evaluator, scope: FunctionNode, index: number, module: Module, env: Env | undefined): Value | undefined {
  const call = frameOf(scope, env)?.frame.call;
  if (call === undefined || scope.params[index]?.type === 'RestElement') return undefined;
  const args = call.node.arguments.slice(0, index + 1);
  if (args.some(({ type }) => type === 'SpreadElement')) return undefined;
  const argument = args[index];
  const value = argument === undefined ? literal(null) : evaluator.value(argument, call.module, call.env);
  const fallback = scope.params[index];
  if (!isNothing(value) || fallback?.type !== 'AssignmentPattern') return value;
  return evaluator.value(fallback.right, module, env);
}

interface Steps {
  readonly path: readonly string[];
  /** The default of the innermost pattern. */
  readonly fallback?: Expression;
}

/** The properties that lead from a destructured value to one name of the pattern. */
function stepsInPattern(pattern: Node, name: Node): Steps | undefined {
  switch (pattern.type) {
    case 'Identifier':
      return pattern === name || pattern.range[0] === name.range[0] ? { path: [] } : undefined;
    case 'AssignmentPattern': {
      const steps = stepsInPattern(pattern.left, name);
      return steps?.path.length === 0 ? { path: [], fallback: pattern.right } : steps;
    }
    case 'RestElement':
      return stepsInPattern(pattern.argument, name);
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        const steps = element === null ? undefined : stepsInPattern(element, name);
        if (steps !== undefined) return { ...steps, path: [String(index), ...steps.path] };
      }
      return undefined;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          const steps = stepsInPattern(property, name);
          if (steps !== undefined) return steps;
          continue;
        }
        const steps = stepsInPattern(property.value, name);
        const key = staticName(property.key, property.computed);
        if (steps !== undefined) return key === undefined ? undefined : { ...steps, path: [key, ...steps.path] };
      }
      return undefined;
    default:
      return undefined;
  }
}
