import type { Argument, Dispatch, Hazard, Run } from '../analysis/ir.js';
import type { Style } from '../analysis/edit.js';
import type { Arrangement, Library } from './library.js';
import { findCallParts, renderOpening } from './signature.js';

const CANVAS = 'task-canvas/bullmq';

/** Options that a job of a flow cannot have (https://docs.bullmq.io/guide/flows; BullMQ's `FlowJob` type leaves them out). */
const REFUSED_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['repeat', 'a repeated job'],
  ['deduplication', 'a deduplicated job'],
  ['debounce', 'a debounced job'],
  ['parent', 'a job that has a parent already'],
]);

/** Options that say what a failure does to the parent: in a chain that is the chain's own to say. */
const FAILURE_OPTIONS = ['failParentOnFailure', 'continueParentOnFailure', 'ignoreDependencyOnFailure', 'removeDependencyOnFailure'];

/** BullMQ 5 and 6, and its NestJS module: https://docs.bullmq.io */
export const bullmq: Library = {
  id: 'bullmq',
  packages: ['bullmq'],
  returns: {},
  decorators: [
    { packages: ['@nestjs/bullmq'], name: 'InjectQueue', gives: ['Queue', 'new'] },
    { packages: ['@nestjs/bullmq'], name: 'InjectFlowProducer', gives: ['FlowProducer', 'new'] },
  ],
  dispatches: [{ receiver: ['Queue', 'new'], method: 'add', arrange }],
  waits: { method: 'waitUntilFinished', limit: 1 },
  styles: ['chain', 'pipe', 'flow'],
  canvas: CANVAS,
  lastResult: '.job',
  errorCallback: 'job',
  findHazards(run, style) {
    const hazards = run.dispatches.flatMap((dispatch) => [...hazardsOfOptions(dispatch, style), ...hazardsOfForm(dispatch)]);
    if (style === 'flow') hazards.push(...hazardsOfReversal(run));
    const last = run.dispatches.at(-1);
    return [...hazards, failedEventOfSkipped(last?.task.name ?? '')];
  },
  renderSignature(dispatch, text, local) {
    const parts = findCallParts(dispatch, text);
    if (parts === undefined) return { edits: [] };
    return { edits: renderOpening(parts, local({ from: CANVAS, name: 'si' }), dispatch.arguments.length > 0, text) };
  },
};

/** `add(name, data, opts?)`: https://api.docs.bullmq.io/classes/v5.Queue.html#add */
function arrange(args: readonly Argument[]): Arrangement | undefined {
  const [name, data, options] = args;
  if (name === undefined) return undefined;
  if (name.spread) return { payload: [0] };
  // A repeated job's registration puts no task on the queue now.
  if (options?.entries?.has('repeat') === true) return undefined;
  return { name: 0, payload: data === undefined ? [] : [1], ...(options === undefined ? {} : { options: 2 }) };
}

function hazardsOfOptions(dispatch: Dispatch, style: Style): Hazard[] {
  const { options, task } = dispatch;
  if (options === undefined) return [];
  const hazards: Hazard[] = [];
  for (const [option, what] of REFUSED_OPTIONS) {
    if (options.entries?.has(option) === true) {
      hazards.push({
        effect: 'refuse',
        id: 'option-not-in-flow',
        message: `\`${option}\` on \`${task.name}\`: ${what} cannot be part of a BullMQ flow`,
      });
    }
  }
  if (options.entries?.has('jobId') === true) {
    hazards.push({
      effect: 'refuse',
      id: 'job-id',
      message: `\`jobId\` on \`${task.name}\`: where a job of that id exists already, the rest of the chain would wait for ever`,
    });
  }
  for (const option of FAILURE_OPTIONS) {
    if (options.entries?.has(option) === true) {
      hazards.push({
        effect: 'refuse',
        id: 'failure-option',
        message: `\`${option}\` on \`${task.name}\`: in a chain, the chain says what a failure does`,
      });
    }
  }
  if (options.open) hazards.push(openOptions(task.name, style));
  return hazards;
}

function openOptions(task: string, style: Style): Hazard {
  return style === 'flow'
    ? {
        effect: 'refuse',
        id: 'options-not-visible',
        message: `the options of \`${task}\` are not all visible here and may hold one that a flow cannot have; use the style chain, which checks them when it runs`,
      }
    : {
        effect: 'warn',
        id: 'options-not-visible',
        message: `the options of \`${task}\` are not all visible here: the chain throws when they hold \`jobId\`, \`repeat\`, \`deduplication\`, \`debounce\` or \`parent\``,
      };
}

function hazardsOfForm(dispatch: Dispatch): Hazard[] {
  const { task } = dispatch;
  if (dispatch.wrapper !== undefined) return [];
  const hazards: Hazard[] = [];
  if (dispatch.arguments.some(({ spread }) => spread)) {
    hazards.push({
      effect: 'refuse',
      id: 'spread-arguments',
      message: `the arguments of \`${task.name}\` are spread, so its job name and options cannot be told apart`,
    });
  }
  if (dispatch.typeArguments !== undefined) {
    hazards.push({
      effect: 'warn',
      id: 'type-arguments',
      message: `the type arguments of \`${task.name}\` are dropped: a signature takes its types from the queue`,
    });
  }
  return hazards;
}

/** In a flow the last step is written first, so what its arguments do would happen first. */
function hazardsOfReversal({ dispatches }: Run): Hazard[] {
  const impure = dispatches.filter((dispatch) => dispatch.arguments.some(({ purity }) => purity !== 'pure'));
  if (impure.length < 2) return [];
  const names = impure.map(({ task }) => `\`${task.name}\``).join(' and ');
  return [
    {
      effect: 'refuse',
      id: 'reversed-arguments',
      message: `a flow is written last step first, and the arguments of ${names} would be evaluated in that order; use the style chain, which keeps it`,
    },
  ];
}

/** https://docs.bullmq.io/guide/flows/fail-parent */
function failedEventOfSkipped(last: string): Hazard {
  return {
    effect: 'warn',
    id: 'failed-event-of-skipped',
    message: `after a failure the later steps, up to \`${last}\`, become failed too, and their workers emit \`failed\` for each`,
  };
}
