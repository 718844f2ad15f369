/** Checked by tsc alone: what types can say about a chain. */
import type { Job, JobsOptions, Processor, Queue, SandboxedJob } from 'bullmq';
import type { Job as Job6, Processor as Processor6, Queue as Queue6 } from 'bullmq-6';
import { createClient } from 'celery-node';
import { expectTypeOf } from 'vitest';
import * as bull from '../src/bullmq.js';
import * as celery from '../src/celery.js';

interface Image {
  imageId: number;
}
interface Mail {
  to: string;
}

declare const images: Queue<Image, string, 'process' | 'thumbnail'>;
declare const mails: Queue<Mail, boolean>;
declare const plain: Queue;
declare const images6: Queue6<Image, string, 'process'>;
declare const options: JobsOptions;

const client = createClient();
const task = client.createTask('lab.process');

// Arguments are queue.add's.
const process = bull.si(images, 'process', { imageId: 7 }, { attempts: 3, delay: 5 });
const mail = bull.s(mails, 'anything', { to: 'me' });
bull.si(plain, 'anything', 7).set({ priority: 1 });
bull.si(images6, 'process', { imageId: 7 }, { attempts: 3 });
bull.si(images, 'process', { imageId: 7 }, options);
// @ts-expect-error a name that the queue does not have
bull.si(images, 'rotate', { imageId: 7 });
// @ts-expect-error data of another type
bull.si(images, 'process', { imageId: '7' });
// @ts-expect-error data missing
bull.si(images, 'process');
// @ts-expect-error data of another type, BullMQ 6
bull.si(images6, 'process', { id: 7 });
// @ts-expect-error no such option
bull.si(images, 'process', { imageId: 7 }, { atempts: 3 });
// @ts-expect-error a Celery task is no queue
bull.si(task, 'process', {});

// Options that a step cannot have.
// @ts-expect-error not an option of a step
bull.si(images, 'process', { imageId: 7 }, { repeat: { every: 1000 } });
// @ts-expect-error not an option of a step
bull.si(images, 'process', { imageId: 7 }, { deduplication: { id: 'x' } });
// @ts-expect-error not an option of a step
bull.si(images, 'process', { imageId: 7 }, { jobId: 'x' });
// @ts-expect-error not an option of a step
bull.si(images, 'process', { imageId: 7 }, { parent: { id: '1', queue: 'bull:q' } });
// @ts-expect-error not an option of a step
process.set({ repeat: { every: 1000 } });
// @ts-expect-error not an option of a step
process.set({ continueParentOnFailure: true });

// delay() gives the last step's job, as queue.add does.
type ImageJob = Job<Image, string, 'process' | 'thumbnail'>;
type MailJob = Job<Mail, boolean>;
expectTypeOf(process.delay()).resolves.toHaveProperty('job').toEqualTypeOf<ImageJob>();
expectTypeOf(bull.chain(process, mail).delay()).resolves.toHaveProperty('job').toEqualTypeOf<MailJob>();
expectTypeOf(process.pipe(mail).delay()).resolves.toHaveProperty('job').toEqualTypeOf<MailJob>();
expectTypeOf(bull.chain(mail, bull.chain(mail, process)).delay())
  .resolves.toHaveProperty('job')
  .toEqualTypeOf<ImageJob>();
expectTypeOf(process.pipe(mail).linkError(mail).pipe(process).delay())
  .resolves.toHaveProperty('job')
  .toEqualTypeOf<ImageJob>();
expectTypeOf(bull.chain(...[mail, mail]).delay())
  .resolves.toHaveProperty('job')
  .toEqualTypeOf<MailJob>();

// chain(x) is x; a chain has no set().
expectTypeOf(bull.chain(process)).toEqualTypeOf(process);
expectTypeOf(process.linkError(mail)).toEqualTypeOf(process);
// @ts-expect-error options belong to a step
expectTypeOf(bull.chain(process, mail)).toHaveProperty('set');
// @ts-expect-error one handler, not a chain
process.linkError(bull.chain(mail, mail));
// @ts-expect-error stages are frozen
process.stages.length = 0;

