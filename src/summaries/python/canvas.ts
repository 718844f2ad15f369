/** Celery's canvas: signatures, alone and in chains, groups and chords, are dispatches once they are called. */
import type { PyNode } from '../../readers/python/tree.js';
import { literalIn, partsOf } from './alternatives.js';
import { elementOf } from './iteration.js';
import type { Frame, Given, Reading } from './reading.js';
import { methodIn, taskNamed, type TaskMethod } from './task-methods.js';
import { dispatch, replaceBy, runNow, type Dispatched } from './tasks.js';
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../../footprints/python/values.js';

interface Signature extends Dispatched {
  /** `.si(…)`: it takes no result of another. */
  readonly immutable: boolean;
}

const SIGNATURE = 'celery.signature';
/** Several of them, put together. */
const CANVAS = 'celery.canvas';

const TOGETHER = /^celery\.(?:canvas\.)?(chain|group|chord)$/;
const BY_NAME = /^celery\.(?:canvas\.|current_app\.|Celery\(\)\.|Task\(\)\.app\.)?(?:signature|subtask)$/;
const SENT_BY_NAME = /^celery\.(?:current_app|Celery\(\)|Task\(\)\.app)\.send_task$/;
const STARTERS: ReadonlySet<string> = new Set(['delay', 'apply_async', 'delay_on_commit', 'apply_async_on_commit']);
const RESULT: PyValue = { kind: 'external', path: 'celery.result.AsyncResult()' };

/** What a call gives that makes, combines or starts signatures; undefined for any other call. */
export function callOnCanvas(call: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const method = methodIn(call.callee);
  if (method !== undefined) return callMethod(method, call, call.node, frame, reading);
  readReplacement(call, frame, reading);
  return callByName(call, frame, reading) ?? putTogether(call) ?? start(call, frame, reading);
}

/** Calls `resize.delay`, `resize.s` and the like, however the code came by it. */
export function callMethod({ task, name: method }: TaskMethod, { positional, keyword, open }: Given, node: PyNode, frame: Frame, reading: Reading): PyValue {
  const whole: Given = { positional, keyword, open };
  const made = (given: Given, immutable = false): Signature => ({ key: task.name, name: task.label, given, immutable, ...(task.definition === undefined ? {} : { definition: task.definition }) });
  switch (method) {
    case 's':
    case 'si':
      return handleOf(SIGNATURE, [made(whole, method === 'si')]);
    case 'signature':
    case 'subtask':
      return handleOf(SIGNATURE, [made(arranged(whole), literalIn(keyword.get('immutable')) === true)]);
    case 'map':
    case 'starmap':
    case 'chunks': {
      const element = positional[0] === undefined ? UNKNOWN_VALUE : elementOf(positional[0], node, frame, reading);
      return handleOf(CANVAS, [made(method === 'map' ? { positional: [element], keyword: new Map(), open: false } : arranged({ positional: [element], keyword: new Map(), open: false }))]);
    }
    case 'apply':
      runNow(made(arranged(whole)), node, frame, reading);
      return RESULT;
    default:
      startAll([made(method.startsWith('delay') ? whole : arranged(whole))], keyword, node, frame, reading);
      return RESULT;
  }
}

