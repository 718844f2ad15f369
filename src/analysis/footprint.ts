/**
 * What a task reads and writes, in words that fit every language and every data library. Footprints are first said in terms of what the
 * task is handed (`argument`), then, for one dispatch, in terms of the dispatching routine's values (`value`): see `instantiate`.
 */
import type { Place } from './ir.js';

/** A value by where it comes from. */
export type Term =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /**
   * Something that the task is handed, and the properties read off it. The name says which: a parameter's name (Celery), a position
   * (`0`, `1`: celery-node), `data` (a BullMQ job's data).
   */
  | { readonly kind: 'argument'; readonly name: string; readonly path: readonly string[] }
  /** A value of the dispatching routine, and the properties read off it, as in `AccessPath`. */
  | { readonly kind: 'value'; readonly root: string; readonly path: readonly string[]; readonly text: string }
  /** What a column holds in a row. */
  | { readonly kind: 'column'; readonly model: Model; readonly column: string; readonly row: Row }
  /** What a store holds under a key. */
  | { readonly kind: 'stored'; readonly store: Store; readonly key: Term }
  /** What a setting of the deployment says, an environment variable for one: not known, but the same for all of its tasks. */
  | { readonly kind: 'setting'; readonly name: string }
  /** A text put together: `f'thumb:{image_id}'`. */
  | { readonly kind: 'text'; readonly parts: readonly Term[] }
  /** An object, dict or list by its properties; `open` where it may have others. */
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, Term>; readonly open: boolean }
  | { readonly kind: 'unknown' };

export const UNKNOWN_TERM: Term = { kind: 'unknown' };

/** A table. Two mentions of one table have equal keys: `sql:images`, `shop/models.py#Image`. */
export interface Model {
  readonly key: string;
  /** As people call it: `Image`. */
  readonly name: string;
  /** The database that it is meant in, where that is known. */
  readonly database?: string;
}

/** Where values are kept under a key. */
export type Store = 'cache' | 'redis' | 'file' | 'object';

/**
 * Which rows. `keyed`: those in which each of these columns holds that value (`id` for the primary key, whatever it is called; a foreign
 * key by its column, `image_id`); none for all rows. `new`: a row that the task makes itself and gives no value that others could know.
 */
export type Row =
  | { readonly kind: 'keyed'; readonly by: readonly { readonly column: string; readonly is: Term }[]; readonly limits?: readonly Limit[] }
  | { readonly kind: 'new' }
  | { readonly kind: 'unknown' };

/** The column holds one of these values, or (`isOut`) none of them. It names no row, and tells which rows are not meant. */
export interface Limit {
  readonly column: string;
  readonly values: readonly Term[];
  readonly isOut: boolean;
}

export type Resource =
  | { readonly kind: 'column'; readonly model: Model; readonly column: string; readonly row: Row; readonly fields?: Fields }
  /** A row as such: that it is there. */
  | { readonly kind: 'row'; readonly model: Model; readonly row: Row }
  | { readonly kind: 'key'; readonly store: Store; readonly key: Term; readonly fields?: Fields }
  /** Something outside that nobody can compare: a mail, a request to a service. `name` is what is called. */
  | { readonly kind: 'external'; readonly name: string };

/** Of a value that is made of fields (a hash of Redis, a column of JSON) those that are meant, where they can be told; without, all of it. */
type Fields = readonly string[];

export type Operation = 'read' | 'write' | 'create' | 'delete';

/**
 * How a write comes about. `lazy`: only where nothing is there yet; `hook`: by a hook of the row's being saved; `whole-save`: because all of
 * the row is written, the column without need; `atomic`: counted up or down where it is kept.
 */
export type Mode = 'plain' | 'lazy' | 'hook' | 'whole-save' | 'atomic';

/** What a read is for. `where`: it chooses rows; `used`: the value is worked with; `selected`: it comes along with the row. */
type Rank = 'where' | 'used' | 'selected';

/** A place in a file, told from others on its line. */
export interface Site extends Place {
  /** UTF-16 code units from the file's start, a byte-order mark not counted. */
  readonly offset: number;
}

