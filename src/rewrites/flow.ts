import type { Comment, Hazard, Run, Span } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { DraftContext } from './context.js';
import type { Edit } from '../analysis/edit.js';
import { queueOf, renderNode, type FlowNode } from './flow-node.js';
import { findFlowProducer, isInjected } from './flow-producer.js';
import { indentAt, layoutOf, lineEndOf, renderString } from './layout.js';
import { movesOf } from './moves.js';
import { outcomeOf } from './outcome.js';
import { Refusal, refuse } from './refusal.js';
import { settingsOf, type QueueSettings } from './queue-settings.js';
import { stepsOf, type Step } from './steps.js';

/** What the style flow writes. */
export interface FlowDraft {
  readonly edits: readonly Edit[];
  readonly otherFiles: ReadonlyMap<string, readonly Edit[]>;
  readonly warnings: readonly Hazard[];
}

/**
 * The run as one flow of BullMQ's FlowProducer. In a flow a job waits for its children, so the last step is the root.
 * @throws {Refusal}
 */
export function renderFlow(run: Run, library: Library, context: DraftContext): FlowDraft {
  const { module } = context;
  if (context.linkError !== undefined)
    refuse('flow-error-callback', "BullMQ's own flow has no error callback; use the style chain for one");
  const wrapped = run.dispatches.find(({ wrapper }) => wrapper !== undefined);
  if (wrapped !== undefined)
    refuse('wrapper', `\`${wrapped.wrapper?.name ?? ''}\` does not show its queue, which a flow needs; use the style chain`);

  const steps = stepsOf(run, module);
  const [first] = steps;
  const last = steps.at(-1) ?? first;
  const moves = movesOf(run, steps, module);
  const settings = steps.map((step) => visibleSettings(step, context));
  const source = findFlowProducer(run, context);
  if (source.kind === 'refused') throw new Refusal(source.hazard);
  const { expression } = source;
  const producer = typeof expression === 'string' ? expression : context.imports.local(expression);

  const comments = commentsOf(run, steps, moves.cuts, module);
  const nodes = steps.map((step, index) => nodeOf(step, comments[index] ?? [], settings[index], source.prefixed, module));
  const { before, after } = outcomeOf(run, library, module);
  const flow = renderNode(nodes, nodes.length - 1, indentAt(module.text, first.statement.start), module);
  const region = { start: first.head.start, end: last.dispatch.call.end };
  return {
    edits: [{ span: region, text: `${before}${producer}.add(${flow})${after}` }, ...moves.edits, ...source.edits],
    otherFiles: source.otherFiles,
    warnings: source.warnings,
  };
}

/** What the queue was constructed with. An injected queue's options are known when the program runs. */
export function visibleSettings({ dispatch }: Pick<Step, 'dispatch'>, { resolver }: DraftContext): QueueSettings | undefined {
  if (isInjected(dispatch)) return undefined;
  return (
    settingsOf(dispatch, resolver) ??
    refuse(
      'queue-options-not-visible',
      `a flow does not take over a queue's prefix and default job options, and those of the queue of \`${dispatch.task.name}\` are not visible; use the style chain, which carries them`,
    )
  );
}

export function nodeOf(
  { dispatch }: Pick<Step, 'dispatch'>,
  comments: readonly Comment[],
  settings: QueueSettings | undefined,
  prefixed: boolean,
  module: Module,
): FlowNode {
  const queue = queueOf(dispatch, module);
  const prefix = prefixOf(queue, settings, prefixed, module);
  return { comments, dispatch, queue, defaults: settings?.defaults ?? true, ...(prefix === undefined ? {} : { prefix }) };
}

function prefixOf(queue: string, settings: QueueSettings | undefined, prefixed: boolean, module: Module): string | undefined {
  const prefix = settings?.prefix;
  if (prefix?.type === 'Literal' && typeof prefix.value === 'string') return renderString(prefix.value, layoutOf(module));
  if (prefix !== undefined) return `${queue}.opts.prefix`;
  // What BullMQ takes where a queue has none; the producer might have another.
  return prefixed && settings !== undefined ? renderString('bull', layoutOf(module)) : undefined;
}

/** The comments between the dispatches, for each step: those before it, those on its own lines, and those around its arguments. */
function commentsOf(run: Run, steps: readonly Step[], cuts: readonly Span[], module: Module): Comment[][] {
  const end = steps.at(-1)?.dispatch.call.end ?? 0;
  const start = steps[0]?.head.start ?? end;
  const kept = run.dispatches.flatMap((dispatch) => dispatch.arguments.map(({ span }) => span));
  const loose = module.comments.filter(
    ({ span }) =>
      span.start >= start && span.end <= end && ![...kept, ...cuts].some((other) => other.start <= span.start && span.end <= other.end),
  );
  return steps.map((step, index) => {
    const from = index === 0 ? start : ownEnd(steps[index - 1] ?? step, step, module);
    const next = steps[index + 1];
    const to = next === undefined ? end : ownEnd(step, next, module);
    return loose.filter(({ span }) => span.start >= from && span.start < to);
  });
}

/** Where a step ends with the comment on its last line. */
function ownEnd({ statement }: Step, next: Step, { text }: Module): number {
  return Math.min(lineEndOf(text, statement.end), next.statement.start);
}
