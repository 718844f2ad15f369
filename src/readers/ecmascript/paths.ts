/** What an argument is made of: access paths, aliases replaced by what they stand for. */
import type { Variable } from '@typescript-eslint/scope-manager';
import type { AccessPath, Argument } from '../../analysis/ir.js';
import { distinctPaths } from '../module.js';
import { isFunction, staticName, unwrapped } from './estree.js';
import type { Expression, Node, TSESTree } from './estree.js';
import type { Module } from './module.js';
import { convertedBy, isConversion, purityOf } from './purity.js';
import { outerSpan } from './spans.js';
import { declaratorOf, enclosingFunction, isFixture, isReassigned, isTopLevel, literalOf, ownerOfThis, variableOf } from './variables.js';

/** How many aliases of aliases are followed. */
const MAX_ALIASES = 8;

/**
 * What the analysis needs to know about an argument of a call, or about an element or a value below it.
 * @param node the argument as it stands in the call
 */
export function argumentOf(node: Expression | TSESTree.SpreadElement, module: Module): Argument {
  const value = unwrapped(node);
  const literal = literalOf(node, module);
  return {
    span: outerSpan(node, module),
    paths: distinctPaths(pathsOf(node, module)),
    purity: purityOf(node, module),
    spread: node.type === 'SpreadElement',
    ...(literal === undefined ? {} : { literal }),
    ...compositionOf(value, module),
    open: isOpen(value, literal, module),
  };
}

function compositionOf(value: Node, module: Module): Pick<Argument, 'entries' | 'elements'> {
  if (value.type === 'ObjectExpression') return { entries: entriesOf(value, module) };
  if (value.type !== 'ArrayExpression') return {};
  const elements = value.elements.map((element) => (element === null ? undefined : argumentOf(element, module)));
  const present = elements.filter((element) => element !== undefined);
  return present.length === elements.length ? { elements: present } : {};
}

function entriesOf(object: TSESTree.ObjectExpression, module: Module): ReadonlyMap<string, Argument> {
  const entries = new Map<string, Argument>();
  for (const property of object.properties) {
    const name = property.type === 'Property' ? staticName(property.key, property.computed) : undefined;
    if (property.type === 'Property' && name !== undefined) entries.set(name, argumentOf(property.value as Expression, module));
  }
  return entries;
}

function isOpen(value: Node, literal: Argument['literal'], module: Module): boolean {
  if (value.type === 'ObjectExpression') {
    return value.properties.some(
      (property) => property.type === 'SpreadElement' || staticName(property.key, property.computed) === undefined,
    );
  }
  // A literal has no properties of its own to hide, and neither has `undefined`.
  return literal === undefined && !(value.type === 'Identifier' && value.name === 'undefined' && variableOf(value, module) === undefined);
}

/** The access paths below the surface of an expression, in source order, repeats included. */
function pathsOf(node: Node, module: Module): AccessPath[] {
  const collect = (child: Node | null): AccessPath[] => (child === null ? [] : pathsOf(child, module));
  const expression = unwrapped(node);
  if (isFunction(expression)) return [];
  switch (expression.type) {
    case 'Identifier':
    case 'MemberExpression':
    case 'ThisExpression':
      return [...chainPaths(expression, module), ...keysOf(expression).flatMap(collect)];
    case 'ObjectExpression':
      return expression.properties.flatMap((property) =>
        property.type === 'Property' ? collect(property.value) : collect(property.argument),
      );
    case 'ArrayExpression':
      return expression.elements.flatMap(collect);
    case 'TemplateLiteral':
      return expression.expressions.flatMap(collect);
    case 'TaggedTemplateExpression':
      return collect(expression.quasi);
    case 'CallExpression':
      return [convertedBy(expression) ?? null, ...expression.arguments].flatMap(collect);
    case 'NewExpression':
      return expression.arguments.flatMap(collect);
    // What a condition tests decides which value it is, and is no part of the value.
    case 'ConditionalExpression':
      return [expression.consequent, expression.alternate].flatMap(collect);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [expression.left, expression.right].flatMap(collect);
    case 'AssignmentExpression':
      return collect(expression.right);
    case 'SequenceExpression':
      return collect(expression.expressions.at(-1) ?? null);
    case 'UnaryExpression':
      return ['typeof', 'void', 'delete'].includes(expression.operator) ? [] : collect(expression.argument);
    case 'AwaitExpression':
    case 'UpdateExpression':
    case 'SpreadElement':
      return collect(expression.argument);
    default:
      return [];
  }
}

/** A chain of static and computed member reads: `this.images[i].id` is `this`, `images`, `[i]`, `id`. */
interface Chain {
  readonly root: TSESTree.Identifier | TSESTree.ThisExpression;
  readonly path: readonly string[];
}

function chainOf(node: Node, module: Module): Chain | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'Identifier' || expression.type === 'ThisExpression') return { root: expression, path: [] };
  if (expression.type !== 'MemberExpression') return undefined;
  const object = chainOf(expression.object, module);
  if (object === undefined) return undefined;
  const [start, end] = expression.property.range;
  return {
    root: object.root,
    path: [...object.path, staticName(expression.property, expression.computed) ?? `[${module.text.slice(start, end)}]`],
  };
}

