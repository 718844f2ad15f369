import type { Dispatch, Run, Span } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import { findCallParts } from '../libraries/signature.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { DraftContext } from './context.js';
import { applyEdits, type Edit } from '../analysis/edit.js';
import { indentAt, indentableLines, layoutOf } from './layout.js';
import { renderErrorSignature } from './link-error.js';
import { movesOf } from './moves.js';
import { outcomeOf } from './outcome.js';
import { refuse } from './refusal.js';
import { stepsOf, type Step } from './steps.js';
import { renderWrapperSignature } from './wrapper-signature.js';

/** A run, and how many of its last steps make a group. */
export interface Shape {
  readonly run: Run;
  readonly groupSize: number;
}

/** What a style writes around the signatures. */
interface Frame {
  readonly open: string;
  /** Before each later signature. */
  readonly next: string;
  /** Behind each signature between the first and the last. */
  readonly close: string;
  /** Behind the first signature. */
  readonly firstClose: string;
  /** Behind the last one. */
  readonly end: string;
  /** What opens a group in front of its first signature. */
  readonly openGroup: string;
  /** What closes it behind its last one. */
  readonly closeGroup: string;
}

/**
 * The edits of the run's file for the styles chain and pipe:
 *
 *     await chain(                     await si(a, 'x', data)
 *       si(a, 'x', data),                .pipe(si(b, 'y', data))
 *       si(b, 'y', data),                .delay();
 *     ).delay();
 *
 * Steps that need nothing of each other, last of all, are a group: `chain(si(a, x), group(si(b, x), si(c, x)))`.
 *
 * Only what stands before each call, the call's own `queue.add(`, the `;` between the steps and what is moved is touched; every other
 * character between the first statement and the last call is kept, its lines one level deeper.
 * @throws {Refusal}
 */
export function renderCanvas({ run, groupSize }: Shape, style: 'chain' | 'pipe', library: Library, context: DraftContext): Edit[] {
  const { module } = context;
  const steps = stepsOf(run, module);
  const [first] = steps;
  const last = steps.at(-1) ?? first;
  const moves = movesOf(run, steps, module);
  const group: readonly Step[] = steps.slice(steps.length - groupSize);
  const frame = frameOf(run, style, first, library, context, group.length > 0);

  const region = { start: first.head.start, end: last.dispatch.call.end };
  const signatures = steps.flatMap(({ dispatch }) => renderSignature(dispatch, library, context));
  const heads = steps.map((step) => ({
    span: step.head,
    text: headOf(step) + commentsIn(step.head, module),
  }));
  const gaps = steps.slice(1).flatMap((step, index) => gapEdits(steps[index] ?? first, step, indentAt(module.text, first.statement.start), depthAt(step.statement.start), module));
  const closes = steps.map((step) => insertion(step.dispatch.call.end, closeOf(step)));
  const cuts = moves.cuts
    .map((span) => ({ span, text: '' }))
    .filter((cut) => !gaps.some((gap) => gap.span.start <= cut.span.start && cut.span.end <= gap.span.end));
  const replaced = [...signatures, ...heads, ...gaps].map(({ span }) => span);
  // The first call of a pipe stands where its statement stood; all else is inside.
  const outside = style === 'pipe' ? first.dispatch.call : { start: region.start, end: region.start };
  const indents = indentableLines(module, region)
    .filter(
      (line) =>
        line > outside.end &&
        !replaced.some((span) => span.start < line && line <= span.end) &&
        !moves.cuts.some((cut) => cut.start <= line && line < cut.end),
    )
    .map((line) => insertion(line, layoutOf(module).unit.repeat(depthAt(line))));
  const text = editedSlice(module.text, region, [...indents, ...heads, ...signatures, ...closes, ...gaps, ...cuts]);
  return [{ span: region, text }, ...moves.edits];

  function headOf(step: Step): string {
    if (step === first) return frame.open;
    if (step === group[0]) return frame.next + frame.openGroup;
    return group.includes(step) ? '' : frame.next;
  }

  function closeOf(step: Step): string {
    if (step === last) return (group.length > 0 ? frame.closeGroup : '') + frame.end;
    if (step === first) return frame.firstClose;
    return group.includes(step) ? ',' : frame.close;
  }

  /** How many levels deeper than the first statement a line stands. */
  function depthAt(position: number): number {
    const [head] = group;
    return head !== undefined && position > head.statement.start ? 2 : 1;
  }
}

