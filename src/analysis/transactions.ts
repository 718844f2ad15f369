/** Dispatches inside an open database transaction: what the transaction has written by then, and what of it the dispatch carries. */
import type { Edit, ImportRequest } from './edit.js';
import type { RoutineName } from './canvas.js';
import type { Effect, Knowledge } from './footprint.js';
import type { AccessPath, Span } from './ir.js';
import { aspectOf, subjectOf } from './meetings.js';

/** A write of the transaction that comes before the dispatch. */
export interface TransactionWrite {
  /** As the source writes it, in one line: `order.save()`. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** What holds the rows that it writes, and the keys that they are chosen by. */
  readonly rows: readonly AccessPath[];
  /** What else it is given: its columns' values, arguments whose meaning is not known. */
  readonly given: readonly AccessPath[];
  /** What it does to tables, as far as that could be read; none where it could not. */
  readonly effects: readonly Effect[];
}

/** How the dispatch can be made to wait for the commit, as edits of the module. */
export interface WayOut {
  /** What it does: `Dispatch it in \`transaction.on_commit(…)\``. */
  readonly title: string;
  readonly imports: readonly ImportRequest[];
  /** @param names what to write for each of the imports */
  readonly edits: (names: readonly string[]) => readonly Edit[];
}

export interface TransactionSite {
  readonly call: Span;
  /** The name of the task that is dispatched; of a canvas the one that needs what is written. */
  readonly task: string;
  readonly routine: RoutineName;
  /** Id of the task library. */
  readonly library: string;
  readonly transaction: {
    /** As people call it: `transaction.atomic()`. */
    readonly name: string;
    /** Where it is opened, where that is in this file; from 1. */
    readonly line?: number;
    /** What to write instead of a plain dispatch: `dispatch it in \`transaction.on_commit(…)\``. */
    readonly advice: string;
  };
  /** In source order. */
  readonly writes: readonly TransactionWrite[];
  /** What the dispatch hands over, its own keys left out: of `order.id` it is `order`, too. */
  readonly carries: readonly AccessPath[];
  readonly knowledge: Knowledge;
  readonly waysOut: readonly WayOut[];
}

/** The last write before the dispatch that the task depends on; undefined where none is known to matter. */
export function findEarlyWrite({ writes, carries, knowledge }: TransactionSite): TransactionWrite | undefined {
  return writes.findLast((write) => {
    const need = needOf(write, knowledge);
    const isCarried = (values: readonly AccessPath[]): boolean => carries.some((carried) => values.some((value) => isOf(carried, value)));
    // What two calls share by the way, a user or a shop, says nothing of the rows.
    return (need !== 'none' && isCarried(write.rows)) || (need === 'sure' && isCarried(write.given));
  });
}

/** Keys of a row; another object's are called after it: `order.user_id`. */
const OTHER_KEY = /_id$|Id$/;
/** What stands between a form or serializer and the row that it has saved. */
const HOLDERS: ReadonlySet<string> = new Set(['instance', 'data', 'object']);

/** Whether a value is one that is written, or a column of it: `order.id` of `order`. */
function isOf(carried: AccessPath, value: AccessPath): boolean {
  if (carried.root !== value.root || !value.path.every((name, index) => carried.path[index] === name)) return false;
  const [first, ...others] = carried.path.slice(value.path.length);
  if (first === undefined) return true;
  const column = HOLDERS.has(first) || /^\d+$/.test(first) ? (others.shift() ?? 'id') : first;
  return others.length === 0 && !OTHER_KEY.test(column);
}

/** Whether a task may need any row at all. */
export function mayTouchTables(knowledge: Knowledge): boolean {
  return knowledge.kind === 'unread' || knowledge.effects.some(isOfTable);
}

function isOfTable({ resource }: Effect): boolean {
  return resource.kind === 'column' || resource.kind === 'row';
}

/** Whether the task reads what is written: by the tables' columns, where both are known. */
function needOf({ effects }: TransactionWrite, knowledge: Knowledge): 'sure' | 'possible' | 'none' {
  if (knowledge.kind === 'unread') return 'possible';
  const touched = knowledge.effects.filter(isOfTable);
  if (touched.length === 0) return 'none';
  if (effects.length === 0) return 'possible';
  if (touched.some((after) => effects.some((before) => isMet(before, after)))) return 'sure';
  return knowledge.opaque.length === 0 ? 'none' : 'possible';
}

/** A row that is made or dropped is met by all that looks at its table; a column by what reads that column. */
function isMet(before: Effect, after: Effect): boolean {
  if (before.resource.kind === 'column' && before.operation === 'write' && after.resource.kind === 'column') {
    return aspectOf(before.resource) === aspectOf(after.resource);
  }
  return subjectOf(before.resource) === subjectOf(after.resource);
}
