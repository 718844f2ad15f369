/** What an argument is made of: access paths, aliases replaced by what they stand for. */
import type { AccessPath, Argument } from '../../analysis/ir.js';
import { distinctPaths } from '../module.js';
import { chainOf, computedKeysOf, innermostObject, resolveChain } from './chains.js';
import { literalOf, textOf } from './literals.js';
import type { PythonModule } from './module.js';
import { argumentsOf, convertedBy, isMeasure, purityOf, worst } from './purity.js';
import { childIn, namedChildren, sourceOf, spanOf, unwrapped, type PyNode } from './tree.js';

/**
 * What the analysis needs to know about an argument of a call, or about an element or a value below it.
 * @param node the argument as it stands in the call: `x`, `name=x`, `*x`, `**x`
 */
export function argumentOf(node: PyNode, module: PythonModule): Argument {
  const value = unwrapped(valueOf(node));
  const literal = literalOf(value, module);
  return {
    span: spanOf(node),
    paths: distinctPaths(pathsOf(node, module)),
    purity: purityOf(node, module),
    spread: node.type.includes('splat'),
    ...(literal === undefined ? {} : { literal }),
    ...compositionOf(value, module),
    open: isOpen(value, literal, module),
  };
}

/**
 * Keyword arguments as one argument, whose entries they are.
 * @param nodes at least one `name=x` or `**x`
 */
export function keywordsOf(nodes: readonly PyNode[], module: PythonModule): Argument | undefined {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const entries = new Map<string, Argument>();
  for (const node of nodes) {
    const name = childIn(node, 'name');
    const value = childIn(node, 'value');
    if (name !== undefined && value !== undefined) entries.set(sourceOf(name, module), argumentOf(value, module));
  }
  return {
    span: { start: first.range[0], end: last.range[1] },
    paths: distinctPaths(nodes.flatMap((node) => pathsOf(node, module))),
    purity: worst(nodes.map((node) => purityOf(node, module))),
    spread: false,
    entries,
    open: nodes.some(({ type }) => type !== 'keyword_argument'),
  };
}

/** `x` of `name=x`. */
function valueOf(node: PyNode): PyNode {
  return node.type === 'keyword_argument' ? childIn(node, 'value') ?? node : node;
}

function compositionOf(value: PyNode, module: PythonModule): Pick<Argument, 'entries' | 'elements'> {
  switch (value.type) {
    case 'dictionary':
      return { entries: entriesOf(value, module) };
    case 'list':
    case 'tuple':
      return { elements: namedChildren(value).map((element) => argumentOf(element, module)) };
    default:
      return {};
  }
}

function entriesOf(dictionary: PyNode, module: PythonModule): ReadonlyMap<string, Argument> {
  const entries = new Map<string, Argument>();
  for (const pair of namedChildren(dictionary)) {
    const name = plainKeyOf(pair, module);
    const value = childIn(pair, 'value');
    if (name !== undefined && value !== undefined) entries.set(name, argumentOf(value, module));
  }
  return entries;
}

function plainKeyOf(pair: PyNode, module: PythonModule): string | undefined {
  const key = pair.type === 'pair' ? childIn(pair, 'key') : undefined;
  return key === undefined ? undefined : textOf(key, module);
}

function isOpen(value: PyNode, literal: Argument['literal'], module: PythonModule): boolean {
  if (value.type === 'dictionary') return namedChildren(value).some((pair) => plainKeyOf(pair, module) === undefined);
  // A literal has no entries of its own to hide.
  return literal === undefined;
}

/** The access paths below the surface of an expression, in source order, repeats included. */
function pathsOf(node: PyNode, module: PythonModule): AccessPath[] {
  const collect = (child: PyNode | undefined): AccessPath[] => (child === undefined ? [] : pathsOf(child, module));
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'identifier':
    case 'attribute':
    case 'subscript':
      return chainPaths(expression, module);
    case 'call':
      if (chainOf(expression, module) !== undefined) return chainPaths(expression, module);
      if (isMeasure(expression, module)) return [];
      return [convertedBy(expression, module), ...argumentsOf(expression)].flatMap(collect);
    case 'pair':
    case 'keyword_argument':
    case 'named_expression':
      return collect(childIn(expression, 'value'));
    case 'conditional_expression': {
      // What a condition tests decides which value it is, and is no part of the value.
      const [consequent, , alternate] = namedChildren(expression);
      return [consequent, alternate].flatMap(collect);
    }
    case 'for_in_clause':
      return collect(childIn(expression, 'right'));
    case 'slice':
    case 'string':
    case 'concatenated_string':
    case 'interpolation':
    case 'format_specifier':
    case 'format_expression':
    case 'tuple':
    case 'list':
    case 'set':
    case 'dictionary':
    case 'expression_list':
    case 'list_splat':
    case 'list_splat_pattern':
    case 'dictionary_splat':
    case 'unary_operator':
    case 'not_operator':
    case 'binary_operator':
    case 'boolean_operator':
    case 'comparison_operator':
    case 'await':
      return namedChildren(expression).flatMap(collect);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      return namedChildren(expression).flatMap(collect).filter(({ root }) => !isBoundIn(expression, root));
    default:
      return [];
  }
}

/** Whether a path's root is a variable of a comprehension, which means nothing outside of it. */
function isBoundIn({ range }: PyNode, root: string): boolean {
  const at = Number(root.slice(root.lastIndexOf('@') + 1));
  return range[0] <= at && at < range[1];
}

function chainPaths(node: PyNode, module: PythonModule): AccessPath[] {
  const keys = computedKeysOf(node, module).flatMap((key) => pathsOf(key, module));
  const chain = chainOf(node, module);
  if (chain === undefined) {
    // `(await load()).id` and `f(x).id`: what stands before the dots may hold paths of its own.
    const inner = innermostObject(node, module);
    return [...(inner === node ? [] : pathsOf(inner, module)), ...keys];
  }
  const resolved = resolveChain(chain, module);
  if (resolved === undefined) return keys;
  return [{ ...resolved, text: sourceOf(node, module).replace(/\s*\n\s*/g, '') }, ...keys];
}