// A group gives the last job of each branch; what is piped on gives its own.
const both = bull.group(process, bull.chain(process, mail));
type Both = [bull.LastJob<ImageJob>, bull.LastJob<MailJob>];
expectTypeOf(both.delay()).resolves.toEqualTypeOf<Both>();
expectTypeOf(both.linkError(mail).delay()).resolves.toEqualTypeOf<Both>();
expectTypeOf(bull.group(mail, both).delay()).resolves.toEqualTypeOf<[bull.LastJob<MailJob>, ...Both]>();
declare const some: (typeof mail)[];
expectTypeOf(bull.group(...some).delay()).resolves.toEqualTypeOf<bull.LastJob<MailJob>[]>();
expectTypeOf(bull.chain(both)).toEqualTypeOf(both);
expectTypeOf(both.pipe(mail).delay()).resolves.toHaveProperty('job').toEqualTypeOf<MailJob>();
expectTypeOf(bull.chain(both, mail, process).delay())
  .resolves.toHaveProperty('job')
  .toEqualTypeOf<ImageJob>();
expectTypeOf(bull.chord([process, mail], mail).delay())
  .resolves.toHaveProperty('job')
  .toEqualTypeOf<MailJob>();
bull.group(bull.chord([process], mail), mail).pipe(process);
// @ts-expect-error a group has no options
expectTypeOf(both).toHaveProperty('set');
// @ts-expect-error one handler, not a group
process.linkError(both);

// Names for what is kept in variables.
export const kept: bull.BullChain<MailJob> = bull.chain(process, mail).linkError(mail);
export const lone: bull.BullChain<ImageJob> = process;
export const headed: bull.BullChord<MailJob> = both.pipe(kept);
export const branched: bull.BullGroup<[ImageJob, MailJob]> = both;

// BullMQ cannot run a group after a step.
// @ts-expect-error after a step
kept.pipe(headed);
// @ts-expect-error after a step
process.pipe(both);
// @ts-expect-error after a step
bull.chain(process, both);
// @ts-expect-error after a step
bull.chain(process, both, mail);
// @ts-expect-error after a step, in a chain
process.pipe(both.pipe(mail));
// @ts-expect-error after a group
both.pipe(both);
// @ts-expect-error a chord's body begins with a step
bull.chord([process], both);

// What a failure does.
void process.delay({ onFailure: 'continue' });
void both.pipe(mail).delay({ onFailure: 'wait' });
// @ts-expect-error no such behaviour
void process.delay({ onFailure: 'ignore' });
// @ts-expect-error no such option
void process.delay({ attempts: 3 });

// Workers of both versions.
declare const job: Job<Image>;
declare const job6: Job6<Image>;
declare const sandboxed: SandboxedJob;
expectTypeOf(bull.previousResult(job)).resolves.toBeUnknown();
expectTypeOf(bull.previousResult(job6)).resolves.toBeUnknown();
expectTypeOf(bull.previousResult(sandboxed)).resolves.toBeUnknown();
const handler = bull.onlyOnFailure((failing: Job<Image>, failure, all) => {
  expectTypeOf(failure).toEqualTypeOf<bull.Failure>();
  expectTypeOf(all).toEqualTypeOf<readonly bull.Failure[]>();
  return failing.data.imageId;
});
expectTypeOf(handler).toExtend<Processor<Image, number | undefined>>();
const handler6 = bull.onlyOnFailure((failing: Job6<Image>) => failing.id);
expectTypeOf(handler6).toExtend<Processor6<Image>>();
export const inferred: Processor<Image> = bull.onlyOnFailure((failing) => {
  expectTypeOf(failing.data).toEqualTypeOf<Image>();
});
// @ts-expect-error a job in a sandbox cannot reach the others
bull.onlyOnFailure((failing: SandboxedJob) => failing.queueQualifiedName);

// Celery.
const add = celery.s(task, 1, 'two');
expectTypeOf(celery.chain(add, celery.si(task)).delay()).resolves.toExtend<ReturnType<typeof task.delay>>();
// A group can stand anywhere.
const pair = celery.group(add, add);
celery.chain(add, pair).pipe(pair, add).linkError(add);
expectTypeOf(pair.delay()).resolves.toHaveProperty('length').toEqualTypeOf<2>();
// @ts-expect-error Celery's delay() takes nothing
void add.delay({ onFailure: 'continue' });
add.set({ queue: 'q2', countdown: 5, kwargs: { size: 3 } });
// @ts-expect-error no such option
add.set({ attempts: 3 });
// @ts-expect-error a date is not understood by every worker
add.set({ expires: new Date() });
// @ts-expect-error a queue is no task
celery.si(images, 'process', {});

// A step of one engine in a chain of another.
// @ts-expect-error of another engine
bull.chain(process, add);
// @ts-expect-error of another engine
celery.chain(add, process);
// @ts-expect-error of another engine
process.pipe(add);
// @ts-expect-error of another engine
add.linkError(process);
// @ts-expect-error a dispatch is no signature
bull.chain(images.add('process', { imageId: 7 }), mail);
