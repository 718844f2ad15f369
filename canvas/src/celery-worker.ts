/** What `withCanvas()` hooks into: celery-node's workers run a task, and forget what its message says about others. */
import type { CeleryClient } from './celery-client.js';
import { failed, startChord, succeeded, UNCOUNTED, type Request } from './celery-follow.js';
import type { Embed } from './celery-message.js';
import { failureOf, redisOf, storeFailure, type ResultStore } from './celery-result.js';

/** What is needed of celery-node's `Worker`. */
export interface CeleryWorker {
  readonly handlers: object;
  readonly backend: ResultStore;
  register(name: string, handler: Handler): void;
  createTaskHandler(): unknown;
}

/** What a worker is given to send with. */
export interface CanvasClient extends CeleryClient {
  readonly backend: ResultStore;
}

type Handler = (...args: unknown[]) => unknown;

const prepared = new WeakSet<CeleryWorker>();

/**
 * Makes a celery-node worker go on with the chain that its task is part of, run error handlers when the task fails,
 * and count as part of a chord. Handlers stay as they are, whether registered before or after.
 *
 * @param worker celery-node's `createWorker(…)`, not yet started
 * @param client sends what comes next: the worker's own connection is busy waiting for messages. Steps from Python that
 * name no queue go to this client's
 * @returns the worker
 */
export function withCanvas<W extends CeleryWorker>(worker: W, client: CanvasClient): W {
  // Twice, it would send every next step twice.
  if (prepared.has(worker)) return worker;
  prepared.add(worker);
  // celery-node calls the handler before its receiver returns, so each handler finds its own message here.
  let received: Request | undefined;

  function following(handler: Handler): Handler {
    return async (...args) => {
      const request = received;
      if (!request) return handler(...args);
      let result: unknown;
      try {
        refuse(request, client);
        result = await handler(...args);
        await succeeded(request, result, client);
      } catch (error) {
        await failed(request, failureOf(error), client);
        throw error;
      }
      return result;
    };
  }

  const register = worker.register.bind(worker);
  const createTaskHandler = worker.createTaskHandler.bind(worker);
  for (const [name, handler] of Object.entries(worker.handlers)) {
    if (isHandler(handler)) Object.assign(worker.handlers, { [name]: following(handler) });
  }
  if (!('celery.chord' in worker.handlers)) {
    register('celery.chord', (kwargs) => received && startChord(received, kwargs, client));
  }
  return Object.assign(worker, {
    register: (name: string, handler: Handler) => {
      register(name, following(handler));
    },
    createTaskHandler: () => {
      keepFailures(worker.backend);
      const receive = createTaskHandler();
      if (!isHandler(receive)) throw new TypeError('This is no worker of celery-node 0.5');
      return (message: unknown) => {
        received = requestOf(message);
        try {
          return receive(message);
        } finally {
          received = undefined;
        }
      };
    },
  });
}

/** celery-node stores a failure without its error, and Python cannot read that. */
function keepFailures(backend: ResultStore): void {
  if (!redisOf(backend)) return;
  const store = backend.storeResult.bind(backend);
  Object.assign(backend, {
    storeResult: (id: string, result: unknown, state: string) =>
      state === 'FAILURE' ? storeFailure(backend, id, failureOf(result)) : store(id, result, state),
  });
}

/** Fails a task, and its chord, before it runs: the body would wait for it for ever. */
function refuse({ embed }: Request, { backend }: CanvasClient): void {
  if (embed.chord && !redisOf(backend)) throw new TypeError(UNCOUNTED.exc_message[0]);
}

/** Nothing for a message of protocol 1, which has no room for canvas. */
function requestOf(message: unknown): Request | undefined {
  if (!isMessage(message)) return undefined;
  const body = message.decode();
  if (!Array.isArray(body)) return undefined;
  const { id, root_id, group = null, group_index = null } = message.headers;
  const embed = (body[2] ?? {}) as Partial<Embed>;
  return { id, rootId: root_id ?? id, group, groupIndex: group_index, embed };
}

interface Received {
  readonly headers: {
    readonly id: string;
    readonly root_id?: string | null;
    readonly group?: string | null;
    readonly group_index?: number | null;
  };
  decode(): unknown;
}

function isMessage(message: unknown): message is Received {
  return typeof message === 'object' && message !== null && 'headers' in message && 'decode' in message;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
