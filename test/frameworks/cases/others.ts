import { caseOf as is } from './case.js';
import type { Case } from './case.js';

const MEDIUM = { confidence: 'medium' } as const;
const MOLECULER = { file: 'services/orders.service.ts', depends: ['moleculer'] };

export const MESSAGE_CASES: readonly Case[] = [
  is('NestJS microservices', 'message', `import { MessagePattern } from '@nestjs/microservices'; export class C { @MessagePattern('o.mk') async mk(@Payload() p) { HERE; } }`),
  is('NestJS WebSockets', 'message', `import { SubscribeMessage } from '@nestjs/websockets'; export class G { @SubscribeMessage('mk') async mk(p) { HERE; } }`),
  is('NestJS schedule', 'event', `import { Cron } from '@nestjs/schedule'; export class S { @Cron('0 * * * *') async tick() { HERE; } }`),
  is('NestJS event emitter', 'event', `import { OnEvent } from '@nestjs/event-emitter'; export class S { @OnEvent('o.made') async made(e) { HERE; } }`),
  is('Moleculer', 'request', `export default { name: 'o', actions: { mk: { params: {}, async handler(ctx) { HERE; } } } };`, MOLECULER),
  is('Moleculer', 'message', `module.exports = { name: 'o', events: { async 'o.made'(ctx) { HERE; } } };`, MOLECULER),
  is('Socket.IO', 'message', `import { Server } from 'socket.io'; const io = new Server(); io.on('connection', s => { s.on('mk', async d => { HERE; }); });`),
  is('Socket.IO', 'message', `import type { Socket } from 'socket.io'; export const register = (s: Socket) => { s.on('mk', async d => { HERE; }); };`),
  is('ws', 'message', `import { WebSocketServer } from 'ws'; const wss = new WebSocketServer(); wss.on('connection', ws => { ws.on('message', async m => { HERE; }); });`),
];

export const JOB_CASES: readonly Case[] = [
  is('NestJS queues', 'event', `import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq'; export class P extends WorkerHost { @OnWorkerEvent('completed') async done(j) { HERE; } }`),
  is('NestJS queues', 'job', `import { Process } from '@nestjs/bull'; export class P { @Process('x') async run(j) { HERE; } }`),
  is('NestJS queues', 'job', `import { Processor, WorkerHost } from '@nestjs/bullmq'; @Processor('q') export class P extends WorkerHost { async process(j) { HERE; } }`),
  is('NestJS queues', 'job', `import { WorkerHost } from '@nestjs/bullmq'; abstract class Base extends WorkerHost {} export class P extends Base { async process(j) { HERE; } }`),
  is('BullMQ', 'job', `import { Worker } from 'bullmq'; new Worker('q', async job => { HERE; }, { connection });`),
  is('BullMQ', 'job', `import { Worker } from 'bullmq'; async function work(job) { HERE; } export const w = new Worker('q', work);`),
  is('BullMQ', 'job', `import type { Processor } from 'bullmq'; export const work: Processor = async job => { HERE; };`),
  is('BullMQ', 'job', `import type { SandboxedJob } from 'bullmq'; export default async function (job: SandboxedJob<Data>) { HERE; }`, MEDIUM),
  is('BullMQ', 'event', `import { Worker, type Job } from 'bullmq'; const w = new Worker('q', './p.js'); w.on('completed', async (job: Job) => { HERE; });`),
  is('Bull', 'job', `import Queue from 'bull'; const q = new Queue('q'); q.process('name', 5, async job => { HERE; });`),
  is('Bull', 'job', `import { mailQueue } from '~/queues'; mailQueue.process(async job => { HERE; });`, MEDIUM),
  is('Bull', 'job', `import type { ProcessPromiseFunction } from 'bull'; export const work: ProcessPromiseFunction<D> = async job => { HERE; };`),
  is('Bull', 'job', `import type { Job } from 'bull'; export const work = async (job: Job) => { HERE; };`, MEDIUM),
  is('Bull', 'event', `const Queue = require('bull'); const q = new Queue('q'); q.on('completed', async job => { HERE; });`, { file: 'src/a.js' }),
  is('celery-node', 'job', `import { createWorker } from 'celery-node'; const w = createWorker(); w.register('tasks.mk', async (id) => { HERE; });`),
];

export const TOOL_CASES: readonly Case[] = [
  is('test runners', 'test', `describe('x', () => { it.each([1])('y', async () => { HERE; }); });`),
  is('test runners', 'test', `import { beforeEach as setUp } from 'vitest'; setUp(async () => { HERE; });`),
  is('Commander', 'command', `import { Command } from 'commander'; const program = new Command(); program.command('mk').action(async () => { HERE; });`, MEDIUM),
  is('yargs', 'command', `import yargs from 'yargs'; yargs(process.argv).command('mk', 'makes', () => {}, async (argv) => { HERE; });`, MEDIUM),
  is('yargs', 'command', `import type { ArgumentsCamelCase } from 'yargs'; export const handler = async (argv: ArgumentsCamelCase) => { HERE; };`, MEDIUM),
  is('cac', 'command', `import { cac } from 'cac'; cac('x').command('mk').action(async () => { HERE; });`, MEDIUM),
  is('citty', 'command', `import { defineCommand } from 'citty'; export default defineCommand({ async run({ args }) { HERE; } });`, MEDIUM),
  is('nest-commander', 'command', `import { CommandRunner } from 'nest-commander'; export class C extends CommandRunner { async run() { HERE; } }`, MEDIUM),
  is('oclif', 'command', `import { Command } from '@oclif/core'; export default class Mk extends Command { async run() { HERE; } }`, MEDIUM),
];
