import type { Argument, Dispatch, Hazard } from '../analysis/ir.js';
import type { ImportRequest } from '../analysis/edit.js';
import type { Library, SignatureForm } from './library.js';
import { commentsIn, findCallParts, renderOpening } from './signature.js';

const CANVAS = 'task-canvas/celery';
const TASK = ['Task', 'new'];

/** Options that task-canvas has under the same name: `.set({ queue })`. */
const CARRIED = ['kwargs', 'eta', 'priority', 'queue', 'ignoreResult'];

/** Options that it does not have, and why. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['expires', 'a worker of Celery 5.2 fails on the date of a step that it has to send on'],
  ['compression', 'workers send later steps on as they are set up, not compressed so'],
  ['serializer', 'workers send later steps on as they are set up, not serialised so'],
]);

/** celery-ts 1.2, as its declarations have it: https://github.com/IBM/celery-ts */
export const celeryTs: Library = {
  id: 'celery-ts',
  packages: ['celery-ts'],
  returns: { 'createClient()': ['Client', 'new'], 'Client.new.createTask()': TASK },
  dispatches: [
    // One object holds it all: `{ args, kwargs, eta, expires, priority, queue, … }`.
    {
      receiver: TASK,
      method: 'applyAsync',
      arrange: (args: readonly Argument[]) => (args.length === 0 ? undefined : { payload: [0], options: 0 }),
    },
  ],
  waits: { method: 'get', limit: 0 },
  styles: ['chain', 'pipe'],
  canvas: CANVAS,
  groups: true,
  immediate: true,
  errorCallback: 'task',
  findHazards: (run) => run.dispatches.flatMap(hazardsOf),
  renderSignature,
};

function hazardsOf({ task, options, wrapper }: Dispatch): Hazard[] {
  if (wrapper !== undefined) return [];
  const { entries, open } = options ?? {};
  const list = entries?.get('args');
  if (entries === undefined || open !== false || list === undefined || list.literal !== undefined) {
    const message = `what \`${task.name}\` is given is not all visible here: write it as \`{ args: […], kwargs: {…} }\``;
    return [{ effect: 'refuse', id: 'options-not-visible', message }];
  }
  return [...entries.keys()].flatMap((name): Hazard[] => {
    if (name === 'args' || CARRIED.includes(name)) return [];
    const reason = REFUSED.get(name) ?? 'task-canvas has no such option';
    return [{ effect: 'refuse', id: 'option-not-in-chain', message: `\`${name}\` on \`${task.name}\` cannot be part of a chain: ${reason}` }];
  });
}

/** `task.applyAsync({ args: [a], kwargs: {}, queue: 'q' })` becomes `si(task, a).set({ queue: 'q' })`. */
function renderSignature(dispatch: Dispatch, text: string, local: (request: ImportRequest) => string): SignatureForm {
  const parts = findCallParts(dispatch, text);
  const entries = dispatch.options?.entries;
  const list = entries?.get('args');
  if (parts === undefined || entries === undefined || list === undefined) return { edits: [] };

  const begin = parts.method.end;
  const end = dispatch.call.end - 1;
  const before = commentsBetween(text, begin, list.span.start, entries);
  const [opening, closing] = bracketsOf(list);
  const options = [...entries].filter(([name, value]) => name !== 'args' && !isEmpty(value)).map(([name, value]) => renderOption(name, value, text));
  const behind = commentsBetween(text, list.span.end, end, entries);
  const set = options.length === 0 ? '' : `).set({ ${options.join(', ')} }`;
  return {
    edits: [
      ...renderOpening(parts, local({ from: CANVAS, name: 'si' }), false, text),
      { span: { start: begin, end: opening }, text: list.elements?.length === 0 ? before : `, ${before}${list.elements === undefined ? '...' : ''}` },
      { span: { start: closing, end }, text: `${behind === '' ? '' : ` ${behind}`}${set}` },
    ],
  };
}

/** Where the arguments begin and end: inside the brackets of a list, around an expression. */
function bracketsOf({ span, elements }: Argument): [number, number] {
  if (elements === undefined) return [span.start, span.end];
  return elements.length === 0 ? [span.end, span.end] : [span.start + 1, span.end - 1];
}

/** Comments that stand between the values, which themselves may hold what only looks like one. */
function commentsBetween(text: string, start: number, end: number, entries: ReadonlyMap<string, Argument>): string {
  let result = '';
  let position = start;
  for (const { span } of [...entries.values()].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start < position || span.end > end) continue;
    result += commentsIn(text, { start: position, end: span.start });
    position = span.end;
  }
  const rest = commentsIn(text, { start: position, end });
  return result + rest;
}

function renderOption(name: string, { span }: Argument, text: string): string {
  const value = text.slice(span.start, span.end);
  return value === name ? name : `${name}: ${value}`;
}

/** `kwargs: {}` says nothing; celery-ts wants it all the same. */
function isEmpty({ entries, open }: Argument): boolean {
  return entries?.size === 0 && !open;
}
