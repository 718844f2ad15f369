/** Remote procedures and GraphQL. Builders are nearly always imported from a file of the project, so names count here. */
import type { HandlerRow } from '../schema.js';

const OPERATIONS = ['Mutation', 'Query', 'Subscription'];
const GRAPHQL_BUILDERS = [
  'mutationField', 'mutationFields', 'mutationType', 'queryField', 'queryFields', 'queryType', 'subscriptionField', 'subscriptionFields', 'subscriptionType',
  'relayMutationField', 'extendType',
];

export const PROCEDURE_ROWS: readonly HandlerRow[] = [
  {
    framework: 'tRPC', role: 'request',
    signal: {
      kind: 'call', from: { packages: ['@trpc/server'] }, receiverName: '[pP]rocedure$', methods: ['mutation', 'query', 'subscription'], at: { args: [0], arity: 1 },
    },
  },
  {
    framework: 'oRPC', role: 'request',
    signal: { kind: 'call', from: { packages: ['@orpc/server'] }, receiverName: '^os$|[pP]rocedure$', methods: ['handler'], at: { args: [0], arity: 1 } },
  },
  {
    framework: 'ts-rest', role: 'request',
    signal: {
      kind: 'call', from: { packages: ['@ts-rest/express', '@ts-rest/fastify', '@ts-rest/serverless', '@ts-rest/next'] }, receiverName: '^s$', methods: ['router'],
      at: { map: true },
    },
  },
  {
    framework: 'ts-rest', role: 'request',
    signal: { kind: 'wrap', from: { packages: ['@ts-rest/nest'], names: ['tsRestHandler'] }, at: { args: [1], map: true } },
  },
  {
    framework: 'GraphQL resolvers', role: 'request',
    signal: { kind: 'map', variable: '[rR]esolvers?$', type: 'Resolvers$', property: 'resolvers', keys: OPERATIONS },
  },
  { framework: 'GraphQL resolvers', role: 'request', signal: { kind: 'map', type: '^(Mutation|Query|Subscription)Resolvers$', keys: ['*'] } },
  {
    framework: 'GraphQL resolvers', role: 'request', confidence: 'medium',
    signal: {
      kind: 'map', variable: '^(Mutation|Query|Subscription)$', keys: ['*'],
      files: ['**/*resolver*', '**/*resolver*/**', '**/*Resolver*', '**/graphql/**', '**/schema/**'],
    },
  },
  {
    framework: 'Pothos', role: 'request',
    signal: { kind: 'call', from: { packages: ['@pothos/core'] }, receiverName: '[bB]uilder$', methods: GRAPHQL_BUILDERS, at: { deepKey: 'resolve' } },
  },
  {
    framework: 'Nexus', role: 'request',
    signal: { kind: 'wrap', from: { packages: ['nexus'], names: GRAPHQL_BUILDERS }, at: { deepKey: 'resolve' } },
  },
];