/** `signature('shop.tasks.resize', args=[image_id])`, `self.app.send_task('shop.tasks.resize', [image_id])` */
function callByName({ callee, positional, keyword, open, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const path = callee.kind === 'external' ? callee.path : '';
  const isSent = SENT_BY_NAME.test(path);
  const name = literalIn(positional[0]);
  if ((!isSent && !BY_NAME.test(path)) || typeof name !== 'string') return undefined;
  return callMethod({ task: taskNamed(name, reading), name: isSent ? 'apply_async' : 'signature' }, { positional: positional.slice(1), keyword, open }, node, frame, reading);
}

/** `signature(args=(x,), kwargs={'name': y})` */
function arranged({ positional: [first, second], keyword, open }: Given): Given {
  const args = keyword.get('args') ?? first;
  const kwargs = keyword.get('kwargs') ?? second;
  return {
    positional: args?.kind === 'list' ? args.elements : [],
    keyword: kwargs?.kind === 'dict' ? kwargs.entries : new Map(),
    open: open || isOpen(args, 'list') || isOpen(kwargs, 'dict') || (kwargs?.kind === 'dict' && kwargs.open),
  };
}

function isOpen(value: PyValue | undefined, kind: PyValue['kind']): boolean {
  return value !== undefined && value.kind !== kind && literalIn(value) !== null;
}

function putTogether({ callee, positional }: PyCall): PyValue | undefined {
  const kind = callee.kind === 'external' ? TOGETHER.exec(callee.path)?.[1] : undefined;
  if (kind === undefined) return undefined;
  const [only, ...others] = positional;
  const parts = others.length === 0 && only?.kind === 'list' && kind === 'chain' ? only.elements : positional;
  // In a chain all but the first get a result, of a chord its body does.
  return handleOf(CANVAS, parts.flatMap((part, index) => (index === 0 || kind === 'group' ? signaturesIn(part) : signaturesIn(part).map(takingResult))));
}

export function combineSignatures(left: PyValue, right: PyValue): PyValue | undefined {
  const before = signaturesIn(left);
  const after = signaturesIn(right);
  return before.length === 0 || after.length === 0 ? undefined : handleOf(CANVAS, [...before, ...after.map(takingResult)]);
}

/** In a chain a signature gets the previous result first, unless it is immutable. */
export function takingResult(each: Signature): Signature {
  return each.immutable ? each : { ...each, given: { ...each.given, positional: [UNKNOWN_VALUE, ...each.given.positional] } };
}

function start({ callee, receiver, method = '', positional, keyword, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const isCalled = callee.kind === 'handle';
  const started = isCalled ? signaturesIn(callee) : receiver?.kind === 'handle' ? signaturesIn(receiver) : [];
  if (started.length === 0) return undefined;
  if ((isCalled && callee.library === SIGNATURE) || method === 'apply') {
    for (const each of started) runNow(each, node, frame, reading);
    return RESULT;
  }
  // A callback of a signature that somebody starts later.
  if (method === 'link') startAll(positional.flatMap(signaturesIn).map(takingResult), NO_OPTIONS, node, frame, reading);
  // `.set(queue='slow')`, `.on_error(…)`: the same signatures.
  if (!isCalled && !STARTERS.has(method)) return receiver;
  const callbacks = isCalled ? positional.flatMap(signaturesIn).map(takingResult) : [];
  startAll([...started, ...callbacks], keyword, node, frame, reading);
  return RESULT;
}

const NO_OPTIONS: ReadonlyMap<string, PyValue> = new Map();

/** Dispatches signatures, and what is linked to them. */
function startAll(signatures: readonly Signature[], options: ReadonlyMap<string, PyValue>, node: PyNode, frame: Frame, reading: Reading): void {
  const link = options.get('link');
  const linked = link === undefined ? [] : signaturesIn(link).map(takingResult);
  for (const each of [...signatures, ...linked]) dispatch(each, node, frame, reading);
}

/** `raise self.replace(resize.si(image_id))` */
function readReplacement({ callee, positional, node }: PyCall, frame: Frame, reading: Reading): void {
  if (callee.kind !== 'external' || callee.path !== 'celery.Task().replace') return;
  for (const each of positional.flatMap(signaturesIn)) replaceBy(each, node, frame, reading);
}

/** The signatures that a value holds. */
export function signaturesIn(value: PyValue): readonly Signature[] {
  return partsOf(value).flatMap((part): readonly Signature[] => {
    if (part.kind === 'list') return part.elements.flatMap(signaturesIn);
    return part.kind === 'handle' && (part.library === SIGNATURE || part.library === CANVAS) ? (part.data as readonly Signature[]) : [];
  });
}

function handleOf(library: typeof SIGNATURE | typeof CANVAS, signatures: readonly Signature[]): PyValue {
  return { kind: 'handle', library, data: signatures };
}
