// A process that dispatches without end, eight at a time, as chains or fanned out, until it is killed.
import { setImmediate as turn } from 'node:timers/promises';
import { createClient } from 'celery-node';
import { chain, si } from 'task-canvas/celery';

const { url, tasks, name, asChains } = JSON.parse(process.argv[2]);
const client = createClient(url, url);
let next = 0;

async function dispatchOne() {
  const id = `${name}.${next++}`;
  if (asChains) {
    await chain(...tasks.map((task) => si(client.createTask(task), id))).delay();
    return;
  }
  for (const task of tasks) {
    client.createTask(task).applyAsync([id]);
    await turn();
  }
}

async function dispatchOn() {
  for (;;) await dispatchOne();
}

await dispatchOne();
console.log('ready.');
await Promise.all(Array.from({ length: 8 }, dispatchOn));
