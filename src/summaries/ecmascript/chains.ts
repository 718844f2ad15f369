/**
 * Members and calls in a row. A chain of a data library begins at the first value, from the innermost expression outward, that is something
 * of one of its packages, its rows or its handle; all that follows are its steps, but for what every promise and list has (`.then(…)`,
 * `.map(…)` with a callback). A name that a chain's beginning was bound to stands for that beginning, so that
 *
 *     const query = db.select().from(images);
 *     await query.where(eq(images.id, id));
 *
 * is read as one chain. A plain function that is called at the start of a longer chain is part of its root: `drizzle(pool).select()`.
 */
import { isFunction, staticName, unwrapped, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';
import type { Chain, ChainStep } from '../../footprints/ecmascript/library.js';
import { withoutDefault } from '../../resolve/packages.js';
import { callLink, constructedBy } from './calls.js';
import { isSharedMethod } from './builtins.js';
import { UNKNOWN, isUnknown, joined, resolvedValue } from './data.js';
import { inheritedRoot } from './inherited.js';
import { contextAt, librariesOf } from './libraries.js';
import type { Kept, Pending } from './memory.js';
import { propertyOf, termIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** One `.name`, `.name(…)`, `(…)` or tagged template after what stands before it. */
interface Link extends ChainStep {
  readonly node: TSESTree.MemberExpression | TSESTree.CallExpression | TSESTree.TaggedTemplateExpression;
}

export function chainValue(reading: Reading, whole: Expressed): Kept {
  const { base, links } = linksOf(reading, whole);
  let value = reading.evaluateKept({ ...whole, node: base });
  for (let at = 0; at < links.length; ) {
    const read = readLibraryChain(reading, value, links, at, whole);
    if (read !== undefined) {
      ({ value } = read);
      at = read.next;
      continue;
    }
    const link = links[at];
    if (link === undefined) break;
    const place: Expressed = { ...whole, node: link.node };
    const settled = reading.settle(value);
    value = link.args === undefined ? propertyOf(reading, settled, link.name, place) : callLink(reading, settled, { ...link, args: link.args }, place);
    at += 1;
  }
  return value;
}

function linksOf(reading: Reading, { node, module, env }: Expressed): { readonly base: Node; readonly links: readonly Link[] } {
  const links: Link[] = [];
  const nameOf = ({ property, computed }: TSESTree.MemberExpression): string => {
    const name = staticName(property, computed);
    if (name !== undefined) return name;
    const term = termIn(reading, reading.evaluate({ node: property, module, env }));
    return term.kind === 'literal' && term.value !== null ? String(term.value) : '[]';
  };
  let current = unwrapped(node);
  for (;;) {
    if (current.type === 'MemberExpression') {
      links.push({ name: nameOf(current), node: current });
      current = unwrapped(current.object);
    } else if (current.type === 'CallExpression' && current.callee.type !== 'Super') {
      const args = current.arguments.map((argument): Expressed => ({ node: argument, module, env }));
      const callee = unwrapped(current.callee);
      const isMember = callee.type === 'MemberExpression';
      links.push({ name: isMember ? nameOf(callee) : '()', args, node: current });
      current = unwrapped(isMember ? callee.object : callee);
    } else if (current.type === 'TaggedTemplateExpression') {
      links.push({ name: '`', args: current.quasi.expressions.map((expression) => ({ node: expression, module, env })), node: current });
      current = unwrapped(current.tag);
    } else return { base: current, links: links.reverse() };
  }
}

interface Beginning {
  readonly root: JsValue;
  readonly steps: readonly ChainStep[];
}

/** How a data library reads the links from one on; undefined where the value is none of a library's, or the library says nothing of them. */
function readLibraryChain(reading: Reading, value: Kept, links: readonly Link[], at: number, whole: Expressed): { value: Kept; next: number } | undefined {
  const beginning = beginningOf(reading, value, links[at]);
  if (beginning === undefined) return undefined;
  const end = endOfSteps(links, at, beginning.root);
  if (end === at) return undefined;
  for (const { args = [] } of links.slice(at, end)) for (const argument of args) if (!isFunction(argument.node)) reading.evaluate(argument);
  if (value.kind === 'pending') for (const pending of [value, ...value.others]) pending.extended = true;
  const { position } = reading.trail;
  const pendingFrom = (from: Beginning): Pending => ({ kind: 'pending', chain: folded(reading, from, links.slice(at, end), whole), others: [], position });
  const others = value.kind === 'pending' ? value.others.map(({ chain }) => pendingFrom(chain)) : [];
  const pending: Pending = { ...pendingFrom(beginning), others };
  return { value: end === links.length ? pending : reading.settle(pending), next: end };
}

function beginningOf(reading: Reading, value: Kept, next: Link | undefined): Beginning | undefined {
  if (value.kind === 'pending' && next !== undefined && isReadOff(value, next) && reading.settle(value).kind === 'rows') return undefined;
  if (value.kind === 'pending') return value.result === undefined ? value.chain : beginningOf(reading, value.result, next);
  if (value.kind === 'rows' && next?.args === undefined) return undefined;
  if (librariesOf(reading, value).length > 0) return { root: value, steps: [] };
  const inherited = value.kind === 'resolved' && next !== undefined ? inheritedRoot(reading, value.value, next.name) : undefined;
  return inherited !== undefined && librariesOf(reading, inherited).length > 0 ? { root: inherited, steps: [] } : undefined;
}

/** `const image = statement.get(id); image.url`: what a call gave need not be waited for. */
function isReadOff({ chain }: Pending, { args }: Link): boolean {
  return args === undefined && chain.steps.at(-1)?.args !== undefined;
}

/** Where what every promise, list and value has begins. */
function endOfSteps(links: readonly Link[], from: number, root: JsValue): number {
  for (let at = from; at < links.length; at += 1) {
    const link = links[at];
    if (link?.args !== undefined && isSharedMethod(link.name, link.args, root)) return at;
  }
  return links.length;
}

/** `drizzle(pool)` before more steps is where the chain begins, however it is written. */
function folded({ evaluator }: Reading, { root, steps }: Beginning, links: readonly Link[], whole: Expressed): Chain {
  const all: readonly ChainStep[] = [...steps, ...links.map(({ name, args, node }) => ({ name, node, ...(args === undefined ? {} : { args }) }))];
  const last = links.at(-1);
  const template = last?.node.type === 'TaggedTemplateExpression' ? { template: last.node } : {};
  const chain = { whole: last === undefined ? whole : { ...whole, node: last.node }, ...template };
  const [first, ...rest] = all;
  if (first?.name !== '()' || first.node.type !== 'CallExpression' || rest.length === 0 || root.kind !== 'resolved' || root.value.is.kind !== 'package') return { root, steps: all, ...chain };
  const { is } = root.value;
  if (withoutDefault(is.path).length > 1 || ['()', 'new'].includes(is.path.at(-1) ?? '')) return { root, steps: all, ...chain };
  const { module, env } = first.args?.[0] ?? whole;
  return { root: { kind: 'resolved', value: { is: { ...evaluator.packages.at(is.package, [...is.path, '()']), made: { module, node: first.node } }, madeEnv: env } }, steps: rest, ...chain };
}

/** What the data libraries say of a chain. */
function readChain(reading: Reading, chain: Chain): JsValue | undefined {
  const context = contextAt(reading, chain.whole);
  for (const library of librariesOf(reading, chain.root)) {
    const value = library.read(chain, context);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a chain gives that nothing more is put on. */
export function settledChain(reading: Reading, pending: Pending): JsValue {
  if (pending.result !== undefined) return pending.result;
  const { chain, position, others } = pending;
  const result = reading.trail.at(position, () => readChain(reading, chain) ?? shortened(reading, chain));
  const values = [result, ...others.map((other) => settledChain(reading, other))];
  // Chains that may be meant give the same rows, chosen in other ways.
  pending.result = values.length === 1 ? result : values.every(({ kind }) => kind === 'rows') ? result : joined(values);
  return pending.result;
}

/** The longest part of a chain that a library understands, and what is read off that. */
function shortened(reading: Reading, chain: Chain): JsValue {
  for (let length = chain.steps.length - 1; length > 0; length -= 1) {
    const steps = chain.steps.slice(0, length);
    const node = steps.at(-1)?.node ?? chain.whole.node;
    const value = readChain(reading, { root: chain.root, steps, whole: { ...chain.whole, node } });
    if (value === undefined) continue;
    return chain.steps.slice(length).reduce<JsValue>((holder, step) => {
      const place: Expressed = { ...chain.whole, node: step.node };
      return step.args === undefined ? propertyOf(reading, holder, step.name, place) : reading.settle(callLink(reading, holder, { name: step.name, args: step.args, node: step.node }, place));
    }, value);
  }
  return packageValue(reading, chain);
}

/** What no library says anything of is still something of its package. */
function packageValue({ evaluator }: Reading, { root, steps }: Chain): JsValue {
  if (root.kind !== 'resolved' || root.value.is.kind !== 'package') return UNKNOWN;
  let { value } = root;
  for (const { name, args, node } of steps) {
    if (value.is.kind !== 'package') break;
    const path = [...value.is.path, ...(name === '()' || name === '`' ? [] : [name]), ...(args === undefined ? [] : ['()'])];
    const origin = evaluator.packages.at(value.is.package, path);
    const [first] = args ?? [];
    const made = node.type === 'CallExpression' && first !== undefined ? { made: { module: first.module, node } } : {};
    value = { is: { ...origin, ...made }, ...(first === undefined ? {} : { madeEnv: first.env }) };
  }
  return resolvedValue(value);
}

/** What `new X(…)` gives. */
export function constructed(reading: Reading, at: Expressed & { readonly node: TSESTree.NewExpression }): JsValue {
  const args = at.node.arguments.map((node) => reading.evaluate({ ...at, node }));
  const value = reading.evaluator.value(at.node, at.module, at.env);
  constructedBy(reading, value, args, at);
  const result = resolvedValue(value);
  return isUnknown(result) ? UNKNOWN : result;
}
