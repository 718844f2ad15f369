// What it costs to dispatch a chain of three with task-canvas, against three plain dispatches and a flow written by hand.
//   npm run build && node bench/canvas-dispatch.mjs      starts a redis-server of its own
// Round trips and commands are counted by a proxy between client and server; what is sent before an answer arrives is one round
// trip, on however many connections. Times are taken in turn, without the proxy and with one that answers after AWAY milliseconds,
// as a server in the same data centre does, and printed as ratios of medians.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

const AWAY = 1;
const TIMED = 500;
const WARM_UP = 50;
const COUNTED = 20;
const TASKS = ['process', 'thumbnail', 'notify'];
const BULLMQ_6 = new URL('../canvas/test/engines/bullmq-6-hook.mjs', import.meta.url).href;

/** By engine: the package that is measured, how Node is started for it, and its ways to dispatch; the first is compared with the others. */
const ENGINES = {
  'bullmq 5': { packageName: 'bullmq', nodeArguments: [], waysOn: bullmqWays },
  'bullmq 6': { packageName: 'bullmq-6', nodeArguments: ['--import', BULLMQ_6], waysOn: bullmqWays },
  'celery-node': { packageName: 'celery-node', nodeArguments: [], waysOn: celeryWays },
};

async function bullmqWays(port) {
  const { FlowProducer, Queue } = await import('bullmq');
  const { chain, closeCanvas, si } = await import('task-canvas/bullmq');
  const connection = { host: '127.0.0.1', port };
  const [img, thumb, mail] = TASKS.map((task) => new Queue(task, { connection }));
  const flowProducer = new FlowProducer({ connection });
  const [image, user] = [{ imageId: 7 }, { userId: 1 }];
  const opts = { failParentOnFailure: true };

  const ways = {
    'a chain': () => chain(si(img, 'process', image), si(thumb, 'thumbnail', image), si(mail, 'notify', user)).delay(),
    'three adds': async () => {
      await img.add('process', image);
      await thumb.add('thumbnail', image);
      await mail.add('notify', user);
    },
    'three adds at once': () => Promise.all([img.add('process', image), thumb.add('thumbnail', image), mail.add('notify', user)]),
    'flowProducer.add by hand': () => {
      const first = { name: 'process', queueName: img.name, data: image, opts };
      const second = { name: 'thumbnail', queueName: thumb.name, data: image, opts, children: [first] };
      return flowProducer.add({ name: 'notify', queueName: mail.name, data: user, children: [second] });
    },
  };
  const close = () => Promise.all([closeCanvas(), flowProducer.close(), ...[img, thumb, mail].map((queue) => queue.close())]);
  return { ways, close };
}

async function celeryWays(port) {
  const { createClient } = await import('celery-node');
  const { chain, si } = await import('task-canvas/celery');
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient(url, url);
  const [process, thumbnail, notify] = TASKS.map((task) => client.createTask(task));

  // applyAsync() does not say when its message has arrived.
  const arrivals = [];
  const publish = client.broker.publish.bind(client.broker);
  client.broker.publish = (...message) => {
    const arrival = publish(...message);
    arrivals.push(arrival);
    return arrival;
  };
  await client.isReady();
  const arrived = async (count) => {
    while (arrivals.length < count) await null;
    await Promise.all(arrivals.splice(0));
  };

  const ways = {
    'a chain': async () => {
      await chain(si(process, 7), si(thumbnail, 7), si(notify, 1)).delay();
      await arrived(1);
    },
    'three applyAsync': async () => {
      for (const dispatch of [() => process.applyAsync([7]), () => thumbnail.applyAsync([7]), () => notify.applyAsync([1])]) {
        dispatch();
        await arrived(1);
      }
    },
    'three applyAsync at once': async () => {
      process.applyAsync([7]);
      thumbnail.applyAsync([7]);
      notify.applyAsync([1]);
      await arrived(3);
    },
  };
  return { ways, close: () => client.disconnect() };
}

