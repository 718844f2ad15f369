import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Ends the server at once (SIGKILL), and starts it again on the same port and directory. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a `redis-server` on a free loopback port, in a temporary directory.
 *
 * @param durable whether it writes each command to disk before it answers; otherwise persistence is off
 * @returns the server, or undefined where there is no `redis-server` on PATH
 * @throws when the server does not start; with the environment variable CI set, also when there is none
 */
export async function startRedis({ durable = false } = {}): Promise<TestRedis | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'redis-'));
  const clean = () => rm(dir, { recursive: true, force: true });
  try {
    const port = await freePort();
    const first = await launch(port, dir, durable);
    if (!first) {
      await clean();
      missing('redis-server', 'apt-get install redis-server');
      return;
    }
    let server = first;
    const crash = async () => {
      await end(server, 'SIGKILL');
      server = (await launch(port, dir, durable)) ?? server;
    };
    const stop = async () => {
      await end(server, 'SIGTERM');
      await clean();
    };
    return { port, url: `redis://127.0.0.1:${String(port)}`, crash, stop };
  } catch (error) {
    await clean();
    throw error;
  }
}

/** For an engine that tests need and that is not here: fails under CI, otherwise gives undefined. */
export function missing(engine: string, install: string): undefined {
  if (process.env.CI) throw new Error(`${engine} is missing: ${install}`);
  return undefined;
}

/** Says which tests were left out, and how to get them. */
export function leftOut(tests: string, install: string): void {
  console.warn(`Left out: ${tests}. To run these tests: ${install}`);
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

async function launch(port: number, dir: string, durable: boolean): Promise<ChildProcess | undefined> {
  const appendonly = durable ? 'yes' : 'no';
  const options = { port, bind: '127.0.0.1', dir, save: '', appendonly, appendfsync: 'always' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    server.once('exit', (code) => {
      reject(new Error(`redis-server ended with ${String(code)}:\n${output}`));
    });
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Ready to accept connections')) resolve(server);
    });
    process.once('exit', () => server.kill());
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
