/**
 * Canvas as it lies in messages: Celery's own signatures as plain objects, put together as its `|` does.
 * https://docs.celeryq.dev/en/stable/internals/protocol.html#version-2
 */
import { isDeepStrictEqual } from 'node:util';
import { mapLine, type Line } from './signature.js';

/** A signature in a message. Those of Python workers may hold more options. */
export interface WireSignature {
  readonly task: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly options: WireOptions;
  readonly subtask_type: string | null;
  readonly immutable: boolean;
}

export interface WireOptions {
  readonly task_id?: string | undefined;
  readonly root_id?: string | null | undefined;
  readonly parent_id?: string | null | undefined;
  readonly group_id?: string | undefined;
  readonly group_index?: number | undefined;
  readonly queue?: string | undefined;
  readonly reply_to?: string | undefined;
  readonly countdown?: number | undefined;
  readonly eta?: string | undefined;
  /** Seconds, or a date. */
  readonly expires?: number | string | undefined;
  readonly priority?: number | undefined;
  readonly ignore_result?: boolean | undefined;
  readonly time_limit?: number | undefined;
  readonly soft_time_limit?: number | undefined;
  readonly shadow?: string | undefined;
  readonly headers?: object | undefined;
  readonly link?: readonly WireSignature[] | undefined;
  readonly link_error?: readonly WireSignature[] | undefined;
  /** What comes after, the next one last. */
  readonly chain?: readonly WireSignature[] | undefined;
  /** The body of the chord that waits for this task. */
  readonly chord?: WireSignature | null | undefined;
}

/** Members of a group or header that run side by side. */
export interface WireGroup extends WireSignature {
  readonly subtask_type: 'group';
  readonly kwargs: { readonly tasks: readonly WireSignature[] };
}

export interface WireChain extends WireSignature {
  readonly subtask_type: 'chain';
  readonly kwargs: { readonly tasks: Line<WireSignature> };
}

export interface WireChord extends WireSignature {
  readonly subtask_type: 'chord';
  readonly kwargs: { readonly header: WireGroup; readonly body: WireSignature };
}

export const isGroup = (it: WireSignature): it is WireGroup => it.subtask_type === 'group';
export const isChain = (it: WireSignature): it is WireChain => it.subtask_type === 'chain';
export const isChord = (it: WireSignature): it is WireChord => it.subtask_type === 'chord';

/** What is in a group: each member knows its place, which is that of its result. */
export function groupOf(id: string, members: Line<WireSignature>): WireGroup {
  const tasks = members.map((member, index) => withOptions(member, { group_index: index }));
  return { ...canvas('celery.group', { task_id: id }), subtask_type: 'group', kwargs: { tasks } };
}

/** One signature for all of a line. */
export function chainOf(line: Line<WireSignature>): WireSignature {
  const [first, ...later] = line;
  return later.length === 0 ? first : wrapped(line);
}

function wrapped(tasks: Line<WireSignature>): WireChain {
  return { ...canvas('celery.chain', {}), subtask_type: 'chain', kwargs: { tasks } };
}

/** `signature | line`, as workers can run it: what follows a group is the body of a chord with the group as header. */
export function followed(signature: WireSignature, line: Line<WireSignature>): Line<WireSignature> {
  return isGroup(signature) ? [chordOf(signature, chainOf(line))] : [signature, ...line];
}

/**
 * The chord's id is its body's, too: when a task before it fails, a worker marks it as failed by its id, and never
 * looks inside. Python puts the group's id here, and the result of the body is never settled.
 */
function chordOf(header: WireGroup, following: WireSignature): WireChord {
  const body = bodyOf(following);
  const { task_id, link_error = [] } = body.options;
  const tasks = header.kwargs.tasks.map((member) => withoutErrbacks(member, link_error));
  const kwargs = { kwargs: {}, header: { ...header, kwargs: { tasks } }, body };
  return { ...canvas('celery.chord', { task_id }), subtask_type: 'chord', kwargs };
}

/** With its id and errbacks on it as a whole: that is where a worker looks for them when the header fails. */
function bodyOf(following: WireSignature): WireSignature {
  // A chord overwrites its own id, and hands errbacks to its header, which refuses them.
  if (isChord(following)) return bodyOf(wrapped([following]));
  const link_error = errbacksOf(following);
  const options = { task_id: lastId(following), ...(link_error.length > 0 && { link_error }) };
  return { ...following, options: { ...following.options, ...options } };
}

/** The id of the result of it all. */
function lastId(signature: WireSignature): string | undefined {
  return isChain(signature) ? signature.kwargs.tasks.at(-1)?.options.task_id : signature.options.task_id;
}

/** What runs whichever of its tasks fails. */
function errbacksOf(signature: WireSignature): readonly WireSignature[] {
  if (isChord(signature)) return errbacksOf(signature.kwargs.body);
  if (!isChain(signature) && !isGroup(signature)) return signature.options.link_error ?? [];
  const [first = [], ...others] = signature.kwargs.tasks.map(errbacksOf);
  return first.filter((errback) => others.every((errbacks) => has(errbacks, errback)));
}

/** The failure of a member is a failure of the body, so what runs for the body need not run for the member. */
function withoutErrbacks(member: WireSignature, known: readonly WireSignature[]): WireSignature {
  const without = (task: WireSignature) => withoutErrbacks(task, known);
  if (isChain(member)) return { ...member, kwargs: { tasks: mapLine(member.kwargs.tasks, without) } };
  if (isGroup(member)) return { ...member, kwargs: { tasks: member.kwargs.tasks.map(without) } };
  const own = member.options.link_error?.filter((errback) => !has(known, errback)) ?? [];
  return { ...member, options: { ...member.options, link_error: own.length > 0 ? own : undefined } };
}

function has(errbacks: readonly WireSignature[], errback: WireSignature): boolean {
  return errbacks.some((other) => isDeepStrictEqual(other, errback));
}

/** `signature` with `options` laid over its own: in Celery those of a chain or chord are its last task's. */
export function withOptions(signature: WireSignature, options: WireOptions): WireSignature {
  if (isChord(signature)) {
    const body = withOptions(signature.kwargs.body, options);
    return { ...signature, kwargs: { ...signature.kwargs, body } };
  }
  if (!isChain(signature)) return { ...signature, options: { ...signature.options, ...options } };
  const { tasks } = signature.kwargs;
  return {
    ...signature,
    kwargs: { tasks: mapLine(tasks, (task) => (task === tasks.at(-1) ? withOptions(task, options) : task)) },
  };
}

function canvas(task: string, options: WireOptions): Omit<WireSignature, 'kwargs' | 'subtask_type'> {
  return { task, args: [], options, immutable: false };
}