/** A proxy to the port, which counts commands, and how often something is sent after an answer; it holds back answers so many milliseconds. */
async function startProxy(port, away = 0) {
  const counts = { roundTrips: 0, commands: 0 };
  let isAnswered = true;
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    client.on('data', (sent) => {
      if (isAnswered) counts.roundTrips += 1;
      isAnswered = false;
      // https://redis.io/docs/latest/develop/reference/protocol-spec/#sending-commands-to-a-redis-server
      counts.commands += sent.toString('latin1').match(/\*\d+\r\n\$/g)?.length ?? 0;
      redis.write(sent);
    });
    redis.on('data', async (answer) => {
      if (away > 0) await sleep(away);
      isAnswered = true;
      client.write(answer);
    });
    redis.on('close', async () => {
      await sleep(away);
      client.end();
    });
    client.on('close', () => redis.destroy());
    for (const socket of [client, redis]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { counts, port: server.address().port, close: () => server.close() };
}

/** Round trips and commands of one dispatch, by way. */
async function countCosts(waysOn, port) {
  const proxy = await startProxy(port);
  const { ways, close } = await waysOn(proxy.port);
  const costs = {};
  for (const [name, dispatch] of Object.entries(ways)) {
    // What a first dispatch does besides, such as loading scripts, is not counted.
    await dispatch();
    await sleep(100);
    Object.assign(proxy.counts, { roundTrips: 0, commands: 0 });
    for (let time = 0; time < COUNTED; time++) await dispatch();
    costs[name] = { roundTrips: proxy.counts.roundTrips / COUNTED, commands: proxy.counts.commands / COUNTED };
  }
  await close();
  proxy.close();
  return costs;
}

/** Milliseconds that one dispatch takes, by way, in ever new orders. */
async function takeTimes(waysOn, port, count) {
  const { ways, close } = await waysOn(port);
  const names = Object.keys(ways);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let time = -WARM_UP; time < count; time++) {
    for (const name of shuffled(names)) {
      const begun = performance.now();
      await ways[name]();
      if (time >= 0) times[name].push(performance.now() - begun);
    }
  }
  await close();
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

function shuffled(names) {
  return names.map((name) => [Math.random(), name]).sort(([one], [other]) => one - other).map(([, name]) => name);
}

function median(numbers) {
  return numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

async function measure(engine, port) {
  const { packageName, waysOn } = ENGINES[engine];
  const costs = await countCosts(waysOn, port);
  const proxy = await startProxy(port, AWAY);
  const times = { 'on loopback': await takeTimes(waysOn, port, TIMED), [`${AWAY} ms away`]: await takeTimes(waysOn, proxy.port, TIMED / 5) };
  const [chain, ...others] = Object.keys(costs);
  const { version } = JSON.parse(readFileSync(new URL(`../node_modules/${packageName}/package.json`, import.meta.url), 'utf8'));
  console.log(`${engine} (${version}): ${chain} of three against`);
  for (const name of others) {
    const counted = ['roundTrips', 'commands'].map((cost) => `${costs[chain][cost]} : ${costs[name][cost]}`);
    const timed = Object.entries(times).map(([place, medians]) => `${(medians[chain] / medians[name]).toFixed(2)} : 1 ${place}`);
    console.log(`  ${name.padEnd(25)} round trips ${counted[0]}   commands ${counted[1]}   time ${timed.join(', ')}`);
  }
}

async function main() {
  const directory = mkdtempSync(join(tmpdir(), 'canvas-dispatch-'));
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address();
  free.close();
  const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  process.once('exit', () => {
    server.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  const redis = new Redis({ port });
  redis.on('error', () => undefined);
  for (const [engine, { nodeArguments }] of Object.entries(ENGINES)) {
    await redis.flushall();
    const child = spawn(process.execPath, [...nodeArguments, fileURLToPath(import.meta.url), engine, port], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${engine} ended with ${code}`);
  }
  redis.disconnect();
}

const [engine, port] = process.argv.slice(2);
await (engine === undefined ? main() : measure(engine, Number(port)));
process.exit();
