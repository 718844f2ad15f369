import { randomUUID } from 'node:crypto';
import { countsChords, type CeleryClient, type NodeTask, type Sender } from './celery-client.js';
import type { Message } from './celery-message.js';

/** Sends through the broker of the task's own client. */
export function nodeSender({ name, client }: NodeTask): Sender {
  const { conf } = client;
  return {
    name,
    queue: conf.CELERY_QUEUE,
    broker: conf.CELERY_BROKER,
    protocol: conf.TASK_PROTOCOL,
    chords: countsChords(conf.CELERY_BACKEND),
    timeLimits: [null, null],
    open(_step, { taskId: id = randomUUID() }) {
      return { id, result: client.asyncResult(id) };
    },
    send: (message) => publish(client, message),
  };
}

/** Not client.sendTaskMessage(): it drops this promise, and always sends to the client's own queue. */
export async function publish(client: CeleryClient, message: Message): Promise<void> {
  const { id, queue, priority, replyTo, headers, body } = message;
  const properties = {
    // amqplib reads the first two; a Python worker on Redis reads the two after them.
    correlationId: id,
    replyTo,
    correlation_id: id,
    reply_to: replyTo,
    priority,
    delivery_info: { exchange: '', routing_key: queue },
  };
  await client.broker.publish([...body], '', routeOf(client, queue, priority), headers, properties);
}

/**
 * On Redis each priority has a list of its own, and Celery's are these by default:
 * https://docs.celeryq.dev/en/stable/userguide/routing.html#redis-message-priorities
 */
function routeOf({ conf }: CeleryClient, queue: string, priority: number): string {
  if (!conf.CELERY_BROKER.startsWith('redis')) return queue;
  const list = Math.floor(Math.min(Math.max(priority, 0), 9) / 3) * 3;
  return list === 0 ? queue : `${queue}\x06\x16${String(list)}`;
}
