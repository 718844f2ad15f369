/**
 * Chords are counted in the result backend, by the workers that run their headers.
 * https://github.com/celery/celery/blob/v5.2.6/celery/backends/redis.py#L414
 */
import { EXPIRES, run, type Failure, type RedisCommands, type State } from './celery-result.js';
import { isChain, isChord, isGroup, type WireSignature } from './celery-wire.js';

/** A task of a header. */
export interface Part {
  readonly id: string;
  readonly group: string | null;
  readonly groupIndex: number | null;
}

/** How a header has ended: with a result for each task, or with the reason why not. */
export type Outcome = { readonly results: readonly unknown[] } | { readonly failure: Failure };

const keyOf = (group: string, what: 'j' | 's' | 't') => `celery-taskset-meta-${group}.${what}`;

/** Says how many results the body has to wait for. */
export async function announce(
  redis: RedisCommands,
  group: string,
  tasks: readonly WireSignature[]
): Promise<void> {
  await run(redis, [['setex', keyOf(group, 's'), EXPIRES, String(sizeOf(tasks))]]);
}

/** A chain counts by its last task, and a chord by its body. */
function sizeOf(tasks: readonly WireSignature[]): number {
  const sizes = tasks.map((task) => {
    if (isGroup(task)) return sizeOf(task.kwargs.tasks);
    if (isChain(task)) return sizeOf(task.kwargs.tasks.slice(-1));
    return isChord(task) ? sizeOf([task.kwargs.body]) : 1;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Adds a task's result to its header. Gives the outcome to whoever adds the last one. */
export async function countPart(
  redis: RedisCommands,
  { id, group, groupIndex }: Part,
  state: State,
  result: unknown
): Promise<Outcome | undefined> {
  if (group === null) return undefined;
  const [joined, size, more] = [keyOf(group, 'j'), keyOf(group, 's'), keyOf(group, 't')];
  const part = JSON.stringify([1, id, state, result ?? null]);
  const [, ready, total, added] = await run(redis, [
    ['zadd', joined, groupIndex === null ? '+inf' : String(groupIndex), part],
    ['zcard', joined],
    ['get', size],
    ['get', more],
    ...[joined, size, more].map((key) => ['expire', key, EXPIRES]),
  ]);
  if (total === null || Number(ready) !== Number(total) + Number(added ?? 0)) return undefined;

  const [parts] = await run(redis, [
    ['zrange', joined, '0', '-1'],
    ['del', joined, size, more],
  ]);
  return outcomeOf(Array.isArray(parts) ? parts.map((each) => decoded(String(each))) : []);
}

function outcomeOf(parts: readonly Decoded[]): Outcome {
  const failed = parts.find(({ state }) => state === 'FAILURE' || state === 'REVOKED');
  if (!failed) return { results: parts.map(({ result }) => result) };
  const { id, result } = failed;
  const { exc_type, exc_message } = result as Failure;
  const message = `Dependency ${id} raised ${exc_type}(${JSON.stringify(exc_message)})`;
  return { failure: { exc_type: 'ChordError', exc_message: [message] } };
}

interface Decoded {
  readonly id: string;
  readonly state: string;
  readonly result: unknown;
}

function decoded(part: string): Decoded {
  const [, id, state, result] = JSON.parse(part) as [number, string, string, unknown];
  return { id, state, result };
}
