import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own, which can be killed as nothing within this one can. */
export interface Running {
  /** Ends it, by default at once (SIGKILL), and waits until it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** A Python that has Celery and its Redis client; undefined where there is none. */
export function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import celery, redis']).status === 0,
  );
}

/** Starts a script of this directory with Node; `bullmq` is the version named. */
export function startNode(script: string, settings: object, version: 5 | 6 = 5): Promise<Running> {
  const hook = version === 6 ? ['--import', './bullmq-6-hook.mjs'] : [];
  return start(process.execPath, [...hook, script, JSON.stringify(settings)], {});
}

/**
 * Starts a Celery worker of `celery_app.py`, with eight threads.
 *
 * @param url of the Redis that holds everything
 * @param settings of the Celery app
 * @param milliseconds the longest that a task takes
 */
export function startCelery(python: string, url: string, settings: object, milliseconds: number): Promise<Running> {
  const worker = ['-m', 'celery', '-A', 'celery_app', 'worker', '-P', 'threads', '-c', '8'];
  const quiet = ['--loglevel', 'INFO', '--without-gossip', '--without-mingle', '--without-heartbeat'];
  return start(python, [...worker, ...quiet], {
    REDIS_URL: url,
    CELERY_SETTINGS: JSON.stringify(settings),
    MILLISECONDS: String(milliseconds),
    PYTHONDONTWRITEBYTECODE: '1',
  });
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a process, and waits until it says `ready.` */
async function start(command: string, args: readonly string[], env: Record<string, string>): Promise<Running> {
  const child = spawn(command, args, { cwd: import.meta.dirname, env: { ...process.env, ...env } });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  await saysReady(child);
  return {
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await exited;
    },
  };
}

function saysReady(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (text: Buffer) => {
      // Afterwards it is read too: a full pipe would stop the process.
      if (output.includes('ready.')) return;
      output += text.toString();
      if (output.includes('ready.')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`${child.spawnargs.join(' ')} ended:\n${output}`));
    });
  });
}

/** As a server with eight requests in hand does it: a burst of all at once would put every first step before any second. */
export async function eightAtATime<T>(items: readonly T[], dispatch: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items].reverse();
  const one = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await dispatch(item);
  };
  await Promise.all(Array.from({ length: 8 }, one));
}
