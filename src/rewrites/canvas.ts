import type { Dispatch, Run, Span } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import { findCallParts } from '../libraries/signature.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { DraftContext } from './context.js';
import { applyEdits, type Edit } from './edit.js';
import { indentAt, indentableLines, layoutOf } from './layout.js';
import { renderErrorSignature } from './link-error.js';
import { movesOf } from './moves.js';
import { outcomeOf } from './outcome.js';
import { refuse } from './refusal.js';
import { stepsOf, type Step } from './steps.js';
import { renderWrapperSignature } from './wrapper-signature.js';

/** What a style writes around the signatures. `inner` is one level deeper than the first statement. */
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
}

/**
 * The edits of the run's file for the styles chain and pipe:
 *
 *     await chain(                     await si(a, 'x', data)
 *       si(a, 'x', data),                .pipe(si(b, 'y', data))
 *       si(b, 'y', data),                .delay();
 *     ).delay();
 *
 * Only what stands before each call, the call's own `queue.add(`, the `;` between the steps and what is moved is touched; every other
 * character between the first statement and the last call is kept, its lines one level deeper.
 * @throws {Refusal}
 */
export function renderCanvas(run: Run, style: 'chain' | 'pipe', library: Library, context: DraftContext): Edit[] {
  const { module } = context;
  const steps = stepsOf(run, module);
  const [first] = steps;
  const last = steps.at(-1) ?? first;
  const moves = movesOf(run, steps, module);
  const frame = frameOf(run, style, first, library, context);

  const region = { start: first.head.start, end: last.dispatch.call.end };
  const signatures = steps.flatMap(({ dispatch }) => renderSignature(dispatch, library, context));
  const heads = steps.map((step) => ({
    span: step.head,
    text: (step === first ? frame.open : frame.next) + commentsIn(step.head, module),
  }));
  const gaps = steps.slice(1).flatMap((step, index) => gapEdits(steps[index] ?? first, step, first, module));
  const closes = steps.map((step) =>
    insertion(step.dispatch.call.end, step === last ? frame.end : step === first ? frame.firstClose : frame.close),
  );
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
    .map((line) => insertion(line, layoutOf(module).unit));
  const text = editedSlice(module.text, region, [...indents, ...heads, ...signatures, ...closes, ...gaps, ...cuts]);
  return [{ span: region, text }, ...moves.edits];
}

function frameOf(run: Run, style: 'chain' | 'pipe', { statement }: Step, library: Library, context: DraftContext): Frame {
  const { module, imports, linkError } = context;
  const { eol, unit } = layoutOf(module);
  const outer = eol + indentAt(module.text, statement.start);
  const inner = outer + unit;
  const { before, after } = outcomeOf(run, library, module);
  const { canvas } = library;
  if (canvas === undefined) return refuse('no-canvas', `task-canvas has no chain for ${library.id}`);
  const chain = style === 'chain' ? imports.local({ from: canvas, name: 'chain' }) : '';
  const errback = linkError === undefined ? '' : `${inner}.linkError(${renderErrorSignature(run, linkError, library, context)})`;
  if (style === 'pipe') return { open: before, next: '.pipe(', firstClose: '', close: ')', end: `)${errback}${inner}.delay()${after}` };
  const delay = errback === '' ? '.delay()' : `${errback}${inner}.delay()`;
  return { open: `${before}${chain}(${inner}`, next: '', firstClose: ',', close: ',', end: `,${outer})${delay}${after}` };
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
function gapEdits(before: Step, step: Step, { statement }: Step, module: Module): Edit[] {
  const { text } = module;
  const { tail } = before;
  const semicolon = text[tail.end - 1] === ';' && tail.end > tail.start ? [{ span: { start: tail.end - 1, end: tail.end }, text: '' }] : [];
  const gap = { start: tail.end, end: step.head.start };
  if (text.slice(tail.start, gap.end).includes('\n')) return semicolon;
  const { eol, unit } = layoutOf(module);
  const comments = commentsIn(gap, module).trimEnd();
  return [...semicolon, { span: gap, text: `${comments === '' ? '' : ` ${comments}`}${eol}${indentAt(text, statement.start)}${unit}` }];
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
