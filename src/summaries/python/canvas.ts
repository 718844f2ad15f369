/** Celery's canvas: signatures, alone and in chains, groups and chords, are dispatches once they are called. */
import { literalIn, partsOf } from './alternatives.js';
import { dispatch, type Dispatched } from './dispatches.js';
import type { Frame, Given, Reading } from './reading.js';
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../../footprints/python/values.js';

interface Signature extends Dispatched {
  /** `.si(…)`: it takes no result of another. */
  readonly immutable: boolean;
}

const CANVAS = 'celery.canvas';
const MAKERS: ReadonlySet<string> = new Set(['s', 'si', 'signature', 'subtask']);
const TOGETHER = /^celery\.(?:canvas\.)?(chain|group|chord|chunks)$/;
const STARTERS: ReadonlySet<string> = new Set(['delay', 'apply_async', 'apply', '__call__', 'delay_on_commit', 'apply_async_on_commit']);

/** What a call gives that makes, combines or starts signatures; undefined for any other call. */
export function callOnCanvas(call: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  return makeSignature(call, reading) ?? putTogether(call) ?? start(call, frame, reading) ?? runNow(call, frame, reading);
}

function makeSignature({ callee, receiver, method, positional, keyword, open, module }: PyCall, reading: Reading): PyValue | undefined {
  if (callee.kind === 'external' && /^celery\.(?:canvas\.)?signature$/.test(callee.path)) {
    const name = literalIn(positional[0]);
    const task = typeof name === 'string' ? reading.view.tasks.taskNamed(name, module) : undefined;
    if (task === undefined) return undefined;
    return handleOf([signature(task, arranged(positional.slice(1), keyword), literalIn(keyword.get('immutable')) === true)]);
  }
  if (method === undefined || !MAKERS.has(method) || receiver?.kind !== 'function') return undefined;
  const task = reading.view.tasks.taskOf(receiver);
  if (task === undefined) return undefined;
  const isPlain = method === 's' || method === 'si';
  const given: Given = isPlain ? { positional, keyword, open } : arranged(positional, keyword);
  return handleOf([signature(task, given, method === 'si' || (!isPlain && literalIn(keyword.get('immutable')) === true))]);
}

type Task = NonNullable<ReturnType<Reading['view']['tasks']['taskOf']>>;

function signature({ name, label, definition }: Task, given: Given, immutable: boolean): Signature {
  return { key: name, name: label, given, immutable, ...(definition === undefined ? {} : { definition }) };
}

/** `signature(args=(x,), kwargs={'name': y})` */
function arranged([first, second]: readonly PyValue[], keyword: ReadonlyMap<string, PyValue>): Given {
  const args = keyword.get('args') ?? first;
  const kwargs = keyword.get('kwargs') ?? second;
  return {
    positional: args?.kind === 'list' ? args.elements : [],
    keyword: kwargs?.kind === 'dict' ? kwargs.entries : new Map(),
    open: (args !== undefined && args.kind !== 'list') || (kwargs !== undefined && (kwargs.kind !== 'dict' || kwargs.open)),
  };
}

function putTogether({ callee, positional }: PyCall): PyValue | undefined {
  const kind = callee.kind === 'external' ? TOGETHER.exec(callee.path)?.[1] : undefined;
  if (kind === undefined) return undefined;
  const parts = positional.map(signaturesIn);
  return handleOf(kind === 'chain' ? parts.flat().map(afterFirst) : parts.flat());
}

export function combineSignatures(left: PyValue, right: PyValue): PyValue | undefined {
  const before = signaturesIn(left);
  const after = signaturesIn(right);
  return before.length === 0 || after.length === 0 ? undefined : handleOf([...before, ...after.map(takingResult)]);
}

function afterFirst(each: Signature, index: number): Signature {
  return index === 0 ? each : takingResult(each);
}

/** In a chain a signature gets the previous result first, unless it is immutable. */
function takingResult(each: Signature): Signature {
  return each.immutable ? each : { ...each, given: { ...each.given, positional: [UNKNOWN_VALUE, ...each.given.positional] } };
}

function start({ callee, receiver, method, positional, keyword, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const started = callee.kind === 'handle' ? signaturesIn(callee) : receiver?.kind === 'handle' ? signaturesIn(receiver) : [];
  if (started.length === 0) return undefined;
  const isCalled = callee.kind === 'handle';
  // `.set(queue='slow')`, `.on_error(…)`: the same signatures.
  if (!isCalled && !(method !== undefined && STARTERS.has(method))) return receiver;
  const callbacks = isCalled ? positional.flatMap(signaturesIn).map(takingResult) : [];
  const linked = [...keyword].flatMap(([name, value]) => (name === 'link' ? signaturesIn(value) : []));
  for (const each of [...started, ...callbacks, ...linked]) dispatch(each, node, frame, reading);
  return { kind: 'external', path: 'celery.result.AsyncResult()' };
}

/** `resize.apply(args=[image_id])` runs the task here and now. */
function runNow({ receiver, method, positional, keyword, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  if (method !== 'apply' || receiver?.kind !== 'function' || reading.view.tasks.taskOf(receiver) === undefined) return undefined;
  return reading.call(receiver, arranged(positional, keyword), node, frame);
}

/** The signatures that a value holds. */
export function signaturesIn(value: PyValue): readonly Signature[] {
  return partsOf(value).flatMap((part): readonly Signature[] => {
    if (part.kind === 'list') return part.elements.flatMap(signaturesIn);
    return part.kind === 'handle' && part.library === CANVAS ? (part.data as readonly Signature[]) : [];
  });
}

function handleOf(signatures: readonly Signature[]): PyValue {
  return { kind: 'handle', library: CANVAS, data: signatures };
}

