/** A chain as one list, whether its beginning was followed by the resolver (`['drizzle', '()']`) or stands in the chain itself. */
import type { Node } from '../../../readers/ecmascript/estree.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain } from '../library.js';

/** One member, or `new`, or `()` for a call of what is no member; `args` where it is called, none where nobody can tell with what. */
export interface Link {
  readonly name: string;
  readonly called: boolean;
  readonly args: readonly Expressed[];
  readonly node?: Node;
}

/** The package that a chain begins in, without a subpath. */
export function packageOf({ root }: Chain): string | undefined {
  return root.kind === 'resolved' && root.value.is.kind === 'package' ? root.value.is.package : undefined;
}

export function linksOf(chain: Chain): readonly Link[] {
  const links = chain.root.kind === 'resolved' ? linksOfValue(chain.root.value) : [];
  return chain.steps.reduce(
    (before, { name, args, node }) =>
      name === '()' ? calledWith(before, args ?? [], node) : [...before, { name, called: args !== undefined, args: args ?? [], node }],
    links,
  );
}

/** The way from a package's exports to a value; the arguments of its last call are known where the call was seen. */
export function linksOfValue(value: Value): readonly Link[] {
  const { is } = value;
  if (is.kind !== 'package') return [];
  const path = withoutDefault(is.path);
  return path.reduce<readonly Link[]>((before, name, index) => {
    const args = index === path.length - 1 ? madeWith(value) : [];
    if (name === '()') return calledWith(before, args, is.made?.node);
    return [...before, { name, called: name === 'new', args: name === 'new' ? args : [] }];
  }, []);
}

/** The arguments of the call that a value was made by. */
export function madeWith({ is, madeEnv }: Value): readonly Expressed[] {
  if (is.kind !== 'package' || is.made === undefined) return [];
  const { module, node } = is.made;
  return node.arguments.map((argument) => ({ node: argument, module, env: madeEnv }));
}

function calledWith(before: readonly Link[], args: readonly Expressed[], node: Node | undefined): readonly Link[] {
  const last = before.at(-1);
  const own = node === undefined ? {} : { node };
  if (last === undefined || last.called) return [...before, { name: '()', called: true, args, ...own }];
  return [...before.slice(0, -1), { ...last, called: true, args, ...own }];
}

/** What comes after a beginning; undefined where the links do not begin so. */
export function after(links: readonly Link[], ...beginning: readonly string[]): readonly Link[] | undefined {
  return beginning.every((name, index) => links[index]?.name === name) ? links.slice(beginning.length) : undefined;
}

/** What follows the first of these beginnings that fits. */
export function afterAny(links: readonly Link[], beginnings: readonly (readonly string[])[]): readonly Link[] | undefined {
  for (const beginning of beginnings) {
    const rest = after(links, ...beginning);
    if (rest !== undefined) return rest;
  }
  return undefined;
}

/** What a library keeps of something of its own. */
export function handle(library: string, data: unknown): JsValue {
  return { kind: 'handle', library, data };
}
