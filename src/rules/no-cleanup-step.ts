/** A clean-up or a failure handler as a step: it never runs when a step before it fails. */
import type { Canvas, CanvasSite, Chain, Signature } from '../analysis/canvas.js';
import { skippedStepsIn, type SkippedStep } from '../analysis/cleanup.js';
import { canBeCalled, isErrback } from '../analysis/errback.js';
import { goesOn, isWaitedFor } from '../analysis/error-callbacks.js';
import type { Facts } from '../analysis/facts.js';
import type { Edit } from '../analysis/edit.js';
import { appendMethods } from '../rewrites/error-callback.js';
import type { CanvasRule, RuleReport, Suggestion } from './rule.js';

interface Options {
  readonly names: readonly string[];
}

const rule: CanvasRule<Options> = {
  name: 'no-cleanup-step',
  description: 'disallow clean-ups and failure handlers as steps of a chain, which do not run when an earlier step fails',
  set: 'recommended',
  type: 'problem',
  hasSuggestions: true,
  options: {
    names: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'What tasks that clean up are called: whole words of their names, with `*` for any words between',
    },
  },
  defaults: { names: ['cleanup', 'clean_up', 'unlock', 'release_lock', 'release_*_lock', 'rollback', 'roll_back', 'teardown', 'tear_down', 'remove_temp', 'remove_tmp', 'remove_temporary', 'delete_temp', 'delete_tmp', 'delete_temporary'] },
  check: (facts, { names }) => facts.canvases().flatMap((site) => reportsOf(site, names, facts)),
};

export default rule;

function reportsOf(site: CanvasSite, names: readonly string[], facts: Facts): RuleReport[] {
  const { canvas, routine, library } = site;
  if (goesOn(canvas)) return [];
  // Who waits hears that a step fails, and may clean up.
  const cleanUps = isWaitedFor(site, facts) ? [] : names;
  return [...skippedStepsIn(canvas, cleanUps)].map((skipped) => ({
    span: skipped.step.place,
    message: messageOf(skipped, facts),
    routine,
    library,
    suggestions: suggestionsFor(skipped, facts),
  }));
}

function messageOf({ kind, step, around, isLast }: SkippedStep, { words }: Facts): string {
  const name = `\`${step.task.name}\``;
  const before = around.kind === 'chord' ? 'a task of the header fails' : 'a step before it fails';
  if (kind === 'failure handler') {
    return `${name} is a step of the ${around.kind}, and handles failures by its name or its parameters: it runs when everything before it went well, and not when ${before}. Make it the error callback: \`.${words.onError}(…)\` on the whole ${around.kind}.`;
  }
  const both = isBullMQ(step) ? `Make it the error handler, which BullMQ runs in both cases` : `Add it as the error callback, too, and let it bear to run twice`;
  return `${name} is the ${isLast && around.kind === 'chord' ? 'body of the chord' : 'last step of the chain'}: it does not run when ${before}, and what it cleans up stays. ${both}: \`.${words.onError}(…)\` on the whole ${around.kind}.`;
}

function suggestionsFor({ kind, step, around, isLast, outer }: SkippedStep, facts: Facts): readonly Suggestion[] {
  const signature = isLast ? errbackOf(step, kind === 'failure handler', facts) : undefined;
  if (signature === undefined) return [];
  const name = `\`${step.task.name}\``;
  const append = appendMethods(around, `.${facts.words.onError}(${signature})`, facts);
  if (append === undefined || !isWhole(step, outer) || [around, ...outer].some(isReplaced)) return [];
  if (isBullMQ(step) !== (kind === 'failure handler')) {
    const removal = around.kind === 'chain' ? removalOf(step, around, facts) : undefined;
    return removal === undefined ? [] : [{ title: `Make ${name} the error callback`, edits: [removal, ...append] }];
  }
  // BullMQ runs a handler when all went well, too: one that was made for a step would run then as well.
  return isBullMQ(step) ? [] : [{ title: `Add ${name} as the error callback, too`, edits: append }];
}

/** Whether no other step comes before those of the canvas: it would not hear that one fails. BullMQ has room for one handler, of all that is dispatched. */
function isWhole(step: Signature, outer: readonly Canvas[]): boolean {
  return outer.every(({ kind }) => kind === 'group' && !isBullMQ(step));
}

/** `apply_async(link_error=…)` takes the place of what `on_error` adds, even where it is `None`. */
function isReplaced({ start }: Canvas): boolean {
  return start?.keyword.has('link_error') === true;
}

/** The signature as an error callback; undefined where it would get other arguments than as a step, or is held by a variable. */
function errbackOf(step: Signature, isHandler: boolean, { text }: Facts): string | undefined {
  const source = text.slice(step.span.start, step.span.end);
  if (step.place.start !== step.span.start || step.place.end !== step.span.end || step.open) return undefined;
  if (step.immutable || isBullMQ(step)) return step.callable === undefined || canBeCalled(step, true) !== false ? source : undefined;
  const isMade = isHandler && step.callable !== undefined && (isErrback(step.callable) || /^(?:task_id|uuid)$/.test(step.callable.parameters[0]?.name ?? ''));
  if (isMade && canBeCalled(step) === true) return source;
  const { maker, makerSpan } = step;
  if (maker !== 's' || canBeCalled(step, true) !== true) return undefined;
  return `${text.slice(step.span.start, makerSpan.start)}si${text.slice(makerSpan.end, step.span.end)}`;
}

/** Takes the last step out, with the comma or the pipe before it; undefined where a comment would go with it. */
function removalOf(step: Canvas, { parts, openParts }: Chain, { text }: Facts): Edit | undefined {
  const previous = parts.at(-2);
  if (previous === undefined || openParts || parts.at(-1) !== step) return undefined;
  const span = { start: previous.place.end, end: step.place.end };
  return /^\s*[,|\\]\s*\\?\s*$/.test(text.slice(span.start, step.place.start)) ? { span, text: '' } : undefined;
}

function isBullMQ({ engine }: Signature): boolean {
  return engine === 'bullmq';
}

