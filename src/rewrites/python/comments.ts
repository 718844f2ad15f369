import type { Comment, Dispatch, Item, Run, Span } from '../../analysis/ir.js';
import { argumentNodesOf } from '../../libraries/celery/arguments.js';
import { callOf, detailOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { spanOf } from '../../readers/python/tree.js';
import { isBlank, lineEndOf } from '../layout.js';

/** The comments that go where a statement goes. */
export interface Notes {
  /** On lines of their own above it. */
  readonly above: readonly string[];
  /** Behind it, on its last line. */
  readonly behind: readonly string[];
}

/** The comments between the statements of a run and behind its last one, by the statement that each belongs to. */
export function commentsOf(run: Run, module: PythonModule): ReadonlyMap<Item, Notes> {
  const notes = new Map(run.items.map((item): [Item, { above: string[]; behind: string[] }] => [item, { above: [], behind: [] }]));
  const end = behindRun(run, module);
  const start = run.items[0]?.statement.start ?? end;
  for (const comment of module.comments) {
    if (comment.span.start < start || comment.span.end > end) continue;
    const [item, place] = ownerOf(comment, run, module);
    if (item !== undefined && place !== undefined) notes.get(item)?.[place].push(comment.text.trimEnd());
  }
  return notes;
}

/** Where a run ends, with the comment behind its last statement. */
export function behindRun({ items }: Run, { text, comments }: PythonModule): number {
  const end = items.at(-1)?.statement.end ?? 0;
  const comment = comments.find(({ span }) => span.start >= end && span.end <= lineEndOf(text, end));
  return comment !== undefined && isBlank(text.slice(end, comment.span.start)) ? comment.span.end : end;
}

type Owner = readonly [] | readonly [Item, 'above' | 'behind'];

function ownerOf({ span }: Comment, { items }: Run, module: PythonModule): Owner {
  const { text } = module;
  const around = items.find(({ statement }) => statement.start <= span.start && span.end <= statement.end);
  if (around !== undefined) return around.kind === 'dispatch' && !isKept(span, around.dispatch, module) ? [around, 'above'] : [];
  const before = items.findLast(({ statement }) => statement.end <= span.start);
  if (before !== undefined && !text.slice(before.statement.end, span.start).includes('\n')) return [before, 'behind'];
  const next = items.find(({ statement }) => statement.start >= span.end);
  return next === undefined ? [] : [next, 'above'];
}

/** Whether a comment stands in what is kept as it is written, so that it goes with its text. */
function isKept(span: Span, dispatch: Dispatch, module: PythonModule): boolean {
  return keptOf(dispatch, module).some(({ start, end }) => start <= span.start && span.end <= end);
}

/** The parentheses of `delay(…)`; else the values that signatures are made of. */
function keptOf(dispatch: Dispatch, module: PythonModule): readonly Span[] {
  const { form, commit } = detailOf(dispatch);
  if (form === 'delay' && commit?.form !== 'partial') return [dispatch.call];
  const call = form === 'send_task' ? callOf(dispatch, module) : undefined;
  if (call !== undefined) return (argumentNodesOf(call) ?? []).map(spanOf);
  return [...dispatch.payload, ...(dispatch.options?.entries?.values() ?? [])].map((each) => each.span);
}