/** What a task's code has found out about a value where an effect stands: that it is one of these, or none of them. */
export interface Condition {
  readonly of: Term;
  readonly values: readonly (string | number | boolean | null)[];
  readonly isNot: boolean;
}

export interface Effect {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly mode: Mode;
  /** Of reads. */
  readonly rank: Rank;
  readonly site: Site;
  /** The calls that lead from the task's own body to the site, outermost first. */
  readonly via: readonly Site[];
  /** The names of the tasks that the task itself dispatches on the way to the effect, outermost first: none for its own effects. */
  readonly behind: readonly string[];
  /** All of them hold where the effect comes about. */
  readonly when?: readonly Condition[];
}

/** A dispatch that a task itself makes. */
export interface Redispatch {
  /** The task's key and name, as in `Task`. */
  readonly key: string;
  readonly name: string;
  readonly site: Site;
}

/** Code that could not be read, although it may touch data. */
export interface Opaque {
  /** A phrase: `calls \`sync\` of a value that is not known`. */
  readonly what: string;
  readonly site: Site;
}

/** What is known of the task of one dispatch. */
export type Knowledge =
  /** `reason`: what is missing, as a sentence without a full stop: `\`thumbnail\` has no consumer in this project`. */
  | { readonly kind: 'unread'; readonly reason: string }
  | {
      readonly kind: 'read';
      /** Where the task is defined. */
      readonly place: Place;
      readonly effects: readonly Effect[];
      readonly dispatches: readonly Redispatch[];
      readonly opaque: readonly Opaque[];
      /** The task hands a value on to whoever waits for it. */
      readonly givesResult?: boolean;
      /** The parameter that is called after the result of a task, and is given something else here. */
      readonly resultParameter?: string;
    };

/** A text that is equal for two terms exactly when they are known to be one value; undefined where a term is not known. */
export function keyOfTerm(term: Term): string | undefined {
  switch (term.kind) {
    case 'literal':
      return JSON.stringify(term.value);
    case 'argument':
      return `argument(${[term.name, ...normalised(term.path)].join('.')})`;
    case 'value':
      return `value(${[term.root, ...normalised(term.path)].join('.')})`;
    case 'setting':
      return `setting(${term.name})`;
    case 'column': {
      const row = keyOfRow(term.row);
      return row === undefined ? undefined : `${term.model.key}.${term.column}[${row}]`;
    }
    case 'stored': {
      const key = keyOfTerm(term.key);
      return key === undefined ? undefined : `${term.store}[${key}]`;
    }
    case 'text':
      return keyOfAll(term.parts, '+');
    case 'object':
    case 'unknown':
      return undefined;
  }
}

/** Under what a field of a value is kept; all of it where no one field is meant. */
export function fieldOf(key: Term, [field, ...others]: Fields = []): Term {
  return field === undefined || others.length > 0 ? key : { kind: 'text', parts: [key, { kind: 'literal', value: ` ${field}` }] };
}

/** As `keyOfTerm`, for rows; undefined for new and unknown ones and for all rows. */
export function keyOfRow(row: Row): string | undefined {
  if (row.kind !== 'keyed' || row.by.length === 0) return undefined;
  const keys = row.by.map(({ column, is }) => {
    const key = keyOfTerm(is);
    return key === undefined ? undefined : `${column}=${key}`;
  });
  return keys.includes(undefined) ? undefined : keys.sort().join('&');
}

function keyOfAll(terms: readonly Term[], separator: string): string | undefined {
  const keys = terms.map(keyOfTerm);
  return keys.includes(undefined) ? undefined : keys.join(separator);
}

/** `image.pk` is `image.id`. */
function normalised(path: readonly string[]): readonly string[] {
  return path.at(-1) === 'pk' ? [...path.slice(0, -1), 'id'] : path;
}

/** Whether a value of the dispatching routine is in the term: only then does the term name something of this run. */
export function namesValue(term: Term): boolean {
  switch (term.kind) {
    case 'value':
      return true;
    case 'column':
      return term.row.kind === 'keyed' && term.row.by.some(({ is }) => namesValue(is));
    case 'stored':
      return namesValue(term.key);
    case 'text':
      return term.parts.some(namesValue);
    default:
      return false;
  }
}
