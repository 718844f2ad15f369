/** Results of tasks where Celery keeps them, in a form that Python reads too. */

/** What is needed of celery-node's result backends. */
export interface ResultStore {
  storeResult(taskId: string, result: unknown, state: string): Promise<unknown>;
}

/** What is needed of the ioredis client in celery-node's Redis backend. */
export interface RedisCommands {
  multi(commands: string[][]): { exec(): Promise<unknown> };
}

/** An exception as Celery stores it. */
export interface Failure {
  readonly exc_type: string;
  readonly exc_message: readonly string[];
  readonly traceback?: string | undefined;
}

export type State = 'SUCCESS' | 'FAILURE';

/** Celery's and celery-node's default: a day, in seconds. */
export const EXPIRES = '86400';

export function redisOf(store: ResultStore): RedisCommands | undefined {
  if (!('redis' in store)) return undefined;
  const { redis } = store;
  return isRedis(redis) ? redis : undefined;
}

function isRedis(redis: unknown): redis is RedisCommands {
  return typeof redis === 'object' && redis !== null && 'multi' in redis;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { exc_type: 'Error', exc_message: [String(error)] };
  return { exc_type: error.name, exc_message: [error.message], traceback: error.stack };
}

/** celery-node itself stores a failure without its error. */
export async function storeFailure(store: ResultStore, taskId: string, failure: Failure): Promise<void> {
  const redis = redisOf(store);
  if (!redis) {
    await store.storeResult(taskId, failure, 'FAILURE');
    return;
  }
  const { traceback = null, ...result } = failure;
  const meta = JSON.stringify({
    status: 'FAILURE',
    result,
    traceback,
    children: [],
    task_id: taskId,
    date_done: new Date().toISOString(),
  });
  const key = `celery-task-meta-${taskId}`;
  await run(redis, [
    ['setex', key, EXPIRES, meta],
    ['publish', key, meta],
  ]);
}

/** The commands as one transaction; what each of them gives. */
export async function run(redis: RedisCommands, commands: string[][]): Promise<readonly unknown[]> {
  const replies = await redis.multi(commands).exec();
  if (!Array.isArray(replies)) throw new Error('Redis dropped a transaction');
  return replies.map((reply: unknown) => {
    const [error, value] = Array.isArray(reply) ? (reply as unknown[]) : [undefined, reply];
    if (error instanceof Error) throw error;
    return value;
  });
}
