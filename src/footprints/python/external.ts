/** Services outside: a mail, a request. What they do to the world is told by nobody, so no two of them are ever compared. */
import type { PythonDataLibrary } from './library.js';

/** Packages and modules every call of which goes outside; a new one is a row. */
const SERVICES: readonly string[] = [
  'requests', 'httpx', 'aiohttp', 'urllib3', 'urllib.request', 'smtplib', 'ftplib', 'paramiko', 'subprocess',
  'django.core.mail', 'flask_mail', 'anymail', 'sendgrid', 'mailgun', 'postmarker', 'resend',
  'slack_sdk', 'slack', 'slackclient', 'telegram', 'discord', 'twilio', 'firebase_admin', 'pywebpush', 'onesignal',
  'stripe', 'paypalrestsdk', 'braintree', 'openai', 'anthropic', 'google.generativeai', 'huggingface_hub',
  'elasticsearch', 'opensearchpy', 'meilisearch', 'algoliasearch', 'kafka', 'confluent_kafka', 'pika', 'boto3', 'botocore',
  'google.cloud', 'azure', 'github', 'gitlab', 'jira', 'tweepy', 'channels.layers', 'posthog', 'mixpanel',
];

const OUTSIDE = new RegExp(String.raw`^(?:${SERVICES.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})\.`);
/** Makes a client or a message, names an exception, and sends nothing. */
const MAKING = /(?:^|\.)(?:[A-Z]\w*|client|resource|session|get_connection|get_channel_layer|init|configure|bucket|blob|initialize_app|get_logger|attach\w*|add_header)$/;

export const external: PythonDataLibrary = {
  id: 'external',
  call(called, context) {
    const { callee } = called;
    if (callee.kind !== 'external' || !OUTSIDE.test(callee.path)) return undefined;
    if (!MAKING.test(callee.path) && isOfClient(callee.path)) context.record({ operation: 'write', resource: { kind: 'external', name: callee.path.replaceAll('()', '') } });
    return { kind: 'external', path: `${callee.path}()`, call: called };
  },
};

/** What is called of an answer (`requests.get(…).json()`) goes outside no more. */
function isOfClient(path: string): boolean {
  return path.split('()').slice(0, -1).every((made) => MAKING.test(made));
}
