import { describe, expect, it } from 'vitest';
import { found } from './found.js';

const service = (bull: string, type: string): string =>
  `import { InjectQueue } from '@nestjs/${bull}'; import { Queue } from '${type}'; import { Q } from './names'; export class Service { constructor(@InjectQueue(Q.Images) private readonly images: Queue) {} async main(id) { await this.images.add('resize', { id }); await this.images.add('resize', { id }); } }`;
const BULLMQ = service('bullmq', 'bullmq');
const BULL = service('bull', 'bull');
const NAMES = `export enum Q { Images = 'images', Mails = 'mails' }`;
const NONE = ['none: `resize` has no consumer in this project'];

const host = (decorator: string): string =>
  `import { Processor, WorkerHost } from '@nestjs/bullmq'; import { Q } from './names'; ${decorator} export class Images extends WorkerHost { async process(job) { switch (job.name) { case 'resize': return; } } }`;
const methods = (body: string, decorator = '@Processor(Q.Images)'): string => `import { Process, Processor } from '@nestjs/bull'; import { Q } from './names'; ${decorator} export class Images { ${body} }`;

const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a WorkerHost', BULLMQ, host('@Processor(Q.Images)'), [`Images.process (images.ts:1) job 'resize'`]],
  ['a WorkerHost with options', BULLMQ, host('@Processor({ name: Q.Images })'), [`Images.process (images.ts:1) job 'resize'`]],
  ['a WorkerHost with options beside the name', BULLMQ, host(`@Processor('images', { concurrency: 2 })`), [`Images.process (images.ts:1) job 'resize'`]],
  ['a WorkerHost of another queue', BULLMQ, host('@Processor(Q.Mails)'), NONE],
  ['a WorkerHost under another decorator', BULLMQ, host('@Processor(Q.Images)').replace(`'@nestjs/bullmq'`, `'./own'`), NONE],
  ["a WorkerHost for Bull's job", BULL, host('@Processor(Q.Images)'), NONE],
  [
    'a process that is inherited',
    BULLMQ,
    `import { Processor, WorkerHost } from '@nestjs/bullmq'; abstract class Base extends WorkerHost { async process(job) { return this.run(job.data); } abstract run(data); } @Processor('images') export class Images extends Base { run(data) {} }`,
    [`Base.process (images.ts:1) job 'resize'`],
  ],
  ['a method by name', BULL, methods(`@Process('resize') async resize(job) {} @Process('crop') async crop(job) {}`), [`Images.resize (images.ts:1) job 'resize'`]],
  ['a method by options', BULL, methods(`@Process({ name: 'resize', concurrency: 3 }) async resize(job) {} @Process({ name: 'crop' }) async crop(job) {}`), [`Images.resize (images.ts:1) job 'resize'`]],
  ['a method for every name', BULL, methods(`@Process('*') async any(job) {} @Process('crop') async crop(job) {}`), [`Images.any (images.ts:1) job 'resize'`]],
  ['a method for jobs without a name', BULL, methods(`@Process() async any(job) {}`), NONE],
  ['a method without a decorator', BULL, methods(`async resize(job) {}`), NONE],
  ['a method by name, in a processor of another queue', BULL, methods(`@Process('resize') async resize(job) {}`, '@Processor(Q.Mails)'), NONE],
  ["a method by name, for BullMQ's job", BULLMQ, methods(`@Process('resize') async resize(job) {}`), NONE],
];

describe('processors of NestJS:', () => {
  it.each(rows)('%s', (_, main, processor, expected) => {
    expect(found({ 'main.ts': main, 'names.ts': NAMES, 'images.ts': processor })).toEqual(expected);
  });
});
