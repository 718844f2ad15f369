/** GraphQL: resolvers and mutations are called by requests. */
import type { PythonHandlerRow } from '../schema.js';

const MUTATIONS = ['graphene.Mutation', 'graphene.ClientIDMutation', 'graphene.relay.ClientIDMutation'];
const STRAWBERRY = ['strawberry', 'strawberry_django'];
const ARIADNE = ['ariadne.MutationType', 'ariadne.QueryType', 'ariadne.ObjectType', 'ariadne.SubscriptionType', 'ariadne.InterfaceType'];

export const GRAPHQL_ROWS: readonly PythonHandlerRow[] = [
  {
    framework: 'Graphene', role: 'request',
    signal: {
      kind: 'class', from: MUTATIONS, base: 'Mutation$',
      methods: ['mutate', 'mutate_and_get_payload', 'perform_mutation', 'clean_input'],
    },
  },
  // The hooks of a project's own mutations: nothing but a mutation calls them.
  { framework: 'Graphene', role: 'request', signal: { kind: 'class', from: MUTATIONS, methods: 'any' } },
  {
    framework: 'Graphene', role: 'request',
    signal: { kind: 'class', from: ['graphene.ObjectType', 'graphene_django.DjangoObjectType'], base: 'ObjectType$', methods: [], methodName: '^resolve_' },
  },
  {
    framework: 'Strawberry', role: 'request',
    signal: { kind: 'decorator', callee: { names: STRAWBERRY.flatMap((name) => ['mutation', 'field', 'subscription'].map((kind) => `${name}.${kind}`)) } },
  },
  {
    framework: 'Strawberry', role: 'request',
    signal: {
      kind: 'reference', at: [0, 'resolver'],
      callee: { names: STRAWBERRY.flatMap((name) => ['mutation', 'field', 'subscription'].map((kind) => `${name}.${kind}`)) },
    },
  },
  {
    framework: 'Ariadne', role: 'request',
    signal: { kind: 'decorator', callee: { receiver: ARIADNE, methods: ['field', 'source'], receiverName: '^(mutation|query|subscription)$' } },
  },
  {
    framework: 'Ariadne', role: 'request',
    signal: { kind: 'reference', callee: { receiver: ARIADNE, methods: ['set_field', 'set_source'], receiverName: '^(mutation|query|subscription)$' }, at: [1, 'resolver'] },
  },
];
