import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

export const installCelery = 'apt-get install redis-server python3-celery python3-redis';

/** A Python that has Celery; Debian's counts too where another one comes first on PATH. */
export const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import celery, redis']).status === 0
);

export interface TestWorker {
  stop(): Promise<void>;
}

/** Starts a Celery worker on the tasks of celery_app.py, and waits until it listens. */
export async function startPythonWorker(redisUrl: string, brokerUrl = redisUrl): Promise<TestWorker> {
  const quiet = ['--without-gossip', '--without-mingle', '--without-heartbeat'];
  const args = [
    '-m',
    'celery',
    '-A',
    'celery_app',
    'worker',
    '-P',
    'solo',
    '-Q',
    'celery,q2',
    '-l',
    'INFO',
    ...quiet,
  ];
  const worker = spawn(python ?? '', args, {
    cwd: import.meta.dirname,
    env: { ...process.env, REDIS_URL: redisUrl, BROKER_URL: brokerUrl, PYTHONDONTWRITEBYTECODE: '1' },
  });
  process.once('exit', () => worker.kill('SIGKILL'));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text.toString();
      if (output.includes('ready.')) resolve();
    };
    worker.stdout.on('data', read);
    worker.stderr.on('data', read);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error(`The worker ended:\n${output}`));
    });
  });
  return {
    async stop() {
      const exit = once(worker, 'exit');
      worker.kill();
      await Promise.race([exit, wait(5000).then(() => worker.kill('SIGKILL'))]);
    },
  };
}

/** A result, and all that came before it, as far as it is known within three seconds. */
export async function settled(result: unknown): Promise<unknown> {
  if (Array.isArray(result)) return Promise.all(result.map(settled));
  if (!isResult(result)) return result;
  try {
    return await result.get(3000, 20);
  } catch (error) {
    return error instanceof Error ? failure(error) : error;
  }
}

/** `[value, before]` for each result, down to the first step. */
export async function ancestry(result: unknown): Promise<unknown> {
  if (Array.isArray(result)) return Promise.all(result.map(ancestry));
  const value = await settled(result);
  return isResult(result) && result.parent ? [value, await ancestry(result.parent)] : [value];
}

function failure(error: Error): string {
  return 'exc_type' in error ? `failed: ${String(error.exc_type)}` : `failed: ${error.message}`;
}

function isResult(
  result: unknown
): result is { get(timeout: number, interval: number): Promise<unknown>; parent?: unknown } {
  return typeof result === 'object' && result !== null && 'get' in result;
}
