/** Frameworks that call what a file exports, by the file's path. */
import type { HandlerRow } from '../schema.js';
import { METHODS, VERBS } from './http.js';

const ROUTER = ['@react-router/dev', '@react-router/node', '@react-router/serve', '@remix-run/node', '@remix-run/dev', '@remix-run/react', '@remix-run/server-runtime'];
const NITRO = ['nuxt', 'nitropack', 'nitro', 'h3'];
const EVENT_HANDLERS = [
  'defineEventHandler', 'eventHandler', 'defineHandler', 'defineValidatedHandler', 'defineNodeHandler', 'defineCachedEventHandler', 'cachedEventHandler',
  'defineCachedHandler', 'lazyEventHandler', 'defineLazyEventHandler', 'defineLazyHandler',
];

export const FILE_ROWS: readonly HandlerRow[] = [
  { framework: 'Next.js', role: 'request', requires: ['next'], signal: { kind: 'export', files: ['**/app/**/route.*', '**/app/route.*'], names: METHODS } },
  { framework: 'Next.js', role: 'request', requires: ['next'], signal: { kind: 'export', files: ['**/pages/api/**'], names: 'default' } },
  { framework: 'Next.js', role: 'request', signal: { kind: 'type', from: { packages: ['next'] }, parameters: [['NextApiRequest', 0]] } },
  { framework: 'Next.js', role: 'request', signal: { kind: 'type', from: { packages: ['next'] }, constants: ['NextApiHandler', 'GetServerSideProps', 'NextMiddleware', 'NextProxy'] } },
  { framework: 'Next.js', role: 'request', requires: ['next'], signal: { kind: 'export', files: ['**/pages/**'], names: ['getServerSideProps'] } },
  {
    framework: 'Next.js', role: 'request', requires: ['next'],
    signal: { kind: 'export', files: ['middleware.*', 'src/middleware.*', '**/src/middleware.*', 'proxy.*', 'src/proxy.*', '**/src/proxy.*'], names: ['middleware', 'proxy', 'default'] },
  },
  { framework: 'server actions (Next.js, React)', role: 'request', signal: { kind: 'directive', text: 'use server' } },
  {
    framework: 'next-safe-action', role: 'request', confidence: 'medium',
    signal: { kind: 'call', from: { packages: ['next-safe-action'] }, receiverName: '^ac$|[aA]ction(Client)?$', methods: ['action', 'stateAction'], at: { args: [0] } },
  },
  {
    framework: 'React Router, Remix', role: 'request', requires: ROUTER,
    signal: { kind: 'export', files: ['**/app/routes/**', '**/app/root.*'], names: ['loader', 'action'] },
  },
  {
    framework: 'React Router, Remix', role: 'request',
    signal: {
      kind: 'type', from: { packages: ['react-router', ...ROUTER, './+types/*', '../+types/*'] },
      parameters: [['ActionFunctionArgs|LoaderFunctionArgs|ActionArgs|LoaderArgs|Route.ActionArgs|Route.LoaderArgs', 0]],
    },
  },
  {
    framework: 'React Router, Remix', role: 'request',
    signal: { kind: 'type', from: { packages: ['react-router', ...ROUTER] }, constants: ['ActionFunction', 'LoaderFunction'] },
  },
  {
    framework: 'SvelteKit', role: 'request', requires: ['@sveltejs/kit'],
    signal: { kind: 'export', files: ['**/+server.*'], names: [...METHODS, 'fallback'] },
  },
  {
    framework: 'SvelteKit', role: 'request', requires: ['@sveltejs/kit'],
    signal: { kind: 'export', files: ['**/+page.server.*', '**/+layout.server.*'], names: ['actions', 'load'] },
  },
  { framework: 'SvelteKit', role: 'request', signal: { kind: 'type', from: { packages: ['@sveltejs/kit'] }, parameters: [['RequestEvent', 0]] } },
  {
    framework: 'SvelteKit', role: 'request', confidence: 'medium',
    signal: { kind: 'wrap', from: { packages: ['$app/server'], names: ['form', 'command', 'query'] }, at: { args: 'last' } },
  },
  {
    framework: 'Nuxt, Nitro, h3', role: 'request',
    signal: { kind: 'wrap', from: { packages: [...NITRO, '#imports'], names: EVENT_HANDLERS, autoImport: true }, at: { args: 'any', keys: ['handler'] } },
  },
  {
    framework: 'Nuxt, Nitro, h3', role: 'message',
    signal: { kind: 'wrap', from: { packages: [...NITRO, '#imports'], names: ['defineWebSocketHandler'], autoImport: true }, at: { keys: ['open', 'message', 'close'] } },
  },
  {
    framework: 'Nuxt, Nitro, h3', role: 'request', requires: NITRO,
    signal: { kind: 'export', files: ['**/server/api/**', '**/server/routes/**', '**/server/middleware/**'], names: 'default' },
  },
  { framework: 'Astro', role: 'request', requires: ['astro'], signal: { kind: 'export', files: ['**/src/pages/**'], names: [...METHODS, 'ALL'] } },
  { framework: 'Astro', role: 'request', signal: { kind: 'type', from: { packages: ['astro'] }, constants: ['APIRoute'] } },
  { framework: 'Astro', role: 'request', confidence: 'medium', signal: { kind: 'type', from: { packages: ['astro'] }, parameters: [['APIContext', 0]] } },
  { framework: 'Astro', role: 'request', signal: { kind: 'wrap', from: { packages: ['astro:actions'], names: ['defineAction'] }, at: { keys: ['handler'] } } },
  {
    framework: 'TanStack Start', role: 'request', confidence: 'medium',
    signal: {
      kind: 'wrap', from: { packages: ['@tanstack/react-router', '@tanstack/solid-router'], names: ['createFileRoute'] },
      at: { keys: ['server.handlers.*', 'server.handlers.*.handler'] },
    },
  },
  {
    framework: 'TanStack Start', role: 'request', confidence: 'medium',
    signal: { kind: 'call', from: { packages: ['@tanstack/react-start', '@tanstack/solid-start'], names: ['createServerFn'] }, methods: ['handler'], at: { args: [0] } },
  },
  {
    framework: 'Sails', role: 'request', requires: ['sails'],
    signal: { kind: 'export', files: ['api/controllers/**', '**/api/controllers/**'], names: 'default', keys: ['fn'] },
  },
  {
    framework: 'Sails', role: 'request', requires: ['sails'],
    signal: { kind: 'export', files: ['**/api/controllers/**/*Controller.*'], names: 'any' },
  },
  {
    framework: 'Encore', role: 'request',
    signal: {
      kind: 'wrap', from: { packages: ['encore.dev'], names: ['api', 'api.raw', 'api.streamIn', 'api.streamOut', 'api.streamInOut'] }, at: { args: 'last' },
    },
  },
  { framework: 'Encore', role: 'message', signal: { kind: 'wrap', from: { packages: ['encore.dev'], names: ['Subscription'] }, at: { keys: ['handler'] } } },
  {
    framework: 'Cloudflare Pages', role: 'request', requires: ['wrangler', '@cloudflare/workers-types'],
    signal: { kind: 'export', files: ['functions/**', '**/functions/**'], names: ['onRequest', ...VERBS.map((verb) => `onRequest${verb[0]?.toUpperCase() ?? ''}${verb.slice(1)}`)] },
  },
];
