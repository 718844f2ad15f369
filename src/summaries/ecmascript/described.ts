/**
 * Jobs that a call describes instead of dispatching each by itself: those of `addBulk`, of a flow, and the signatures of a canvas, which count
 * where they are made.
 */
import type { DescribedJob } from '../../definitions/ecmascript/definition.js';
import { keysOfQueueName } from '../../definitions/ecmascript/queue-keys.js';
import { jobAt, jobsAt } from '../../libraries/bullmq-flows/jobs.js';
import { calleeOf, receiverValue } from '../../libraries/calls.js';
import { givenName, receiverKeyOf, textValue } from '../../libraries/identity.js';
import { makerOf } from '../../libraries/task-canvas/makers.js';
import { carrierOf } from '../../libraries/task-canvas/methods.js';
import { taskOf } from '../../libraries/task-canvas/task.js';
import type { Term } from '../../analysis/footprint.js';
import type { CallExpression, Node } from '../../readers/ecmascript/estree.js';
import { enclosingFunction } from '../../readers/ecmascript/variables.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { Env, Value } from '../../resolve/values.js';
import { NOTHING } from './data.js';
import { bind } from './names.js';
import { elementOf, elementsIn, entriesIn, termIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed } from '../../footprints/ecmascript/values.js';

/** A job, and what it is handed by position; BullMQ's jobs are handed one value. */
export interface Described {
  readonly job: DescribedJob;
  readonly handed: readonly Term[];
}

type Call = Expressed & { readonly node: CallExpression };

/** What a call of a queue's or flow producer's method describes, by the library's package and the path from its exports to the receiver. */
const METHODS: ReadonlyMap<string, (reading: Reading, argument: Expressed, receiver: Value) => readonly Described[]> = new Map([
  ['bullmq Queue.new addBulk', jobsOfQueue],
  ['bull new addBulk', jobsOfQueue],
  ['bull Queue.new addBulk', jobsOfQueue],
  ['bullmq FlowProducer.new add', (reading, argument) => jobsOfFlows(reading, objectsAt(reading, argument))],
  ['bullmq FlowProducer.new addBulk', (reading, argument) => jobsOfFlows(reading, objectsIn(reading, argument))],
]);

/** Names of methods, looked at before any receiver is followed. */
const NAMES = new Set(['add', 'addBulk']);

export function describedJobs(reading: Reading, at: Call): readonly Described[] {
  const { node, module, env } = at;
  const [first] = node.arguments;
  const callee = calleeOf(node);
  if (first === undefined) return [];
  if (callee === undefined || !NAMES.has(callee.method)) return signatureOf(reading, at);
  const receiver = receiverValue(reading.evaluator, reading.evaluator.value(callee.object, module, env), callee.method);
  if (receiver?.is.kind !== 'package') return [];
  const { package: name, path } = receiver.is;
  return METHODS.get(`${name} ${withoutDefault(path).join('.')} ${callee.method}`)?.(reading, { ...at, node: first }, receiver) ?? [];
}

/** `[{ name, data }]` */
function jobsOfQueue(reading: Reading, list: Expressed, queue: Value): readonly Described[] {
  const key = receiverKeyOf(reading.evaluator, queue);
  return key === undefined || queue.is.kind !== 'package' ? [] : objectsIn(reading, list).flatMap((object) => described(reading, object, key, queue));
}

/** `{ name, queueName, data, children }` */
function jobsOfFlows(reading: Reading, flows: readonly Value[]): readonly Described[] {
  return flows.flatMap((object) => {
    const { queueName, children } = Object.fromEntries(entriesIn(reading, object)?.entries ?? []);
    const [key] = queueName === undefined ? [] : keysOfQueueName(reading.evaluator, queueName);
    const own = queueName === undefined || key === undefined ? [] : described(reading, object, key, queueName);
    return [...own, ...(children === undefined ? [] : jobsOfFlows(reading, objectsIn(reading, children)))];
  });
}

function described(reading: Reading, object: Value, key: string, queue: DescribedJob['queue']): readonly Described[] {
  const { name, data } = Object.fromEntries(entriesIn(reading, object)?.entries ?? []);
  const text = name === undefined ? undefined : textValue(reading.evaluator, name);
  if (name !== undefined && text === undefined) return [];
  const library = 'is' in queue && queue.is.kind === 'package' ? queue.is.package : 'bullmq';
  const task = { key: [library, key, ...(text === undefined ? [] : [`'${text}'`])].join(':'), name: text ?? key };
  return [{ job: { library, task, queue, ...(text === undefined ? {} : { name: text }) }, handed: [termIn(reading, data === undefined ? NOTHING : reading.evaluate(data))] }];
}

/** `si(queue, 'name', data)`, `si(task, ...args)`. An error callback is none of the steps. */
function signatureOf(reading: Reading, { node, module, env }: Call): readonly Described[] {
  const maker = makerOf(node, module, reading.evaluator);
  if (maker === undefined || (maker.name !== 's' && maker.name !== 'si') || isErrorCallback(node)) return [];
  const [receiver, ...rest] = node.arguments.filter(({ type }) => type !== 'SpreadElement');
  if (receiver === undefined) return [];
  const queue = reading.evaluator.value(receiver, module, env);
  const handed = rest.map((argument) => termIn(reading, reading.evaluate({ node: argument, module, env })));
  const task = taskOf(node, maker.engine, { module, evaluator: reading.evaluator });
  const library = queue.is.kind === 'package' ? queue.is.package : maker.engine;
  if (maker.engine === 'bullmq') return [{ job: { library, task, queue, name: task.name }, handed: handed.slice(1) }];
  const name = givenName(reading.evaluator, queue);
  return name === undefined ? [] : [{ job: { library, task, queue, name }, handed }];
}

function isErrorCallback(call: CallExpression): boolean {
  const { parent } = carrierOf(call);
  return parent?.type === 'CallExpression' && calleeOf(parent)?.method === 'linkError';
}

/** The object that an expression is. */
function objectsAt(reading: Reading, at: Expressed): readonly Value[] {
  const value = reading.evaluate(at);
  if (value.kind === 'resolved' && value.value.is.kind === 'object') return [value.value];
  const node = jobAt(at.node, at.module);
  return node === undefined ? [] : [{ is: { kind: 'object', module: at.module, node }, env: at.env }];
}

/** The objects of a list, put together in whatever way. */
function objectsIn(reading: Reading, at: Expressed): readonly Value[] {
  const { jobs } = jobsAt(at.node, at.module);
  if (jobs.length > 0) return jobs.map(({ node, repeated }) => ({ is: { kind: 'object', module: at.module, node }, env: repeated ? roundOf(reading, node, at) : at.env }));
  const value = reading.evaluate(at);
  const elements = value.kind === 'resolved' ? elementsIn(reading, value.value) : undefined;
  return (elements ?? []).flatMap((element) => objectsAt(reading, element));
}

/** The surroundings in which the callback of `ids.map((id) => ({ … }))` makes each object. */
function roundOf(reading: Reading, made: Node, at: Expressed): Env | undefined {
  const callback = enclosingFunction(made);
  const call = callback?.parent;
  const list = call?.type === 'CallExpression' ? calleeOf(call)?.object : undefined;
  if (callback === undefined || list === undefined) return at.env;
  const env: Env = { frame: { scope: callback }, outer: at.env };
  const [element] = callback.params;
  if (element !== undefined) bind(reading, element, elementOf(reading, reading.evaluate({ ...at, node: list })), { ...at, node: element, env });
  return env;
}
