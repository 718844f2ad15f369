import { caseOf as is } from './case.js';
import type { Case } from './case.js';

const FEATHERS = { depends: ['@feathersjs/feathers'] };

export const CLASS_CASES: readonly Case[] = [
  is('NestJS', 'request', `import { Controller, Post as P } from '@nestjs/common'; @Controller('o') export class C { @P() async mk(@Body() b) { HERE; } }`),
  is('NestJS', 'request', `import { Post, RestController } from '@n8n/decorators'; @RestController('/o') export class C { @Post('/') async mk() { HERE; } }`),
  is('NestJS', 'request', `import { Post, RestController } from './decorators'; @RestController('/o') export class C { @Post('/') async mk() { HERE; } }`),
  is('NestJS GraphQL', 'request', `import { Mutation, Resolver } from '@nestjs/graphql'; @Resolver() export class R { @Mutation(() => O) async mk(@Args() a) { HERE; } }`),
  is('routing-controllers', 'request', `import { JsonController, Post } from 'routing-controllers'; @JsonController() export class C { @Post('/o') async mk() { HERE; } }`),
  is('tsoa', 'request', `import { Route, Post } from 'tsoa'; @Route('o') export class C { @Post() async mk() { HERE; } }`),
  is('TypeGraphQL', 'request', `import { Mutation, Resolver } from 'type-graphql'; @Resolver() export class R { @Mutation(() => O) async mk() { HERE; } }`),
  is('LoopBack', 'request', `import { post } from '@loopback/rest'; export class C { @post('/o') async mk() { HERE; } }`),
  is('Feathers', 'request', `import { KnexService } from '@feathersjs/knex'; export class O extends KnexService { async create(d, p) { HERE; } }`),
  is('Feathers', 'request', `import type { ServiceMethods } from '@feathersjs/feathers'; export class O implements ServiceMethods { async create(d, p) { HERE; } }`),
  is('Feathers', 'request', `export default { before: { create: [async (context) => { HERE; }] } };`, FEATHERS),
  is('Feathers', 'request', `export const hooks = { after: { all: [], create: [async (context) => { HERE; }] } };`, FEATHERS),
].map((one) => (one.source.includes('RestController') ? { ...one, confidence: 'medium' as const } : one));
