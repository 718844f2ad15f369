/**
 * What comes after a task, as Python workers do it:
 * https://github.com/celery/celery/blob/v5.2.6/celery/app/trace.py#L485 and backends/base.py#L166
 */
import { randomUUID } from 'node:crypto';
import { announce, countPart, type Part } from './celery-chord.js';
import type { CeleryClient } from './celery-client.js';
import { messagesOf, type Embed, type Origin } from './celery-message.js';
import { publish } from './celery-node.js';
import { redisOf, storeFailure, type Failure, type ResultStore, type State } from './celery-result.js';
import { isChain, isChord, isGroup, withOptions, type WireSignature } from './celery-wire.js';

/** What a message says about its task. */
export interface Request extends Part {
  readonly rootId: string;
  readonly embed: Partial<Embed>;
}

/** What becomes of a chord when this worker keeps results where they cannot be counted. */
export const UNCOUNTED: Failure = {
  exc_type: 'ChordError',
  exc_message: ['withCanvas() can count the tasks of a chord only in a Redis result backend'],
};

interface Sending extends CeleryClient {
  readonly backend: ResultStore;
}

/** Sends what comes next. */
export async function succeeded(request: Request, result: unknown, client: Sending): Promise<void> {
  const { callbacks, chain, chord } = request.embed;
  for (const callback of callbacks ?? []) await send(callback, { args: [result] }, request, client);
  const [next, ...rest] = chain?.toReversed() ?? [];
  if (next) await send(next, { args: [result], chain: rest.reverse() }, request, client);
  if (chord) await count(request, 'SUCCESS', result, chord, request, client);
}

/** Runs the error handlers, and settles the results of what will not run. */
export async function failed(request: Request, failure: Failure, client: Sending): Promise<void> {
  const { errbacks, chain, chord } = request.embed;
  if (chord) await count(request, 'FAILURE', failure, chord, request, client);
  for (const step of chain ?? []) {
    for (const id of idsOf(step)) await storeFailure(client.backend, id, failure);
    const {
      task_id: id,
      group_id: group = null,
      group_index: groupIndex = null,
      chord: waiting,
    } = step.options;
    if (waiting && id !== undefined) {
      await count({ id, group, groupIndex }, 'FAILURE', failure, waiting, request, client);
    }
  }
  for (const errback of errbacks ?? []) await send(errback, { args: [request.id] }, request, client);
}

/** The task `celery.chord`, which Python workers have built in. */
export async function startChord(request: Request, kwargs: unknown, client: Sending): Promise<void> {
  const redis = redisOf(client.backend);
  const { header, body, partial_args: args = [] } = kwargs as ChordArguments;
  if (!redis) {
    await fail(body, UNCOUNTED, request, client);
    return;
  }
  const group = randomUUID();
  await announce(redis, group, header);
  for (const [index, task] of header.entries()) {
    const member = withOptions(task, { group_id: group, group_index: index, chord: body });
    await send(member, { args }, request, client);
  }
}

interface ChordArguments {
  readonly header: readonly WireSignature[];
  readonly body: WireSignature;
  readonly partial_args?: readonly unknown[];
}

/** Counts a part of a chord; after the last one the body goes on, or fails. */
async function count(
  part: Part,
  state: State,
  result: unknown,
  body: WireSignature,
  request: Request,
  client: Sending
): Promise<void> {
  const redis = redisOf(client.backend);
  const outcome = redis ? await countPart(redis, part, state, result) : { failure: UNCOUNTED };
  if (!outcome) return;
  if ('failure' in outcome) await fail(body, outcome.failure, request, client);
  else await send(body, { args: [outcome.results] }, request, client);
}

/** Ends a chord whose body will not run. */
async function fail(body: WireSignature, failure: Failure, request: Request, client: Sending): Promise<void> {
  const { task_id: id = '', link_error = [] } = body.options;
  for (const each of idsOf(body)) await storeFailure(client.backend, each, failure);
  for (const errback of link_error) await send(errback, { args: [id] }, request, client);
}

async function send(
  signature: WireSignature,
  origin: Pick<Origin, 'args' | 'chain'>,
  { id, rootId }: Request,
  client: Sending
): Promise<void> {
  const from = { ...origin, rootId, parentId: id, queue: client.conf.CELERY_QUEUE };
  for (const message of messagesOf(signature, from)) await publish(client, message);
}

/** Every result that will never come. */
function idsOf(signature: WireSignature): readonly string[] {
  const { task_id, chain = [] } = signature.options;
  const within = [...chain, ...partsOf(signature)].flatMap(idsOf);
  return task_id === undefined ? within : [task_id, ...within];
}

function partsOf(signature: WireSignature): readonly WireSignature[] {
  if (isChord(signature)) return [...signature.kwargs.header.kwargs.tasks, signature.kwargs.body];
  return isChain(signature) || isGroup(signature) ? signature.kwargs.tasks : [];
}
