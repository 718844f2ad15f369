/** What has to be sent to run a signature. */
import { randomUUID } from 'node:crypto';
import { isChain, isChord, isGroup, withOptions, type WireChord, type WireSignature } from './celery-wire.js';

/** A message of protocol 2: https://docs.celeryq.dev/en/stable/internals/protocol.html#version-2 */
export interface Message {
  readonly id: string;
  readonly queue: string;
  readonly priority: number;
  readonly replyTo: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: readonly [args: readonly unknown[], kwargs: object, embed: Embed];
}

export interface Embed {
  readonly callbacks: readonly WireSignature[] | null;
  readonly errbacks: readonly WireSignature[] | null;
  /** What comes after, the next one last. */
  readonly chain: readonly WireSignature[] | null;
  /** The body of the chord that waits for this task. */
  readonly chord: WireSignature | null;
}

/** Where a signature is run from. */
export interface Origin {
  /** These come before the arguments of what is not immutable. */
  readonly args?: readonly unknown[];
  /** What comes after the signature, the next one last. */
  readonly chain?: readonly WireSignature[];
  readonly rootId?: string | undefined;
  readonly parentId?: string | undefined;
  /** For what names no queue. */
  readonly queue: string;
}

/** One message; for a group one for each member. */
export function messagesOf(signature: WireSignature, origin: Origin): readonly Message[] {
  if (isChain(signature)) {
    const [first, ...later] = signature.kwargs.tasks;
    return messagesOf(first, { ...origin, chain: [...(origin.chain ?? []), ...later.reverse()] });
  }
  if (isGroup(signature)) {
    if (signature.options.chord)
      throw new TypeError('A chord whose branch ends in a group needs Python workers');
    const group = { group_id: signature.options.task_id ?? randomUUID() };
    return signature.kwargs.tasks.flatMap((task) => messagesOf(withOptions(task, group), origin));
  }
  if (isChord(signature))
    return [messageOf(chordTask(signature, origin), { ...origin, args: [], chain: [] })];
  return [messageOf(signature, origin)];
}

/**
 * The task that every Python worker has for a chord, which sends the header. It takes the header as a list.
 * https://github.com/celery/celery/blob/v5.2.6/celery/app/builtins.py#L169
 */
function chordTask(
  { kwargs, options, immutable }: WireChord,
  { args = [], chain = [] }: Origin
): WireSignature {
  const { header, body } = kwargs;
  const following = chain.length > 0 ? { chain } : {};
  const [{ queue, priority } = {}] = header.kwargs.tasks.map((task) => firstOf(task).options);
  return {
    task: 'celery.chord',
    args: [],
    kwargs: {
      header: header.kwargs.tasks,
      body: { ...body, options: { ...options, ...body.options, ...following } },
      partial_args: immutable ? [] : args,
    },
    // Its own result is of no use to anyone; that of the chord has the id of the body.
    options: { queue, priority, ignore_result: true },
    subtask_type: null,
    immutable: true,
  };
}

function firstOf(signature: WireSignature): WireSignature {
  if (isChord(signature)) return firstOf(signature.kwargs.header);
  const tasks: readonly WireSignature[] =
    isChain(signature) || isGroup(signature) ? signature.kwargs.tasks : [];
  const [first] = tasks;
  return first ? firstOf(first) : signature;
}

function messageOf({ task, args, kwargs, options, immutable }: WireSignature, origin: Origin): Message {
  const id = options.task_id ?? randomUUID();
  const { eta, expires } = options;
  const chain = [...(origin.chain ?? []), ...(options.chain ?? [])];
  return {
    id,
    queue: options.queue ?? origin.queue,
    priority: options.priority ?? 0,
    replyTo: options.reply_to ?? '',
    headers: {
      ...options.headers,
      lang: 'js',
      task,
      id,
      root_id: options.root_id ?? origin.rootId ?? id,
      parent_id: options.parent_id ?? origin.parentId ?? null,
      group: options.group_id ?? null,
      group_index: options.group_index ?? null,
      retries: 0,
      eta: secondsFromNow(options.countdown) ?? eta ?? null,
      expires: (typeof expires === 'number' ? secondsFromNow(expires) : expires) ?? null,
      timelimit: [options.time_limit ?? null, options.soft_time_limit ?? null],
      ignore_result: options.ignore_result ?? false,
      shadow: options.shadow ?? null,
    },
    body: [
      [...(immutable ? [] : origin.args ?? []), ...args],
      kwargs,
      {
        callbacks: filled(options.link),
        errbacks: filled(options.link_error),
        chain: filled(chain),
        chord: options.chord ?? null,
      },
    ],
  };
}

function filled<T>(list: readonly T[] | undefined): readonly T[] | null {
  return list && list.length > 0 ? list : null;
}

function secondsFromNow(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000).toISOString();
}
