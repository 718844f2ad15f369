/** Stores that keep values under keys: caches, Redis, files. A new one is a row of a table like that of `cache.ts`. */
import { declaredPath, receiverNode } from '../declared.js';
import { UNKNOWN_TERM, type Mode, type Operation, type Store, type Term } from '../../../analysis/footprint.js';
import { textTerm } from '../texts.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';
import { keyIn, keysIn, termsOf } from './keys.js';

/** What a method does to the value under a key. */
export interface KeyUse {
  readonly operation: Operation;
  /** `plain` by default. */
  readonly mode?: Mode;
  /** Which positional argument is the key; the first by default. */
  readonly at?: number;
  /** The keyword that the key may be given by; that of the store by default. */
  readonly keyword?: string;
  /** The argument is a list of keys (a dict: its keys); `rest`: all arguments from there on are keys. */
  readonly each?: 'listed' | 'rest';
  /** What the method gives is what is kept there. */
  readonly gives?: true;
}

type External = Extract<PyValue, { kind: 'external' }>;

export interface KeyedStore {
  readonly id: string;
  readonly store: Store;
  /** Dotted paths of what the methods belong to, calls written `()`, subscripts `[]`: `redis.Redis()`, `django.core.cache.caches[]`. */
  readonly holders: ReadonlySet<string>;
  readonly methods: Readonly<Record<string, readonly KeyUse[]>>;
  /** The keyword that a key is given by. */
  readonly keyword: string;
  /** Methods that give the same store again, and so do all of the others then: `pipeline`. */
  readonly passing?: ReadonlySet<string>;
  /** What a method is called in the table, where the library has several spellings. */
  readonly nameOf?: (name: string) => string;
  /** How a call uses its key, where its arguments say: `set(k, v, nx=True)` only fills. */
  readonly modeOf?: (call: PyCall, context: ReadingContext) => Mode | undefined;
  /** Of a value made of fields those that a call means, where its arguments say. */
  readonly fieldsOf?: (call: PyCall, context: ReadingContext) => readonly string[] | undefined;
  /** Which of several stores of the kind is meant: a cache's alias, a database's number, a key's version. None for the usual one. */
  readonly areaOf?: (holder: External, context: ReadingContext, call: PyCall) => Term | undefined;
}

export const reads: readonly KeyUse[] = [{ operation: 'read', gives: true }];
export const looks: readonly KeyUse[] = [{ operation: 'read' }];
export const writes: readonly KeyUse[] = [{ operation: 'write' }];
export const deletes: readonly KeyUse[] = [{ operation: 'delete' }];
export const fills: readonly KeyUse[] = [{ operation: 'write', mode: 'lazy' }];
export const counts: readonly KeyUse[] = [{ operation: 'write', mode: 'atomic' }];

export function createKeyedLibrary(row: KeyedStore): PythonDataLibrary {
  return {
    id: row.id,
    call(called, context) {
      const holder = holderOf(called, row, context);
      if (holder === undefined || called.method === undefined) return undefined;
      const { method, receiver } = called;
      if (row.passing?.has(method) === true) return { kind: 'external', path: `${holder.path}.${method}()`, call: called };
      const value = recordUses(row.methods[row.nameOf?.(method) ?? method] ?? [], called, row, row.areaOf?.(holder, context, called), context);
      // `client.pipeline().set(…).expire(…)`
      return receiver !== undefined && isPassed(receiver, row) ? receiver : value;
    },
    subscript(of, index, use, context) {
      if (use !== 'read' || of.kind !== 'external' || !row.holders.has(`${of.path}[]`)) return undefined;
      return { kind: 'external', path: `${of.path}[${context.textOf(index) ?? '?'}]` };
    },
  };
}

/** The store that a method is called of; undefined where it is another's. */
function holderOf(called: PyCall, row: KeyedStore, context: ReadingContext): External | undefined {
  const { receiver } = called;
  let holder = receiver;
  while (holder?.kind === 'external' && isPassed(holder, row)) holder = holder.call?.receiver;
  if (holder?.kind === 'external' && row.holders.has(pathOf(holder))) return holder;
  if (receiver?.kind !== 'term' && receiver?.kind !== 'external') return undefined;
  const path = `${declaredPath(receiverNode(called), context) ?? ''}()`;
  return row.holders.has(path) ? { kind: 'external', path } : undefined;
}

function pathOf({ path }: External): string {
  return path.replace(/\[.*\]/s, '[]');
}

function isPassed(value: PyValue, { passing }: KeyedStore): boolean {
  const method = value.kind === 'external' ? /\.(\w+)\(\)$/.exec(value.path)?.[1] : undefined;
  return method !== undefined && passing?.has(method) === true;
}

function recordUses(uses: readonly KeyUse[], called: PyCall, { store, keyword, modeOf, fieldsOf }: KeyedStore, area: Term | undefined, context: ReadingContext): PyValue {
  let value: PyValue = UNKNOWN_VALUE;
  const fields = fieldsOf?.(called, context);
  for (const use of uses) {
    const mode = use.mode ?? (use.operation === 'write' ? modeOf?.(called, context) : undefined);
    for (const named of keysOf({ keyword, ...use }, called, context)) {
      const key = area === undefined ? named : textTerm([{ kind: 'literal', value: '[' }, area, { kind: 'literal', value: '] ' }, named]);
      context.record({ operation: use.operation, resource: { kind: 'key', store, key, ...(fields === undefined ? {} : { fields }) }, ...(mode === undefined ? {} : { mode }) });
      if (use.gives === true) value = termValue({ kind: 'stored', store, key });
    }
  }
  return value;
}

function keysOf({ at = 0, keyword = '', each }: KeyUse, called: PyCall, context: ReadingContext): readonly Term[] {
  if (each === 'rest') return [...called.positional.slice(at).flatMap((argument) => keysOfArgument(argument, context)), ...(called.open ? [UNKNOWN_TERM] : [])];
  if (each === 'listed') return keysIn(called.positional[at] ?? called.keyword.get(keyword), called.nodes[at], context);
  return keyIn(called, at, keyword, context);
}

function keysOfArgument(argument: PyValue, context: ReadingContext): readonly Term[] {
  return argument.kind === 'list' ? keysIn(argument, undefined, context) : termsOf(argument, context);
}