function frameOf(
  run: Run,
  style: 'chain' | 'pipe',
  { statement }: Step,
  library: Library,
  context: DraftContext,
  isGrouped: boolean,
): Frame {
  const { module, imports, linkError } = context;
  const { eol, unit } = layoutOf(module);
  const outer = eol + indentAt(module.text, statement.start);
  const inner = outer + unit;
  const { before, after } = outcomeOf(run, library, module);
  const { canvas } = library;
  if (canvas === undefined) return refuse('no-canvas', `task-canvas has no chain for ${library.id}`);
  const chain = style === 'chain' ? imports.local({ from: canvas, name: 'chain' }) : '';
  const errback = linkError === undefined ? '' : `${inner}.linkError(${renderErrorSignature(run, linkError, library, context)})`;
  const group = isGrouped ? imports.local({ from: canvas, name: 'group' }) : '';
  const brackets = { openGroup: `${group}(${inner}${unit}`, closeGroup: `,${inner})` };
  if (style === 'pipe') return { ...brackets, open: before, next: '.pipe(', firstClose: '', close: ')', end: `)${errback}${inner}.delay()${after}` };
  const delay = errback === '' ? '.delay()' : `${errback}${inner}.delay()`;
  return { ...brackets, open: `${before}${chain}(${inner}`, next: '', firstClose: ',', close: ',', end: `,${outer})${delay}${after}` };
}

function renderSignature(dispatch: Dispatch, library: Library, context: DraftContext): readonly Edit[] {
  const { module, imports } = context;
  if (dispatch.wrapper !== undefined) return renderWrapperSignature(dispatch, dispatch.wrapper, context);
  if (findCallParts(dispatch, module.text) === undefined) {
    return refuse('optional-dispatch', `\`${dispatch.task.name}\` is dispatched through \`?.\`, so it may not be dispatched at all`);
  }
  return (
    library.renderSignature?.(dispatch, module.text, (request) => imports.local(request)).edits ??
    refuse('no-signature', `${library.id} has no signatures`)
  );
}

/** Drops the `;` between two steps, and puts the later one on a line of its own. */
function gapEdits(before: Step, step: Step, indent: string, depth: number, module: Module): Edit[] {
  const { text } = module;
  const { tail } = before;
  const semicolon = text[tail.end - 1] === ';' && tail.end > tail.start ? [{ span: { start: tail.end - 1, end: tail.end }, text: '' }] : [];
  const gap = { start: tail.end, end: step.head.start };
  if (text.slice(tail.start, gap.end).includes('\n')) return semicolon;
  const { eol, unit } = layoutOf(module);
  const comments = commentsIn(gap, module).trimEnd();
  return [...semicolon, { span: gap, text: `${comments === '' ? '' : ` ${comments}`}${eol}${indent}${unit.repeat(depth)}` }];
}

/** The comments of a span that is replaced, ready to stand before what replaces it. */
function commentsIn(span: Span, { comments, text }: Module): string {
  return comments
    .filter((comment) => comment.span.start >= span.start && comment.span.end <= span.end)
    .map((comment) =>
      comment.text.startsWith('//') ? text.slice(comment.span.start, indentEnd(text, comment.span.end)) : `${comment.text} `,
    )
    .join('');
}

function indentEnd(text: string, position: number): number {
  return position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0);
}

function editedSlice(text: string, { start, end }: Span, edits: readonly Edit[]): string {
  return applyEdits(
    text.slice(start, end),
    edits.map((edit) => ({ span: { start: edit.span.start - start, end: edit.span.end - start }, text: edit.text })),
  );
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
