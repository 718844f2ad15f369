/** What a map or an object holds under a name: what it is made with, and what is put into it later, wherever that is done. */
import { calleeOf } from '../../libraries/calls.js';
import { textValue } from '../../libraries/identity.js';
import type { Place } from '../../libraries/identity.js';
import { ancestorsOf, staticName, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { exportsOf } from '../../resolve/exports.js';
import { memberOf } from '../../resolve/members.js';
import type { Value } from '../../resolve/values.js';
import { elementsOf, isGlobalObject } from './elements.js';
import { initialiserOf } from './initialisers.js';
import type { Written } from './initialisers.js';
import { toldAround } from './surroundings.js';
import type { Open } from './surroundings.js';
import type { Uses } from './uses.js';

/** One value put under a key; the key is undefined where what stands around does not say it. */
interface Put {
  readonly key: string | undefined;
  readonly value: Value;
}

/** What a `Map` holds under a name; `unclear` where that may be several. */
export function entryOfMap(evaluator: Evaluator, uses: Uses, name: string, map: Place): Value | 'unclear' | undefined {
  const made = registryAt(evaluator, map);
  if (made?.node.type !== 'NewExpression') return undefined;
  const added = addedUnder(evaluator, uses, name, made);
  return added === undefined ? 'unclear' : onlyOne([...firstEntries(evaluator, made.node, name, made.module), ...added]);
}

/** What an object holds under a name that was put into it later; undefined where nothing was, so that the object alone tells. */
export function addedEntry(evaluator: Evaluator, uses: Uses, name: string, object: Place): Value | 'unclear' | undefined {
  const made = registryAt(evaluator, object);
  if (made?.node.type !== 'ObjectExpression') return undefined;
  const added = addedUnder(evaluator, uses, name, made);
  if (added === undefined) return 'unclear';
  const first = memberOf(evaluator, { is: { kind: 'object', module: made.module, node: made.node } }, name);
  return added.length === 0 ? undefined : onlyOne([...(first.is.kind === 'unknown' ? [] : [first]), ...added]);
}

function onlyOne([only, ...others]: readonly Value[]): Value | 'unclear' | undefined {
  return others.length > 0 ? 'unclear' : only;
}

/** The `new Map(…)` or `{ … }` that a constant or a class's field holds. */
function registryAt(evaluator: Evaluator, { node, module, env }: Place): Written | undefined {
  const expression = unwrapped(node);
  const written = expression.type === 'MemberExpression' ? fieldAt(evaluator, expression, { node, module, env }) : initialiserOf(evaluator, expression, module);
  const made = written?.node;
  const isMap = made?.type === 'NewExpression' && made.callee.type === 'Identifier' && made.callee.name === 'Map';
  return isMap || made?.type === 'ObjectExpression' ? written : undefined;
}

/** What the field of `this.handlers` is declared with. */
function fieldAt(evaluator: Evaluator, { object, property, computed }: TSESTree.MemberExpression, { module, env }: Place): Written | undefined {
  const { is } = evaluator.value(object, module, env);
  const name = staticName(property, computed);
  if ((is.kind !== 'instance' && is.kind !== 'class') || name === undefined) return undefined;
  const field = is.node.body.body.find((member) => member.type === 'PropertyDefinition' && staticName(member.key, member.computed) === name);
  return field?.type === 'PropertyDefinition' && field.value !== null ? { node: unwrapped(field.value), module: is.module } : undefined;
}

/** `new Map([['resize', resize]])`, `new Map(Object.entries(processors))` */
function firstEntries(evaluator: Evaluator, { arguments: [list] }: TSESTree.NewExpression, name: string, module: Module): Value[] {
  if (list === undefined || list.type === 'SpreadElement') return [];
  return elementsOf(evaluator, list, module).flatMap((element) => {
    const [key, value] = 'is' in element ? [memberOf(evaluator, element, '0'), memberOf(evaluator, element, '1')] : element;
    return key.is.kind === 'literal' && key.is.value === name ? [value] : [];
  });
}

/** What is put in under a name after the making; undefined where something is put in under a name that cannot be told. */
function addedUnder(evaluator: Evaluator, uses: Uses, name: string, registry: Written): Value[] | undefined {
  const open = modulesWith(registry, uses).flatMap((module) => putsIn(evaluator, module, registry));
  const { found, left } = toldAround(evaluator, open.filter(({ toldIn }) => toldIn(undefined)?.key === undefined), uses, ({ key }) => key !== undefined);
  const told = [...open.flatMap(({ toldIn }) => toldIn(undefined) ?? []), ...found.map((each) => each.told)];
  return left.length > 0 ? undefined : told.flatMap(({ key, value }) => (key === name ? [value] : []));
}

/** The modules that can reach a registry: its own, and where it is exported those that say its name. */
function modulesWith({ node, module }: Written, uses: Uses): Module[] {
  const declarator = [...ancestorsOf(node)].find(({ type }) => type === 'VariableDeclarator' || type === 'PropertyDefinition');
  const name = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' ? declarator.id.name : undefined;
  const isExported = [...exportsOf(module.ast).named.values()].some((exported) => exported.kind === 'local' && exported.name === name);
  return name === undefined || !isExported ? [module] : [...new Set([module, ...uses.mentions(name)])];
}

function putsIn(evaluator: Evaluator, module: Module, registry: Written): Open<Put>[] {
  const puts: Open<Put>[] = [];
  walk(module.ast, (node) => {
    const put = putAt(node);
    if (put === undefined || registryAt(evaluator, { node: put.registry, module, env: undefined })?.node !== registry.node) return;
    const { key, value } = put;
    puts.push({
      node,
      module,
      toldIn: (env) => ({ key: typeof key === 'string' ? key : textValue(evaluator, { node: key, module, env }), value: evaluator.value(value, module, env) }),
    });
  });
  return puts;
}

/** `map.set(key, value)`, `object[key] = value`; of `Object.assign(object, others)` no key can be told. */
function putAt(node: Node): { readonly registry: Node; readonly key: Node | string; readonly value: Node } | undefined {
  if (node.type === 'CallExpression') {
    const callee = calleeOf(node);
    const [first, second] = node.arguments;
    if (callee === undefined || first === undefined || second === undefined) return undefined;
    if (callee.method === 'set') return { registry: callee.object, key: first, value: second };
    return callee.method === 'assign' && isGlobalObject(callee.object) ? { registry: first, key: second, value: second } : undefined;
  }
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return undefined;
  const { object, property, computed } = node.left;
  return { registry: object, key: staticName(property, computed) ?? property, value: node.right };
}
