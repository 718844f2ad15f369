// A process that dispatches without end, eight at a time, as chains or fanned out, until it is killed.
import { Queue } from 'bullmq';
import { chain, si } from 'task-canvas/bullmq';

const { port, queues, name, asChains } = JSON.parse(process.argv[2]);
const steps = queues.map((queue) => new Queue(queue, { connection: { host: '127.0.0.1', port } }));
let next = 0;

async function dispatchOne() {
  const id = `${name}.${next++}`;
  const dispatches = steps.map((queue, step) => [queue, queue.name, { chain: id, step }]);
  if (asChains) {
    await chain(...dispatches.map((dispatch) => si(...dispatch))).delay();
    return;
  }
  for (const [queue, ...job] of dispatches) await queue.add(...job);
}

async function dispatchOn() {
  for (;;) await dispatchOne();
}

await dispatchOne();
console.log('ready.');
await Promise.all(Array.from({ length: 8 }, dispatchOn));
