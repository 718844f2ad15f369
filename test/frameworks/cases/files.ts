import { caseOf as is } from './case.js';
import type { Case } from './case.js';

const next = (file: string) => ({ file, depends: ['next'] });
const kit = (file: string) => ({ file, depends: ['@sveltejs/kit'] });
const MEDIUM = { confidence: 'medium' } as const;

export const FILE_CASES: readonly Case[] = [
  is('Next.js', 'request', `export async function POST(rq: Request) { HERE; }`, next('src/app/api/o/route.ts')),
  is('Next.js', 'request', `export const POST = withAuth(async rq => { HERE; });`, next('app/o/route.ts')),
  is('Next.js', 'request', `async function handler(rq) { HERE; } export { handler as GET, handler as POST };`, next('app/o/route.ts')),
  is('Next.js', 'request', `export default async function (rq, rs) { HERE; }`, next('pages/api/o.ts')),
  is('Next.js', 'request', `export default withMw({ POST: mkRoute({ name: 'x', fn: async ({ body }) => { HERE; } }) });`, next('web/src/pages/api/o.ts')),
  is('Next.js', 'request', `const handler = async (rq, rs) => { HERE; }; module.exports = handler;`, next('pages/api/o.js')),
  is('Next.js', 'request', `import type { NextApiRequest } from 'next'; export async function handle(rq: NextApiRequest) { HERE; }`),
  is('Next.js', 'request', `import type { NextApiHandler } from 'next'; const h: NextApiHandler = async (rq) => { HERE; };`),
  is('Next.js', 'request', `export const getServerSideProps = async (ctx) => { HERE; };`, next('pages/o/[id].tsx')),
  is('Next.js', 'request', `export async function middleware(rq) { HERE; }`, next('src/middleware.ts')),
  is('server actions (Next.js, React)', 'request', `'use server'; export async function save(f) { HERE; }`),
  is('server actions (Next.js, React)', 'request', `export function Page() { async function save(f) { 'use server'; HERE; } return <form action={save} />; }`, { file: 'app/page.tsx' }),
  is('next-safe-action', 'request', `import { createSafeActionClient } from 'next-safe-action'; const c = createSafeActionClient(); export const mk = c.schema(S).action(async () => { HERE; });`, MEDIUM),
  is('next-safe-action', 'request', `import { authActionClient } from '@/lib/safe'; export const mk = authActionClient.schema(S).action(async () => { HERE; });`, MEDIUM),
  is('React Router, Remix', 'request', `export async function action({ request }) { HERE; }`, { file: 'app/routes/o.tsx', depends: ['@remix-run/node'] }),
  is('React Router, Remix', 'request', `import type { Route } from './+types/o'; export async function action({ request }: Route.ActionArgs) { HERE; }`, { file: 'src/pages/o.tsx' }),
  is('React Router, Remix', 'request', `import type { ActionFunctionArgs } from '@remix-run/node'; export async function action(a: ActionFunctionArgs) { HERE; }`),
  is('React Router, Remix', 'request', `import type { ActionFunction } from '@remix-run/node'; export const action: ActionFunction = async () => { HERE; };`),
  is('SvelteKit', 'request', `export async function POST({ request }) { HERE; }`, kit('src/routes/o/+server.ts')),
  is('SvelteKit', 'request', `export const actions = { default: async e => { HERE; } } satisfies Actions;`, kit('src/routes/o/+page.server.ts')),
  is('SvelteKit', 'request', `import type { RequestEvent } from '@sveltejs/kit'; export async function mk(e: RequestEvent) { HERE; }`),
  is('SvelteKit', 'request', `import { command } from '$app/server'; export const mk = command(S, async (b) => { HERE; });`, MEDIUM),
  is('Nuxt, Nitro, h3', 'request', `export const x = defineEventHandler(async e => { HERE; });`),
  is('Nuxt, Nitro, h3', 'request', `import { eventHandler } from '#imports'; export const x = eventHandler({ handler: async e => { HERE; } });`),
  is('Nuxt, Nitro, h3', 'request', `import { defineHandler } from 'h3'; export const x = defineHandler(async e => { HERE; });`),
  is('Nuxt, Nitro, h3', 'message', `export default defineWebSocketHandler({ async message(peer, m) { HERE; } });`),
  is('Nuxt, Nitro, h3', 'request', `export default own(async e => { HERE; });`, { file: 'server/api/o.post.ts', depends: ['nuxt'] }),
  is('Astro', 'request', `export async function POST({ request }) { HERE; }`, { file: 'src/pages/o.ts', depends: ['astro'] }),
  is('Astro', 'request', `import type { APIRoute } from 'astro'; export const POST: APIRoute = async ({ request }) => { HERE; };`),
  is('Astro', 'request', `import type { APIContext } from 'astro'; export async function mk(c: APIContext) { HERE; }`, MEDIUM),
  is('Astro', 'request', `import { defineAction } from 'astro:actions'; export const server = { mk: defineAction({ input: S, handler: async (i) => { HERE; } }) };`),
  is('TanStack Start', 'request', `import { createFileRoute } from '@tanstack/react-router'; export const Route = createFileRoute('/o')({ server: { handlers: { POST: async () => { HERE; } } } });`, MEDIUM),
  is('TanStack Start', 'request', `import { createServerFn } from '@tanstack/react-start'; export const mk = createServerFn({ method: 'POST' }).handler(async ({ data }) => { HERE; });`, MEDIUM),
  is('Sails', 'request', `module.exports = { inputs: {}, fn: async function (i) { HERE; } };`, { file: 'api/controllers/orders/create.js', depends: ['sails'] }),
  is('Sails', 'request', `module.exports = { create: async function (rq, rs) { HERE; } };`, { file: 'api/controllers/OrderController.js', depends: ['sails'] }),
  is('Encore', 'request', `import { api } from 'encore.dev/api'; export const mk = api({ method: 'POST' }, async (p: P) => { HERE; });`),
  is('Encore', 'request', `import { api } from 'encore.dev/api'; export const mk = api.raw({ path: '/o' }, async (rq, rs) => { HERE; });`),
  is('Encore', 'message', `import { Subscription } from 'encore.dev/pubsub'; const s = new Subscription(topic, 'n', { handler: async (e) => { HERE; } });`),
  is('Cloudflare Pages', 'request', `export async function onRequestPost({ request }) { HERE; }`, { file: 'functions/o.ts', depends: ['wrangler'] }),
];
