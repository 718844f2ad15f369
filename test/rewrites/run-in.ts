import type { Argument, Dispatch, Item, Routine, Run, Span } from '../../src/analysis/ir.js';
import type { Edit } from '../../src/analysis/edit.js';

/** A piece of the source by its own text; the n-th occurrence, from 0. */
export function spanIn(text: string, piece: string, occurrence = 0): Span {
  let start = text.indexOf(piece);
  for (let n = 0; n < occurrence && start >= 0; n++) start = text.indexOf(piece, start + 1);
  if (start < 0) throw new Error(`not in the text: ${piece}`);
  return { start, end: start + piece.length };
}

/** Replace a piece of the source that stands in it once. */
export function replace(text: string, piece: string, by: string): Edit {
  return { span: spanIn(text, piece), text: by };
}

export function insertBefore(text: string, piece: string, inserted: string): Edit {
  const { start } = spanIn(text, piece);
  return { span: { start, end: start }, text: inserted };
}

export function insertAfter(text: string, piece: string, inserted: string): Edit {
  const { end } = spanIn(text, piece);
  return { span: { start: end, end }, text: inserted };
}

/** One statement of a run, as the source writes it, its `;` included; `payload` is the text of one argument, `elements` those of its elements. */
export type Step = { readonly dispatch: string; readonly payload?: string; readonly elements?: readonly string[] } | { readonly log: string } | { readonly declaration: string };

/** A run made by hand, for tests that ask for no reader. */
export function runIn(text: string, steps: readonly Step[]): Run {
  const items = steps.map((step) => itemOf(text, step));
  const dispatches = items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : []));
  const routine: Routine = { name: 'upload', role: 'request', span: { start: 0, end: text.length }, async: true, blocks: [] };
  return { routine, dispatches, items, shared: [], comments: [] };
}

function itemOf(text: string, step: Step): Exclude<Item, { kind: 'barrier' }> {
  if ('log' in step) return { kind: 'log', statement: spanIn(text, step.log), uses: [] };
  if ('declaration' in step) return { kind: 'declaration', statement: spanIn(text, step.declaration), declares: [] };
  const statement = spanIn(text, step.dispatch);
  return { kind: 'dispatch', statement, dispatch: dispatchAt(text, statement, step.payload, step.elements) };
}

function dispatchAt(text: string, statement: Span, payloadText: string | undefined, elements: readonly string[] | undefined): Dispatch {
  const argument = (piece: string): Argument => {
    const { start, end } = spanIn(text.slice(statement.start, statement.end), piece);
    return { span: { start: statement.start + start, end: statement.start + end }, paths: [], purity: 'pure', spread: false, open: false };
  };
  const payload = payloadText === undefined ? [] : [{ ...argument(payloadText), ...(elements === undefined ? {} : { elements: elements.map(argument) }) }];
  return {
    library: 'bullmq',
    task: { key: text.slice(statement.start, statement.end), name: text.slice(statement.start, statement.end) },
    call: statement,
    expression: statement,
    method: 'add',
    arguments: payload,
    payload,
    waiting: 'awaited',
    result: { kind: 'unused' },
    settledApart: false,
    uses: [],
  };
}
