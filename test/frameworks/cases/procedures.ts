import { caseOf as is } from './case.js';
import type { Case } from './case.js';

const MEDIUM = { confidence: 'medium' } as const;

export const PROCEDURE_CASES: readonly Case[] = [
  is('tRPC', 'request', `import { initTRPC } from '@trpc/server'; const t = initTRPC.create(); export const r = t.router({ mk: t.procedure.input(S).mutation(async ({ input }) => { HERE; }) });`),
  is('tRPC', 'request', `import { protectedProcedure } from '../trpc'; export const r = { mk: protectedProcedure.input(S).mutation(async ({ ctx }) => { HERE; }) };`, MEDIUM),
  is('oRPC', 'request', `import { os } from '@orpc/server'; export const mk = os.input(S).handler(async ({ input }) => { HERE; });`),
  is('oRPC', 'request', `import { authedProcedure } from './base'; export const mk = authedProcedure.input(S).handler(async ({ input }) => { HERE; });`, MEDIUM),
  is('ts-rest', 'request', `import { initServer } from '@ts-rest/express'; const s = initServer(); export const r = s.router(c, { orders: { mk: async ({ body }) => { HERE; } } });`),
  is('ts-rest', 'request', `import { tsRestHandler } from '@ts-rest/nest'; export class C { mk() { return tsRestHandler(c.mk, async ({ body }) => { HERE; }); } }`),
  is('GraphQL resolvers', 'request', `const resolvers = { Mutation: { mk: async (_, a, ctx) => { HERE; } } }; export default resolvers;`),
  is('GraphQL resolvers', 'request', `const Mutation = { mk: { resolve: authed(async (_, a) => { HERE; }) } }; new ApolloServer({ typeDefs, resolvers: { Mutation } });`),
  is('GraphQL resolvers', 'request', `import type { MutationResolvers } from './generated'; export const m: MutationResolvers = { mk: async (_, a) => { HERE; } };`),
  is('GraphQL resolvers', 'request', `export const Mutation = { mk: async (_, a) => { HERE; } };`, { ...MEDIUM, file: 'src/graphql/mutations.ts' }),
  is('Pothos', 'request', `import SchemaBuilder from '@pothos/core'; const b = new SchemaBuilder({}); b.mutationField('mk', t => t.field({ type: O, resolve: async (_, a) => { HERE; } }));`),
  is('Pothos', 'request', `import { builder } from '../builder'; builder.mutationFields(t => ({ mk: t.field({ resolve: async (_, a) => { HERE; } }) }));`, MEDIUM),
  is('Nexus', 'request', `import { extendType } from 'nexus'; export const m = extendType({ type: 'Mutation', definition(t) { t.field('mk', { resolve: async (_, a) => { HERE; } }); } });`),
];
