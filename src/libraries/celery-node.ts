import type { Argument, Dispatch, Hazard } from '../analysis/ir.js';
import type { Edit, ImportRequest } from '../analysis/edit.js';
import type { Arrangement, Library, SignatureForm } from './library.js';
import { commentsIn, findCallParts, renderOpening, type CallParts } from './signature.js';

const CANVAS = 'task-canvas/celery';
const TASK = ['Task', 'new'];
const CLIENT = ['Client', 'new'];

/** celery-node 0.5, as its declarations have it: https://github.com/actumn/celery.node */
export const celeryNode: Library = {
  id: 'celery-node',
  packages: ['celery-node'],
  returns: { 'createClient()': CLIENT, 'Client.new.createTask()': TASK },
  dispatches: [
    { receiver: TASK, method: 'delay', arrange: (args) => ({ payload: args.map((_, index) => index) }) },
    { receiver: TASK, method: 'applyAsync', arrange: (args) => ({ payload: args.map((_, index) => index).slice(0, 2) }) },
    { receiver: CLIENT, method: 'sendTask', arrange: arrangeSendTask },
  ],
  waits: { method: 'get', limit: 0 },
  styles: ['chain', 'pipe'],
  canvas: CANVAS,
  groups: true,
  immediate: true,
  errorCallback: 'task',
  findHazards: (run) => [...run.dispatches.flatMap(hazardsOfArguments), javaScriptWorker],
  renderSignature: (dispatch, text, local) => renderSignature(dispatch, text, local),
};

/** `sendTask(taskName, args?, kwargs?, taskId?)` */
function arrangeSendTask(args: readonly Argument[]): Arrangement | undefined {
  const [name] = args;
  if (name === undefined) return undefined;
  if (name.spread) return { payload: [0] };
  return { name: 0, payload: args.map((_, index) => index).slice(1, 3) };
}

/** celery-node's own worker reads arguments and keyword arguments of a message and leaves the rest of the chain unread; Celery's workers in Python go on. */
const javaScriptWorker: Hazard = {
  effect: 'warn',
  id: 'javascript-worker',
  message:
    "a step that celery-node's own worker runs ends the chain there, unless the worker is given to task-canvas's withCanvas()",
};

function hazardsOfArguments({ method, arguments: args, task, wrapper }: Dispatch): Hazard[] {
  if (wrapper !== undefined || method === 'delay') return [];
  if (args.some(({ spread }) => spread)) {
    return [
      {
        effect: 'refuse',
        id: 'spread-arguments',
        message: `the arguments of \`${method}\` for \`${task.name}\` are spread, so they cannot be told apart`,
      },
    ];
  }
  const { list, kwargs, taskId } = partsOf(method, args);
  const hazards: Hazard[] = [];
  if (taskId !== undefined) {
    hazards.push({ effect: 'refuse', id: 'task-id', message: `\`${task.name}\` is sent under a task id of the caller's own` });
  }
  if (list !== undefined && list.elements === undefined && list.literal !== undefined) {
    hazards.push({ effect: 'refuse', id: 'arguments-not-a-list', message: `the arguments of \`${task.name}\` are not a list` });
  }
  if (kwargs?.literal !== undefined) {
    hazards.push({
      effect: 'refuse',
      id: 'keywords-not-an-object',
      message: `the keyword arguments of \`${task.name}\` are not an object`,
    });
  }
  return hazards;
}

interface Parts {
  readonly name?: Argument | undefined;
  readonly list?: Argument | undefined;
  readonly kwargs?: Argument | undefined;
  readonly taskId?: Argument | undefined;
}

function partsOf(method: string, args: readonly Argument[]): Parts {
  if (method === 'sendTask') return { name: args[0], list: args[1], kwargs: args[2], taskId: args[3] };
  return { list: args[0], kwargs: args[1] };
}

function renderSignature(dispatch: Dispatch, text: string, local: (request: ImportRequest) => string): SignatureForm {
  const parts = findCallParts(dispatch, text);
  if (parts === undefined) return { edits: [] };
  const si = local({ from: CANVAS, name: 'si' });
  if (dispatch.method === 'delay') return { edits: renderOpening(parts, si, dispatch.arguments.length > 0, text) };

  const { name, list, kwargs } = partsOf(dispatch.method, dispatch.arguments);
  if (name !== undefined) return { edits: [...renderTask(parts, si, name), ...renderList(text, name.span.end, list, kwargs)] };
  const edits = renderOpening(parts, si, false, text);
  return { edits: [...edits, ...renderList(text, parts.method.end, list, kwargs)] };
}

/** `client.sendTask('x'` becomes `si(client.createTask('x')`. */
function renderTask({ receiver, method, comments }: CallParts, si: string, name: Argument): Edit[] {
  return [
    { span: { start: receiver.start, end: receiver.start }, text: `${si}(` },
    { span: method, text: `.createTask(${comments}` },
    { span: { start: name.span.end, end: name.span.end }, text: ')' },
  ];
}

/** `[a, b], { c: 1 }` behind the task becomes `, a, b).set({ kwargs: { c: 1 } }`. `from` is where the list's argument begins to be looked for. */
function renderList(text: string, from: number, list: Argument | undefined, kwargs: Argument | undefined): Edit[] {
  if (list === undefined) return [];
  const edits: Edit[] = [];
  const { start, end } = list.span;
  const before = `, ${commentsIn(text, { start: from, end: start })}`;
  if (list.elements === undefined) {
    edits.push({ span: { start: from, end: start }, text: `${before}...` });
  } else if (list.elements.length === 0) {
    edits.push({ span: { start: from, end }, text: '' });
  } else {
    edits.push({ span: { start: from, end: start + 1 }, text: before }, { span: { start: end - 1, end }, text: '' });
  }
  if (kwargs === undefined) return edits;
  const { span } = kwargs;
  const gap = { start: end, end: span.start };
  const key = text.slice(span.start, span.end) === 'kwargs' ? '' : 'kwargs: ';
  edits.push({ span: gap, text: `).set({ ${commentsIn(text, gap)}${key}` }, { span: { start: span.end, end: span.end }, text: ' }' });
  return edits;
}
