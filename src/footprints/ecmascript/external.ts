/** Services outside: a mail, a request. What they do to the world is told by nobody, so no two of them are ever compared. */
import type { EcmascriptDataLibrary } from './library.js';
import { linksOf, packageOf } from './query/links.js';
import { UNKNOWN_JS } from './query/rows.js';

/** What is called, by package; `*` where every method of the package goes outside. */
const SERVICES: Readonly<Record<string, readonly string[] | '*'>> = {
  axios: '*',
  got: '*',
  ky: '*',
  'node-fetch': '*',
  undici: ['fetch', 'request'],
  superagent: '*',
  '@nestjs/axios': '*',
  nodemailer: ['sendMail'],
  '@nestjs-modules/mailer': ['sendMail'],
  '@slack/web-api': '*',
  '@slack/webhook': ['send'],
  stripe: '*',
  resend: '*',
  '@sendgrid/mail': ['send', 'sendMultiple'],
  'mailgun.js': '*',
  postmark: '*',
  twilio: '*',
  openai: '*',
  '@anthropic-ai/sdk': '*',
  '@google/generative-ai': '*',
  ai: ['generateText', 'streamText', 'generateObject', 'embed', 'embedMany'],
  '@aws-sdk/client-ses': ['send'],
  '@aws-sdk/client-sesv2': ['send'],
  '@aws-sdk/client-sqs': ['send'],
  '@aws-sdk/client-sns': ['send'],
  '@aws-sdk/client-lambda': ['send'],
  'firebase-admin': '*',
  'web-push': ['sendNotification'],
  'expo-server-sdk': '*',
  'posthog-node': ['capture'],
  '@sentry/node': '*',
};

/** Make a client, and send nothing, where they are called first: `axios.create()`, but not `stripe.charges.create()`. */
const MAKING: ReadonlySet<string> = new Set(['new', 'create', 'extend', 'createTransport', 'setApiKey', 'init', 'client']);

export const external: EcmascriptDataLibrary = {
  id: 'external',
  packages: Object.keys(SERVICES),
  globals: ['fetch'],
  read(chain, context) {
    const links = linksOf(chain);
    const name = packageOf(chain);
    const [first, ...others] = links.filter(({ called }) => called);
    const last = others.at(-1) ?? (first === undefined || MAKING.has(first.name) ? undefined : first);
    if (last === undefined) return undefined;
    const methods = SERVICES[name ?? ''] ?? '*';
    if (methods !== '*' && !methods.includes(last.name)) return undefined;
    const called = name === undefined || name === 'globalThis' ? last.name : last.name === '()' ? name : `${name} ${last.name}`;
    context.record({ operation: 'write', resource: { kind: 'external', name: called }, at: chain.whole });
    return UNKNOWN_JS;
  },
};