function chainPaths(node: Node, module: Module): AccessPath[] {
  const chain = chainOf(node, module);
  // `(await load()).id` and `f(x).id`: what stands before the dots may hold paths of its own.
  if (chain === undefined) return pathsOf(innermostObject(node), module);
  const resolved = resolveChain(chain, module);
  if (resolved === undefined) return [];
  const text = module.text.slice(node.range[0], node.range[1]).replace(/\s*\n\s*/g, '');
  return [{ ...resolved, text }];
}

function innermostObject(node: Node): Node {
  const expression = unwrapped(node);
  return expression.type === 'MemberExpression' ? innermostObject(expression.object) : expression;
}

/** The keys of computed reads along a chain: `i` in `images[i].id`. */
function keysOf(node: Node): Node[] {
  const expression = unwrapped(node);
  if (expression.type !== 'MemberExpression') return [];
  const keys = keysOf(expression.object);
  return staticName(expression.property, expression.computed) === undefined ? [...keys, expression.property] : keys;
}

/** Where a chain leads when aliases are replaced; undefined for a constant. */
function resolveChain(chain: Chain, module: Module, depth = 0): Pick<AccessPath, 'root' | 'path'> | undefined {
  if (chain.root.type === 'ThisExpression') {
    const owner = ownerOfThis(chain.root);
    if (chain.path.length === 0 || owner === undefined) return undefined;
    return { root: `this@${String(owner.range[0])}`, path: chain.path };
  }
  const variable = variableOf(chain.root, module);
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined || isFixture(variable)) return undefined;
  if (!isReassigned(variable) && isTopLevel(variable) && enclosingFunction(chain.root) !== undefined) return undefined;
  const meaning = depth < MAX_ALIASES ? meaningOf(variable, module, depth) : 'itself';
  if (meaning === 'constant') return undefined;
  if (meaning !== 'itself') return resolveChain({ root: meaning.root, path: [...meaning.path, ...chain.path] }, module, depth + 1);
  return { root: `${variable.name}@${String(definition.name.range[0])}`, path: chain.path };
}

/** What a variable stands for: made of constants only, another chain, or nothing but itself. */
type Meaning = 'constant' | 'itself' | Chain;

const meanings = new WeakMap<Variable, Meaning>();

function meaningOf(variable: Variable, module: Module, depth: number): Meaning {
  const known = meanings.get(variable);
  if (known !== undefined) return known;
  // A variable that is met again while it is looked at is part of a circle.
  meanings.set(variable, 'itself');
  const meaning = initialMeaningOf(variable, module, depth);
  meanings.set(variable, meaning);
  return meaning;
}

function initialMeaningOf(variable: Variable, module: Module, depth: number): Meaning {
  const declarator = declaratorOf(variable);
  const name = variable.defs[0]?.name;
  if (declarator?.init == null || name === undefined) return 'itself';
  if (isConstant(declarator.init, module, depth)) return 'constant';
  const source = chainOf(convertedOf(declarator.init, module), module);
  const below = pathInPattern(declarator.id, name);
  if (source === undefined || below === undefined) return 'itself';
  // An index, or a variable that changes, may mean something else by the time the alias is used.
  if (source.path.some((key) => key.startsWith('['))) return 'itself';
  const root = source.root.type === 'Identifier' ? variableOf(source.root, module) : undefined;
  if (root !== undefined && isReassigned(root)) return 'itself';
  return { root: source.root, path: [...source.path, ...below] };
}

/** `image._id` for `String(image._id)` and `image._id.toString()`. */
function convertedOf(node: Node, module: Module): Node {
  const expression = unwrapped(node);
  if (expression.type !== 'CallExpression') return expression;
  const [argument, ...others] = expression.arguments;
  const inner = convertedBy(expression) ?? (isConversion(expression, module) && others.length === 0 ? argument : undefined);
  return inner === undefined ? expression : convertedOf(inner, module);
}

/** The properties that lead from a destructured value to one name of the pattern; undefined with a default or a rest on the way. */
export function pathInPattern(pattern: Node, name: Node): string[] | undefined {
  if (pattern === name) return [];
  if (pattern.type === 'ArrayPattern') {
    for (const [index, element] of pattern.elements.entries()) {
      const below = element === null ? undefined : pathInPattern(element, name);
      if (below !== undefined) return [String(index), ...below];
    }
  }
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type !== 'Property') continue;
    const key = staticName(property.key, property.computed);
    const below = key === undefined ? undefined : pathInPattern(property.value, name);
    if (key !== undefined && below !== undefined) return [key, ...below];
  }
  return undefined;
}

/** Whether an initialiser is made of literals and other constants only, so that sharing the variable says nothing. */
function isConstant(node: Node, module: Module, depth: number): boolean {
  const expression = unwrapped(node);
  const isPart = (part: Node): boolean => isConstant(part, module, depth);
  switch (expression.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return expression.expressions.every(isPart);
    case 'UnaryExpression':
      return expression.operator !== 'delete' && isPart(expression.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPart(expression.left) && isPart(expression.right);
    case 'ArrayExpression':
      return expression.elements.every((element) => element !== null && isPart(element));
    case 'ObjectExpression':
      return expression.properties.every((property) => property.type === 'Property' && isPart(property.value));
    case 'Identifier':
    case 'MemberExpression': {
      const chain = chainOf(expression, module);
      if (chain === undefined || chain.path.some((key) => key.startsWith('['))) return false;
      return chain.root.type === 'Identifier' && depth < MAX_ALIASES && resolveChain(chain, module, depth + 1) === undefined;
    }
    default:
      return false;
  }
}
