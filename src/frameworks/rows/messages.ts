/** What is called by messages and events, not by a person's request. */
import type { HandlerRow } from '../schema.js';

export const MESSAGE_ROWS: readonly HandlerRow[] = [
  {
    framework: 'NestJS microservices', role: 'message',
    signal: {
      kind: 'decorator',
      from: { packages: ['@nestjs/microservices'], names: ['MessagePattern', 'EventPattern', 'GrpcMethod', 'GrpcStreamMethod', 'GrpcStreamCall'] },
    },
  },
  { framework: 'NestJS WebSockets', role: 'message', signal: { kind: 'decorator', from: { packages: ['@nestjs/websockets'], names: ['SubscribeMessage'] } } },
  { framework: 'NestJS schedule', role: 'event', signal: { kind: 'decorator', from: { packages: ['@nestjs/schedule'], names: ['Cron', 'Interval', 'Timeout'] } } },
  { framework: 'NestJS event emitter', role: 'event', signal: { kind: 'decorator', from: { packages: ['@nestjs/event-emitter'], names: ['OnEvent'] } } },
  {
    framework: 'Moleculer', role: 'request', requires: ['moleculer'],
    signal: { kind: 'map', property: 'actions', keys: ['*'], files: ['**/*.service.*', '**/services/**'] },
  },
  {
    framework: 'Moleculer', role: 'message', requires: ['moleculer'],
    signal: { kind: 'map', property: 'events', keys: ['*'], files: ['**/*.service.*', '**/services/**'] },
  },
  {
    framework: 'Socket.IO', role: 'message',
    signal: { kind: 'call', from: { packages: ['socket.io'] }, methods: ['on', 'once', 'onAny', 'use'], at: { args: 'any' } },
  },
  { framework: 'ws', role: 'message', signal: { kind: 'call', from: { packages: ['ws', '@types/ws'] }, methods: ['on', 'once', 'addEventListener'], at: { args: 'any' } } },
];
