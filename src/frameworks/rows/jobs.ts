/** The workers' side of the task libraries: job bodies, and what listens to a queue. */
import type { HandlerRow } from '../schema.js';

const NEST_QUEUE_EVENTS = [
  'OnQueueEvent', 'OnWorkerEvent', 'OnQueueError', 'OnQueueWaiting', 'OnQueueActive', 'OnQueueStalled', 'OnQueueProgress', 'OnQueueCompleted',
  'OnQueueFailed', 'OnQueuePaused', 'OnQueueResumed', 'OnQueueCleaned', 'OnQueueDrained', 'OnQueueRemoved', 'OnGlobalQueueError', 'OnGlobalQueueWaiting',
  'OnGlobalQueueActive', 'OnGlobalQueueStalled', 'OnGlobalQueueProgress', 'OnGlobalQueueCompleted', 'OnGlobalQueueFailed', 'OnGlobalQueuePaused',
  'OnGlobalQueueResumed', 'OnGlobalQueueCleaned', 'OnGlobalQueueDrained', 'OnGlobalQueueRemoved',
];

// The event decorators stand before the base class: they say more of a method than its class does.
export const JOB_ROWS: readonly HandlerRow[] = [
  { framework: 'NestJS queues', role: 'event', signal: { kind: 'decorator', from: { packages: ['@nestjs/bullmq', '@nestjs/bull'], names: NEST_QUEUE_EVENTS } } },
  { framework: 'NestJS queues', role: 'job', signal: { kind: 'decorator', from: { packages: ['@nestjs/bull'], names: ['Process'] } } },
  {
    framework: 'NestJS queues', role: 'job',
    signal: { kind: 'class', base: '^WorkerHost$', from: { packages: ['@nestjs/bullmq'], names: ['WorkerHost'] }, methods: 'any' },
  },
  { framework: 'BullMQ', role: 'job', signal: { kind: 'wrap', from: { packages: ['bullmq'], names: ['Worker', 'WorkerPro'] }, at: { args: [1] } } },
  { framework: 'BullMQ', role: 'job', signal: { kind: 'type', from: { packages: ['bullmq'] }, constants: ['Processor', 'SandboxedJobProcessor'] } },
  { framework: 'BullMQ', role: 'job', confidence: 'medium', signal: { kind: 'type', from: { packages: ['bullmq'] }, parameters: [['Job|SandboxedJob', 0]] } },
  {
    framework: 'BullMQ', role: 'event',
    signal: { kind: 'call', from: { packages: ['bullmq'], names: ['Worker', 'QueueEvents', 'Queue'] }, methods: ['on', 'once'], at: { args: [1] } },
  },
  {
    framework: 'Bull', role: 'job',
    signal: { kind: 'call', from: { packages: ['bull', '@types/bull'] }, receiverName: '[qQ]ueue$', methods: ['process'], at: { args: 'any' } },
  },
  { framework: 'Bull', role: 'job', signal: { kind: 'type', from: { packages: ['bull', '@types/bull'] }, constants: ['ProcessPromiseFunction', 'ProcessCallbackFunction'] } },
  { framework: 'Bull', role: 'job', confidence: 'medium', signal: { kind: 'type', from: { packages: ['bull', '@types/bull'] }, parameters: [['Job', 0]] } },
  { framework: 'Bull', role: 'event', signal: { kind: 'call', from: { packages: ['bull', '@types/bull'] }, methods: ['on', 'once'], at: { args: [1] } } },
  {
    framework: 'celery-node', role: 'job',
    signal: { kind: 'call', from: { packages: ['celery-node'], names: ['createWorker', 'Worker'] }, methods: ['register'], at: { args: [1] } },
  },
];
