/** Stores that keep values under keys: files, Redis, caches. A new one is a row of a table like those of `files.ts`. */
import { fieldOf, type Mode, type Operation, type Store, type Term } from '../../../analysis/footprint.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { linksOf, packageOf, type Link } from '../query/links.js';
import { UNKNOWN_JS } from '../query/rows.js';
import { textTerm } from '../texts.js';

/** What a method does to the value under a key. */
export interface KeyUse {
  readonly operation: Operation;
  /** `plain` by default. */
  readonly mode?: Mode;
  /** Which argument is the key; `rest` for all from there on, in lists too; `even` for every other one. The first by default. */
  readonly at?: number;
  readonly each?: 'rest' | 'even';
  /** What the method gives is what is kept there. */
  readonly gives?: true;
}

export interface KeyedStore {
  readonly id: string;
  readonly store: Store;
  readonly packages: readonly string[];
  /** The ways from a package's exports to what the methods belong to. */
  readonly holders: readonly (readonly string[])[];
  readonly methods: Readonly<Record<string, readonly KeyUse[]>>;
  /** Methods that give the same store again: `multi()`, `duplicate()`. */
  readonly passing?: ReadonlySet<string>;
  /** Whether a write is one that only fills what is empty: Redis' `NX`, a lock. */
  readonly isFill?: (args: readonly Expressed[], context: ReadingContext) => boolean;
  /** What sets the keys of one client apart from those of others, by the arguments that it is made with: its server, Redis' `keyPrefix`. */
  readonly spaceOf?: (made: readonly Expressed[], context: ReadingContext) => readonly Term[];
  /** What comes before the keys of one call, by its arguments: a bucket. */
  readonly areaOf?: (args: readonly Expressed[], context: ReadingContext) => readonly Term[];
  /** Of a value made of fields those that a call means, where its arguments say. */
  readonly fieldsOf?: (method: string, args: readonly Expressed[], context: ReadingContext) => readonly string[] | undefined;
  /** What a method is called in the table, where the library has several spellings. */
  readonly nameOf?: (name: string) => string;
}

const READ: KeyUse = { operation: 'read' };
export const reads: readonly KeyUse[] = [{ ...READ, gives: true }];
export const looks: readonly KeyUse[] = [READ];
export const writes: readonly KeyUse[] = [{ operation: 'write' }];
export const deletes: readonly KeyUse[] = [{ operation: 'delete' }];
export const counts: readonly KeyUse[] = [{ operation: 'write', mode: 'atomic' }];

export function createKeyedLibrary(row: KeyedStore): EcmascriptDataLibrary {
  const { id, packages, holders } = row;
  return {
    id,
    packages,
    read(chain, context) {
      const holder = chain.root.kind === 'handle' ? [] : holderOf(chain, holders, packages);
      return holder === undefined ? undefined : readMethods(linksOf(chain), holder.length, row, chain, context);
    },
  };
}

/** The longest way that the chain begins with. */
function holderOf(chain: Chain, holders: KeyedStore['holders'], packages: readonly string[]): readonly string[] | undefined {
  if (!packages.includes(packageOf(chain) ?? '')) return undefined;
  const links = linksOf(chain);
  const fitting = holders.filter((holder) => holder.every((name, index) => links[index]?.name === name)).sort((a, b) => b.length - a.length);
  return fitting[0];
}

/** @param begin where the methods begin, after what makes the store */
function readMethods(links: readonly Link[], begin: number, row: KeyedStore, chain: Chain, context: ReadingContext): JsValue | undefined {
  const space = row.spaceOf?.(links[begin - 1]?.args ?? [], context) ?? [];
  const used = links.slice(begin).filter(({ name, called }) => called && row.passing?.has(name) !== true);
  let value: JsValue | undefined;
  for (const { name, args } of used) {
    const method = row.nameOf?.(name) ?? name;
    if (row.methods[method] !== undefined) value = recordUses(row, { method, args, space, at: chain.whole }, context);
  }
  return value;
}

interface Call {
  readonly method: string;
  readonly args: readonly Expressed[];
  /** What comes before every key. */
  readonly space: readonly Term[];
  readonly at: Expressed;
}

function recordUses({ store, methods, isFill, areaOf, fieldsOf }: KeyedStore, { method, args, space, at }: Call, context: ReadingContext): JsValue {
  let value: JsValue = UNKNOWN_JS;
  const before = [...space, ...(areaOf?.(args, context) ?? [])];
  const fields = fieldsOf?.(method, args, context);
  for (const use of methods[method] ?? []) {
    const mode = use.mode ?? (use.operation === 'write' && isFill?.(args, context) === true ? 'lazy' : 'plain');
    for (const own of keysIn(use, args, context)) {
      const key = before.length === 0 ? own : textTerm([...before, own]);
      context.record({ operation: use.operation, resource: { kind: 'key', store, key, ...(fields === undefined ? {} : { fields }) }, mode, at });
      if (use.gives === true) value = { kind: 'term', term: { kind: 'stored', store, key: fieldOf(key, fields) } };
    }
  }
  return value;
}

function keysIn({ at = 0, each }: KeyUse, args: readonly Expressed[], context: ReadingContext): readonly Term[] {
  const from = args.slice(at);
  if (each === undefined) return from.slice(0, 1).map((argument) => context.termOf(argument));
  const listed = from.flatMap((argument) => context.elementsOf(argument) ?? [argument]);
  return listed.filter((_, index) => each === 'rest' || index % 2 === 0).map((argument) => context.termOf(argument));
}
