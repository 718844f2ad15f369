import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { repository } from './fixture.js';

const ENGINES = join(repository, 'test', 'engines');
/** How long what is asked to end may take, in milliseconds. */
const PATIENCE = 5000;

/** A Python that has Celery and Django; undefined where there is none. */
export function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((command) => spawnSync(command, ['-c', 'import celery, django, redis']).status === 0);
}

/** What a task got, or how it ended. */
export interface TaskEvent {
  readonly event: 'started' | 'ended';
  readonly id: string;
  readonly task: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly state?: string;
}

export interface WorkerOptions {
  readonly python: string;
  /** Of the project. */
  readonly folder: string;
  readonly app: string;
  /** A Redis of its own: broker, results, events. */
  readonly redisUrl: string;
  /** Seconds that tasks take beside what they do, by name. */
  readonly takes: Readonly<Record<string, number>>;
}

export interface TestWorker {
  /** What happened since the last time that this was asked, once nothing is queued and nothing runs. */
  settled(): Promise<TaskEvent[]>;
  stop(): Promise<void>;
}

/** Starts a Celery worker with four threads, and waits until it takes tasks. */
export async function startWorker({ python, folder, app, redisUrl, takes }: WorkerOptions): Promise<TestWorker> {
  const arguments_ = ['-m', 'celery', '-A', app, 'worker', '-P', 'threads', '-c', '4', '-I', 'celery_recorder', '--loglevel', 'INFO'];
  const worker = spawn(python, [...arguments_, '--without-gossip', '--without-mingle', '--without-heartbeat'], {
    cwd: folder,
    env: environment(redisUrl, { TAKES: JSON.stringify(takes) }),
  });
  endWithTests(worker);
  await saysReady(worker);
  const redis = new Redis(redisUrl);
  return {
    settled: () => settledEvents(redis),
    async stop() {
      redis.disconnect();
      await end(worker);
    },
  };
}

async function settledEvents(redis: Redis): Promise<TaskEvent[]> {
  // Between a message and the task that it starts there is a moment in which neither is seen.
  for (let quiet = 0; quiet < 4; quiet = (await isQuiet(redis)) ? quiet + 1 : 0) await delay(30);
  const events = await readEvents(redis);
  await redis.del('events');
  return events;
}

async function isQuiet(redis: Redis): Promise<boolean> {
  const [queued, unacknowledged, events] = await Promise.all([redis.llen('celery'), redis.hvals('unacked'), readEvents(redis)]);
  const idsOf = (kind: TaskEvent['event']) => events.filter(({ event }) => event === kind).map(({ id }) => id);
  const ended = new Set(idsOf('ended'));
  // A worker takes its time to acknowledge what it has done.
  return queued === 0 && [...unacknowledged.map(taskIdOf), ...idsOf('started')].every((id) => ended.has(id));
}

async function readEvents(redis: Redis): Promise<TaskEvent[]> {
  return (await redis.lrange('events', 0, -1)).map((text) => JSON.parse(text) as TaskEvent);
}

function taskIdOf(unacknowledged: string): string {
  const [message] = JSON.parse(unacknowledged) as [{ readonly headers: { readonly id: string } }];
  return message.headers.id;
}

export interface Driver {
  /** One line of input, one line of output. */
  ask(line: string): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** Starts a Python program of `test/engines` that answers lines, in a project's folder. */
export function startDriver(python: string, script: string, folder: string, redisUrl: string, more: Readonly<Record<string, string>> = {}): Driver {
  const driver = spawn(python, [join(ENGINES, script)], { cwd: folder, env: environment(redisUrl, { PYTHONPATH: folder, ...more }) });
  endWithTests(driver);
  let errors = '';
  driver.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const answers = createInterface({ input: driver.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      driver.stdin.write(`${line}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`${script} ended:\n${errors}`);
      return JSON.parse(answer.value) as Readonly<Record<string, unknown>>;
    },
    stop: () => end(driver),
  };
}

function environment(redisUrl: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: ENGINES, PYTHONDONTWRITEBYTECODE: '1', REDIS_URL: redisUrl, ...more };
}

function saysReady(worker: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text.toString();
      if (output.includes('ready.')) resolve();
    };
    worker.stdout?.on('data', read);
    worker.stderr?.on('data', read);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error(`The worker ended:\n${output}`));
    });
  });
}

/** What was started and has not ended, to be ended with the tests whatever happens to them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function endWithTests(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** Warm first: what runs may end. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await exit;
  clearTimeout(timer);
}
