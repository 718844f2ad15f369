/** What names mean while a body is read: what was bound to them, else what the resolver says. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { termOf } from '../../analysis/terms.js';
import { ancestorsOf, isFunction, staticName, type FunctionNode, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { argumentOf } from '../../readers/ecmascript/paths.js';
import { enclosingFunction, variableOf } from '../../readers/ecmascript/variables.js';
import { GLOBALS } from '../../resolve/packages.js';
import { isStrong, type Env, type Value } from '../../resolve/values.js';
import { NOTHING, UNKNOWN, isAbsent, isUnknown, kindOfAbsence, resolvedValue, termValue } from './data.js';
import type { Kept } from './memory.js';
import { eitherOf } from './moments.js';
import { librariesOf } from './libraries.js';
import { propertyOf } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** What an identifier holds. */
export function nameValue(reading: Reading, identifier: TSESTree.Identifier, { module, env }: Expressed): Kept {
  const variable = variableOf(identifier, module);
  if (variable === undefined) return globalValue(identifier.name);
  const [definition] = variable.defs;
  const resolved = (): JsValue => resolvedValue(reading.evaluator.value(identifier, module, env));
  if (definition === undefined || ![DefinitionType.Parameter, DefinitionType.Variable, DefinitionType.CatchClause].includes(definition.type)) return resolved();
  const scope = enclosingFunction(definition.name);
  if (scope === undefined) return resolved();
  const frame = envOf(scope, env);
  if (frame === undefined) return valueOutside(reading, identifier, module);
  const held = reading.memory.held(definition.name, frame);
  if (held !== undefined) return held;
  const looked = reading.trail.unrecorded(() => unboundValue(reading, definition.name, definition.node, scope, module, frame));
  return looked === undefined || isUnknown(looked) ? resolved() : looked;
}

function globalValue(name: string): JsValue {
  return name === 'undefined' ? NOTHING : { kind: 'resolved', value: { is: { kind: 'package', package: GLOBALS, path: [name] } } };
}

/** The surroundings in which a function's own names have their values. */
function envOf(scope: FunctionNode, env: Env | undefined): Env | undefined {
  for (let current = env; current !== undefined; current = current.outer) if (current.frame.scope === scope) return current;
  return undefined;
}

/** A variable of the routine that dispatches: a constant or an object as what it is, anything else by where it comes from. */
export function valueOutside(reading: Reading, node: TSESTree.Identifier | TSESTree.MemberExpression | TSESTree.ThisExpression, module: Module): JsValue {
  const resolved = reading.evaluator.value(node, module, undefined);
  const value = resolvedValue(resolved);
  if (value.kind === 'term' || (isStrong(resolved) && (resolved.is.kind !== 'package' || isPartOfClient(reading, resolved)))) return value;
  const term = termOf(argumentOf(node, module), module.text);
  return term.kind === 'unknown' ? resolvedValue(resolved) : termValue(term);
}

/** `prisma.image`, which no call has given: a table, not a row. */
function isPartOfClient(reading: Reading, value: Value): boolean {
  return value.is.kind === 'package' && !value.is.path.some((step) => step === '()' || step === '`') && librariesOf(reading, resolvedValue(value)).length > 0;
}

/** A name of a call whose body is not read: a wrapper's, which leads back to the arguments of its call. */
function unboundValue(reading: Reading, name: Node, owner: Node, scope: FunctionNode, module: Module, frame: Env): JsValue | undefined {
  if (owner === scope) {
    const index = scope.params.findIndex(({ range }) => range[0] <= name.range[0] && name.range[1] <= range[1]);
    const parameter = scope.params[index];
    const { call } = frame.frame;
    if (parameter === undefined || call === undefined || call.node.arguments.slice(0, index + 1).some(({ type }) => type === 'SpreadElement')) return undefined;
    const argument = call.node.arguments[index];
    const whole = argument === undefined ? NOTHING : reading.evaluate({ node: argument, module: call.module, env: call.env });
    bind(reading, parameter, whole, { node: parameter, module, env: frame });
  } else if (owner.type === 'VariableDeclarator' && owner.init !== null && frame.frame.call !== undefined) {
    bind(reading, owner.id, reading.evaluate({ node: owner.init, module, env: frame }), { node: owner.id, module, env: frame });
  }
  const held = reading.memory.held(name, frame);
  return held === undefined ? undefined : reading.settle(held);
}

