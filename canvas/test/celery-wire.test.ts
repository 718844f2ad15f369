/** What is sent, against what Celery itself sends for the same canvas. */
import { spawnSync } from 'node:child_process';
import { createClient } from 'celery-node';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { chain, chord, group, s, si } from '../src/celery.js';
import { installCelery, python } from './celery-engine.js';
import { leftOut, missing, startRedis } from './redis.js';

const redis = await startRedis();
if (!redis) leftOut('messages of groups and chords', 'apt-get install redis-server');
if (!python) missing('Celery', installCelery);
if (!redis || !python) leftOut('messages against those of Celery itself', installCelery);

const url = redis?.url ?? '';
const admin = new Redis({ port: redis?.port ?? 0, lazyConnect: true });
const client = createClient(url, url);
const task = (name: string) => client.createTask(name);
const [a, b, c, d, e] = [
  si(task('a'), 1),
  s(task('b'), 2),
  s(task('c'), 3),
  s(task('d'), 4),
  s(task('e'), 5),
];
const handler = si(task('handler'), 9);

const canvases = {
  'a | b | c': chain(a, b, c),
  'a | group(b, c)': chain(a, group(b, c)),
  'a | group(b, c) | d': chain(a, group(b, c), d),
  'a | group(b, c) | d | e': a.pipe(group(b, c)).pipe(d).pipe(e),
  'a | group(b | c, d) | e': chain(a, chord([chain(b, c), d], e)),
  'a | group(b | c, d)': chain(a, group(chain(b, c), d)),
  'a | group(b, c) | group(d, e)': chain(a, group(b, c), group(d, e)),
  'group(a, b)': group(a, b),
  'group(a | b, c)': group(a.pipe(b), c),
  '(a | b).on_error': chain(a, b).linkError(handler),
  '(a | group(b, c) | d).on_error': chain(a, group(b, c), d).linkError(handler),
};

interface Message {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: readonly [readonly unknown[], object, object];
}

const fromCelery =
  redis && python
    ? (JSON.parse(sentByCelery(python)) as Readonly<Record<string, readonly Message[]>>)
    : undefined;

function sentByCelery(command: string): string {
  const { stdout, stderr } = spawnSync(command, ['celery_canvas.py'], {
    cwd: import.meta.dirname,
    env: { ...process.env, REDIS_URL: url, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return stdout;
}

beforeEach(async () => {
  if (redis) await admin.flushall();
});

afterAll(async () => {
  if (redis) await client.disconnect();
  admin.disconnect();
  await redis?.stop();
});

/** All messages on the list, first one first. */
async function sent(): Promise<readonly Message[]> {
  const raws = await admin.lrange('celery', 0, -1);
  return raws.reverse().map((raw) => {
    const { headers, body } = JSON.parse(raw) as { headers: Message['headers']; body: string };
    return { headers, body: JSON.parse(Buffer.from(body, 'base64').toString()) as Message['body'] };
  });
}

/**
 * Left out: ids, which are anew each time; the places of members, which Celery leaves out of a lone group; where steps go, which a dispatch from Python leaves to its worker; and
 * the copies of a chord's body on each task of its header, which the worker that starts the chord makes itself.
 */
const LEFT_OUT = ['task_id', 'root_id', 'parent_id', 'group_id', 'group_index', 'reply_to', 'queue', 'chord'];

function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, shape(each)]));
}

const shapeOf = ({ headers, body }: Message) => ({
  task: headers.task,
  grouped: headers.group !== null,
  body: shape(body),
});

test.skipIf(!redis || !python).each(Object.entries(canvases))(
  '%s is sent as by Celery',
  async (name, canvas) => {
    await canvas.delay();
    const messages = await sent();
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.map(shapeOf)).toEqual(fromCelery?.[name]?.map(shapeOf));
  }
);

describe.skipIf(!redis)('ids', () => {
  test('of a lone group: one group, each task its own root', async () => {
    const results = await group(a, b.set({ taskId: 'second' })).delay();
    const [first, second] = await sent();
    expect(results.map(({ taskId }) => taskId)).toEqual([first?.headers.id, 'second']);
    expect(first?.headers.group).toEqual(expect.stringMatching(/./));
    expect(second?.headers).toMatchObject({
      group: first?.headers.group,
      root_id: 'second',
      parent_id: null,
    });
  });

  test('of the branch of a lone group: its last step is the member', async () => {
    await group(chain(a, b.set({ taskId: 'end' })), c).delay();
    const [first, second] = await sent();
    expect(first?.headers.group).toBeNull();
    expect(first?.body[2]).toMatchObject({
      chain: [{ options: { task_id: 'end', group_id: second?.headers.group } }],
    });
  });

  test('in a chain: each member of a group knows its place', async () => {
    await chain(a, group(chain(b, c), d), e).delay();
    const tasks = [
      { kwargs: { tasks: [{ task: 'b' }, { task: 'c', options: { group_index: 0 } }] } },
      { task: 'd', options: { group_index: 1 } },
    ];
    const [message] = await sent();
    expect(message?.body[2]).toMatchObject({ chain: [{ kwargs: { header: { kwargs: { tasks } } } }] });
  });

  test('of a chord: that of its body, so that a failure before it settles the result', async () => {
    const result = await chain(a, group(b, c), d, e.set({ taskId: 'end' })).delay();
    expect(result.taskId).toBe('end');
    const [message] = await sent();
    const options = { task_id: 'end' };
    expect(message?.body[2]).toMatchObject({ chain: [{ options, kwargs: { body: { options } } }] });
  });
});

describe.skipIf(!redis)('a leading group that steps follow', () => {
  test('is one message, to the task that every Python worker has for chords', async () => {
    await chord([a, b.set({ queue: 'q2' })], d).delay();
    const messages = await sent();
    expect(messages).toMatchObject([
      { headers: { task: 'celery.chord', ignore_result: true }, body: [[], {}, { chain: null }] },
    ]);
    const [{ body: [, kwargs] } = { body: [[], {}, {}] }] = messages;
    expect(kwargs).toMatchObject({
      header: [
        { task: 'a', options: { queue: 'celery' } },
        { task: 'b', options: { queue: 'q2' } },
      ],
      body: { task: 'd' },
    });
  });

  test('goes to the queue and priority of its first step', async () => {
    await chord([chain(a.set({ queue: 'q2', priority: 9 }), b), c], d).delay();
    expect(await admin.llen('q2\x06\x169')).toBe(1);
  });
});

describe('a step that waits for a group', () => {
  test.each(['', 'amqp://', 'rpc://'])(
    'is refused, naming it, with the result backend "%s"',
    async (backend) => {
      const published: unknown[] = [];
      const lone = (name: string) => ({
        name,
        client: {
          conf: {
            CELERY_BROKER: 'amqp://',
            CELERY_BACKEND: backend,
            CELERY_QUEUE: 'celery',
            TASK_PROTOCOL: 2,
          },
          broker: {
            publish: (body: object) => Promise.resolve(published.push(body)),
          },
          asyncResult: (taskId: string) => ({ taskId }),
        },
      });
      const [one, two, three] = [si(lone('one')), si(lone('two')), si(lone('three'))];
      const refusal = 'Step "three" waits for a group';
      await expect(chord([one, two], three).delay()).rejects.toThrow(refusal);
      await expect(group(chain(one, group(two), three), one).delay()).rejects.toThrow(refusal);
      expect(published).toEqual([]);
      await chain(one, group(two, three)).delay();
      expect(published).toHaveLength(1);
    }
  );
});
