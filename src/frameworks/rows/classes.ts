/** Frameworks whose handlers are methods of classes, by decorator or by base class. */
import type { HandlerRow } from '../schema.js';

const NEST_VERBS = [
  'Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head', 'Options', 'Search', 'Sse', 'Copy', 'Move', 'Lock', 'Unlock', 'Propfind', 'Proppatch', 'Mkcol',
  'QueryMethod',
];
const FEATHERS_METHODS = ['find', 'get', 'create', 'update', 'patch', 'remove'];

export const CLASS_ROWS: readonly HandlerRow[] = [
  {
    framework: 'NestJS', role: 'request',
    signal: { kind: 'decorator', from: { packages: ['@nestjs/common'], names: NEST_VERBS }, anyModule: true, classDecorator: 'Controller$' },
  },
  {
    framework: 'NestJS GraphQL', role: 'request',
    signal: {
      kind: 'decorator', from: { packages: ['@nestjs/graphql'], names: ['Mutation', 'Query', 'Subscription', 'ResolveField', 'ResolveProperty', 'ResolveReference'] },
    },
  },
  {
    framework: 'routing-controllers', role: 'request',
    signal: { kind: 'decorator', from: { packages: ['routing-controllers'], names: ['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'All', 'Method'] } },
  },
  {
    framework: 'tsoa', role: 'request',
    signal: { kind: 'decorator', from: { packages: ['tsoa', '@tsoa/runtime'], names: ['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options'] } },
  },
  {
    framework: 'TypeGraphQL', role: 'request',
    signal: { kind: 'decorator', from: { packages: ['type-graphql'], names: ['Mutation', 'Query', 'Subscription', 'FieldResolver'] } },
  },
  {
    framework: 'LoopBack', role: 'request',
    signal: { kind: 'decorator', from: { packages: ['@loopback/rest', '@loopback/openapi-v3'], names: ['get', 'post', 'put', 'patch', 'del', 'operation'] } },
  },
  {
    framework: 'Feathers', role: 'request',
    signal: {
      kind: 'class', base: '^(Knex|MongoDB|Mongo|Memory|Mongoose|Sequelize|Objection)Service$|^ServiceMethods$',
      from: {
        packages: ['@feathersjs/feathers', '@feathersjs/knex', '@feathersjs/mongodb', '@feathersjs/memory'],
        names: ['KnexService', 'MongoDBService', 'MemoryService', 'ServiceMethods', 'ServiceInterface', 'Service'],
      },
      methods: FEATHERS_METHODS,
    },
  },
  {
    framework: 'Feathers', role: 'request', requires: ['@feathersjs/feathers'],
    signal: { kind: 'map', property: 'before', keys: ['all', ...FEATHERS_METHODS] },
  },
  {
    framework: 'Feathers', role: 'request', requires: ['@feathersjs/feathers'],
    signal: { kind: 'map', property: 'after', keys: ['all', ...FEATHERS_METHODS] },
  },
];
