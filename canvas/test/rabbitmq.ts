import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const installRabbit = 'apt-get install rabbitmq-server python3-amqp';

/** Not the one on PATH, which changes to a user of its own. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

export interface TestRabbit {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts RabbitMQ on free loopback ports, with a name and a database of its own, in a temporary directory.
 *
 * @returns the server, or undefined where Debian's package is not installed
 * @throws when the server does not start
 */
export async function startRabbit(): Promise<TestRabbit | undefined> {
  if (!existsSync(SERVER)) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  const [port, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
  const env = {
    ...process.env,
    HOME: dir,
    RABBITMQ_NODENAME: `canvas-${String(port)}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(dir, 'data'),
    RABBITMQ_LOG_BASE: join(dir, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(dir, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq'),
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  // A group of its own, since the command starts the server as a child, and waits for it.
  const server = spawn(SERVER, [], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(server.pid ?? 0), signal);
    } catch {
      // It has ended.
    }
    spawnSync('epmd', ['-kill'], { env });
  };
  const killNow = () => {
    kill('SIGKILL');
  };
  process.once('exit', killNow);

  async function stop(): Promise<void> {
    if (server.exitCode === null && server.signalCode === null) {
      const exit = once(server, 'exit');
      kill('SIGTERM');
      await Promise.race([exit, wait(10_000, undefined, { ref: false })]);
    }
    killNow();
    process.off('exit', killNow);
    await rm(dir, { recursive: true, force: true });
  }

  let output = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer) => {
        output += text.toString();
        if (output.includes('Server startup complete')) resolve();
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('error', reject);
      server.once('exit', () => {
        reject(new Error(`RabbitMQ ended:\n${output}`));
      });
      void wait(60_000, undefined, { ref: false }).then(() => {
        reject(new Error(`RabbitMQ did not start:\n${output}`));
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `amqp://guest:guest@127.0.0.1:${String(port)}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