/** Gives the names of a pattern their values; `at` is where the pattern stands. */
export function bind(reading: Reading, pattern: Node, value: Kept, at: Expressed): void {
  const below = (node: Node): Expressed => ({ ...at, node });
  switch (pattern.type) {
    case 'Identifier':
      if (at.env !== undefined) hold(reading, pattern, value, at);
      return;
    case 'AssignmentPattern': {
      const given = reading.settle(value);
      bind(reading, pattern.left, isAbsent(given) && kindOfAbsence(given) !== 'null' ? reading.evaluate(below(pattern.right)) : given, at);
      return;
    }
    case 'TSParameterProperty':
      bind(reading, pattern.parameter, value, at);
      setParameterProperty(reading, pattern, reading.settle(value), at);
      return;
    case 'ObjectPattern': {
      const whole = reading.settle(value);
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bind(reading, property.argument, whole.kind === 'rows' || whole.kind === 'term' ? whole : UNKNOWN, at);
        else {
          const name = staticName(property.key, property.computed);
          bind(reading, property.value, name === undefined ? UNKNOWN : propertyOf(reading, whole, name, below(property)), at);
        }
      }
      return;
    }
    case 'ArrayPattern': {
      const whole = reading.settle(value);
      for (const [index, element] of pattern.elements.entries()) {
        if (element === null) continue;
        if (element.type === 'RestElement') bind(reading, element.argument, whole.kind === 'rows' ? whole : UNKNOWN, at);
        else bind(reading, element, propertyOf(reading, whole, String(index), below(element)), at);
      }
      return;
    }
    case 'RestElement':
      bind(reading, pattern.argument, UNKNOWN, at);
      return;
    default:
      return;
  }
}

/** A declared type says more than a value that is not known. */
function hold(reading: Reading, name: TSESTree.Identifier, value: Kept, { module, env }: Expressed): void {
  if (env === undefined) return;
  const scope = enclosingFunction(name);
  const frame = scope === undefined ? undefined : envOf(scope, env);
  if (frame === undefined) return;
  const isOpen = value.kind !== 'pending' && isUnknown(value);
  const declared = isOpen && name.typeAnnotation ? resolvedValue(reading.evaluator.typed(name.typeAnnotation.typeAnnotation, module, env)) : undefined;
  const declaration = variableOf(name, module)?.defs[0]?.name ?? name;
  reading.memory.hold(declaration, frame, declared === undefined || isUnknown(declared) ? value : declared);
}

/** `constructor(private readonly images: Images)` */
function setParameterProperty(reading: Reading, { parameter }: TSESTree.TSParameterProperty, value: JsValue, { env }: Expressed): void {
  const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const self = env?.frame.self;
  if (self !== undefined && !isUnknown(value)) reading.memory.setField(self, name.name, value);
}

/** `name = value`: takes the old value's place, or joins it where a branch may pass the assignment by. */
export function assign(reading: Reading, target: TSESTree.Identifier, value: Kept, { module, env }: Expressed): void {
  const name = variableOf(target, module)?.defs[0]?.name;
  const scope = name === undefined ? undefined : enclosingFunction(name);
  const frame = scope === undefined ? undefined : envOf(scope, env);
  if (name === undefined || frame === undefined) return;
  const before = reading.memory.held(name, frame);
  reading.memory.hold(name, frame, before === undefined || !isConditional(target, name) ? value : eitherOf(before, value));
}

/** The branches of statements are told apart where they are read. */
const BRANCHES = new Set(['ConditionalExpression', 'LogicalExpression']);

/** Whether something may keep an assignment from happening once the name is declared. */
function isConditional(assignment: Node, name: Node): boolean {
  for (const around of ancestorsOf(assignment)) {
    if (around.range[0] <= name.range[0] && name.range[1] <= around.range[1]) return false;
    if (BRANCHES.has(around.type) || isFunction(around)) return true;
  }
  return false;
}
