/** Checked by tsc alone: what types can say about canvas in Celery. */
import { createClient, createWorker } from 'celery-node';
import { createClient as createTsClient, type Result } from 'celery-ts';
import { expectTypeOf } from 'vitest';
import { chain, chord, group, s, si, withCanvas } from '../src/celery.js';

const client = createClient();
const task = client.createTask('lab.process');
const ts = createTsClient({ brokerUrl: 'redis://127.0.0.1' });
const text = ts.createTask<string>('lab.text');
const number = ts.createTask<number>('lab.number');
type NodeResult = ReturnType<typeof task.delay>;

// delay() gives the library's own result of the last step, and what came before it.
const result = await chain(si(task), s(task)).delay();
expectTypeOf(result).toExtend<NodeResult>();
const { parent } = result;
if (parent && !Array.isArray(parent) && 'taskId' in parent) {
  expectTypeOf(parent).toExtend<NodeResult>();
  expectTypeOf(parent.taskId).toEqualTypeOf<string>();
}
// @ts-expect-error a group may have come before it
expectTypeOf(parent?.taskId).toEqualTypeOf<string>();

expectTypeOf(await chain(si(number), s(text)).delay()).toExtend<Result<string>>();
expectTypeOf(await chord([si(text)], s(number)).delay()).toExtend<Result<number>>();
const [first, second] = await group(si(number), chain(si(number), s(text))).delay();
expectTypeOf(first.get()).resolves.toEqualTypeOf<number>();
expectTypeOf(second.get()).resolves.toEqualTypeOf<string>();
const both = await chain(si(task), group(s(task), s(task))).delay();
expectTypeOf(both).toHaveProperty('length').toEqualTypeOf<2>();

// Options are a step's.
si(text).set({ priority: 3 });
// @ts-expect-error options belong to a step
expectTypeOf(group(si(text))).toHaveProperty('set');
// @ts-expect-error a Celery task is made by a client
si('lab.process');
// @ts-expect-error a client is no task
si(ts);

// Workers.
expectTypeOf(withCanvas(createWorker('', ''), client)).toEqualTypeOf(createWorker('', ''));
// @ts-expect-error celery-ts cannot send what comes next
withCanvas(createWorker('', ''), ts);
