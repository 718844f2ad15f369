/** What dispatches hand over to their tasks. */
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import type { Dispatch } from '../../analysis/ir.js';
import { termOf } from '../../analysis/terms.js';
import type { TaskDefinition } from '../../definitions/ecmascript/definition.js';
import type { DispatchDetail } from '../../libraries/detail.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Given } from '../instantiate.js';
import { termIn } from './properties.js';
import type { Reading } from './reading.js';

export interface Payload {
  readonly positional: readonly Term[];
  /** An object of what Celery's tasks take by name. */
  readonly keyword?: Term | undefined;
  /** More may be handed by position. */
  readonly open: boolean;
}

/** What reaches the task, as the library's own call says it. */
export function payloadOf(reading: Reading, dispatch: Dispatch, module: Module): Payload {
  const inner = (dispatch.detail as DispatchDetail | undefined)?.inner;
  if (inner === undefined) return { positional: dispatch.payload.map((argument) => termOf(argument, module.text)), open: false };
  const { call, env, library } = inner;
  const isList = call.arguments.length > 0 && LISTED.has(`${library.library.id}.${library.row.method}`);
  const terms = library.arrangement.payload.flatMap((position) => {
    const argument = call.arguments[position];
    if (argument === undefined) return [];
    return argument.type === 'SpreadElement' ? UNKNOWN_TERM : termIn(reading, reading.evaluate({ node: argument, module: inner.module, env }));
  });
  return isList ? listedPayload(terms) : { positional: terms, open: call.arguments.some(({ type }) => type === 'SpreadElement') };
}

/** `applyAsync([id], { size })`; celery-ts: `applyAsync({ args: [id], kwargs: { size } })`. */
function listedPayload([first, second]: readonly Term[]): Payload {
  const isWhole = first?.kind === 'object' && (first.entries.has('args') || first.entries.has('kwargs'));
  const [list, keyword] = isWhole ? [first.entries.get('args'), first.entries.get('kwargs')] : [first, second];
  if (list?.kind !== 'object') return { positional: [], keyword, open: list !== undefined };
  return { positional: [...list.entries.values()], keyword, open: list.open };
}

/** Methods that take a task's arguments as a list. */
const LISTED = new Set(['celery-node.applyAsync', 'celery-node.sendTask', 'celery-ts.applyAsync']);

/** What a dispatch hands over, under the names that its definition reads it by. */
export function givenBy(reading: Reading, dispatch: Dispatch, module: Module, { handed }: Pick<TaskDefinition, 'handed'>): Given {
  const { positional, keyword, open } = payloadOf(reading, dispatch, module);
  if (handed !== 'positional') return new Map([['data', positional[0] ?? NOTHING_HANDED]]);
  // celery-node's worker calls `handler(...args, kwargs)`.
  return byPosition(keyword === undefined || open ? positional : [...positional, keyword]);
}

/** The same of a job that is described: what it is handed by position. */
export function handedTo({ handed }: TaskDefinition, terms: readonly Term[]): Given {
  return handed === 'positional' ? byPosition(terms) : new Map([['data', terms[0] ?? NOTHING_HANDED]]);
}

export function byPosition(terms: readonly Term[]): Given {
  return new Map(terms.map((term, index) => [String(index), term]));
}

const NOTHING_HANDED: Term = { kind: 'literal', value: null };
