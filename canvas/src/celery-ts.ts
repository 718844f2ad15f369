/**
 * celery-ts sends only what it has built, with nothing after it. So its own `applyAsync` builds a message and a
 * result for a task whose broker keeps the message; the message is then filled, and sent by the broker itself.
 * https://github.com/node-celery-ts/node-celery-ts/blob/master/src/task.ts
 */
import { countsChords, type Opened, type Sender, type TsTask } from './celery-client.js';
import type { Message } from './celery-message.js';

/** What celery-ts' Task keeps private. */
interface Inside {
  readonly broker: { publish(message: object): Promise<unknown> };
  readonly brokers: readonly unknown[];
  readonly backend: { uri(): string };
}

/** The message of celery-ts, as far as it is read here. */
interface Draft {
  readonly headers: {
    readonly id: string;
    readonly task: string;
    readonly timelimit: readonly [number | null, number | null];
  };
  readonly properties: { readonly queue: string };
}

/** Waits for no result. */
const silent = { get: () => new Promise<never>(() => undefined) };

export function tsSender(task: TsTask): Sender {
  if (!isKnown(task)) throw new TypeError('This is no task of celery-ts 1.2, nor one of celery-node');
  const { broker, brokers, backend } = task;
  const { draft } = drafted(task, { backend: silent });
  return {
    name: draft.headers.task,
    queue: draft.properties.queue,
    // A client hands each of its tasks one of these in turn.
    broker: brokers,
    protocol: 2,
    chords: countsChords(uriOf(backend)),
    timeLimits: draft.headers.timelimit,
    open: (step, { taskId, ignoreResult = false }) => {
      if (taskId !== undefined)
        throw new TypeError(`Step "${step}" has a taskId: celery-ts chooses the ids itself`);
      return opened(task, ignoreResult);
    },
    send: (message) => broker.publish(filled(draft, message)),
  };
}

function opened(task: TsTask, ignoreResult: boolean): Opened {
  const { draft, result } = drafted(task, {}, ignoreResult);
  return { id: draft.headers.id, result };
}

function drafted(
  task: TsTask,
  changes: object,
  ignoreResult = false
): { draft: Draft; result: ReturnType<TsTask['applyAsync']> } {
  const drafts: Draft[] = [];
  const broker = {
    publish(draft: Draft) {
      drafts.push(draft);
      return Promise.resolve('');
    },
  };
  const drawer: TsTask = Object.assign(Object.create(task) as TsTask, changes, { broker });
  const result = drawer.applyAsync({ args: [], kwargs: {}, ignoreResult });
  // Without a backend it is a rejection from the start, which would end the process.
  result.get().catch(() => undefined);
  const [draft] = drafts;
  if (!draft) throw new TypeError('celery-ts gave no message: only version 1.2 is known');
  return { draft, result };
}

function filled(draft: Draft, { id, queue, priority, replyTo, headers, body }: Message): object {
  return {
    ...draft,
    // As Python does. celery-ts leaves the text as it is, which stops a Python worker that reads it from Redis.
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    headers: { ...draft.headers, argsrepr: undefined, kwargsrepr: undefined, ...headers },
    properties: {
      ...draft.properties,
      body_encoding: 'base64',
      correlation_id: id,
      delivery_info: { exchange: '', routing_key: queue },
      // Workers on Redis keep unfinished messages by their tags, and celery-ts gives all the same.
      delivery_tag: id,
      priority,
      queue,
      ...(replyTo && { reply_to: replyTo }),
    },
  };
}

function isKnown(task: TsTask): task is TsTask & Inside {
  return 'broker' in task && 'brokers' in task && 'backend' in task;
}

/** A client without a backend has one that throws. */
function uriOf(backend: Inside['backend']): string | undefined {
  try {
    return backend.uri();
  } catch {
    return undefined;
  }
}
