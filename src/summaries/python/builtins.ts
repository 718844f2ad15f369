/** Builtins and helpers of the standard library that hand values on, or call what they are given. */
import type { PyNode } from '../../readers/python/tree.js';
import { isUnknown, joined, literalIn, ofEach, partsOf } from './alternatives.js';
import { readApart } from './branches.js';
import { dataOf } from './data.js';
import { isInstance } from './instance-tests.js';
import { elementOf } from './iteration.js';
import { enterForGood } from './managers.js';
import { isPath } from './paths.js';
import type { Frame, Reading } from './reading.js';
import { setAttribute } from './targets.js';
import { joinPaths } from '../../footprints/python/texts.js';
import { booleanOf, testOf } from './truth.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../../footprints/python/values.js';

/** What a call gives of its first argument, by the dotted path of what is called. */
const ROWS: ReadonlyMap<string, 'same' | 'text' | 'elements'> = new Map([
  ...['int', 'uuid.UUID', 'copy.copy', 'copy.deepcopy', 'typing.cast', 'asgiref.sync.async_to_sync', 'asgiref.sync.sync_to_async', 'asyncio.run', 'iter', 'aiter', 'functools.lru_cache()', 'django.db.transaction.atomic()', 'contextlib.closing', 'contextlib.nullcontext'].map((path) => [path, 'same'] as const),
  ...['str', 'os.fspath', 'os.path.abspath', 'os.path.normpath', 'os.path.expanduser', 'django.utils.encoding.force_str', 'django.utils.encoding.smart_str'].map((path) => [path, 'text'] as const),
  ...['list', 'tuple', 'set', 'frozenset', 'sorted', 'reversed', 'filter()', 'itertools.chain'].map((path) => [path, 'elements'] as const),
]);

/** What calls a function when the transaction is committed, as a decorator, too. */
export const ON_COMMIT: ReadonlySet<string> = new Set(['django.db.transaction.on_commit', 'django.db.connection.on_commit']);

/** The position of a function among the arguments, and what it is given. */
interface Caller {
  readonly callee: number;
  readonly given: 'rest' | 'elements' | 'nothing';
}

/** Functions that call one of their arguments. */
const CALLERS: ReadonlyMap<string, Caller> = new Map<string, Caller>([
  ...[...ON_COMMIT].map((path): [string, Caller] => [path, { callee: 0, given: 'nothing' }]),
  ['contextvars.copy_context().run', { callee: 0, given: 'rest' }],
  ['map', { callee: 0, given: 'elements' }],
  ['filter', { callee: 0, given: 'elements' }],
]);

/** Classes whose `start()` calls what they were given as `target`. */
const STARTED = /^(?:threading\.Thread|multiprocessing\.Process)\(\)\.start$/;

/** Methods of pools and event loops, by what they are read off. */
const POOL = /(?:^|\.)(?:ThreadPoolExecutor|ProcessPoolExecutor|Pool|ThreadPool|get_event_loop|get_running_loop|new_event_loop)\(\)\.(submit|map|imap\w*|starmap|apply|apply_async|run_in_executor|run_until_complete)$/;

export function callBuiltin(call: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const { callee } = call;
  if (callee.kind !== 'external') return undefined;
  return callCaller(callee, call, frame, reading) ?? ofFirst(callee.path, call, frame, reading) ?? callOther(callee.path, call, frame, reading);
}

function ofFirst(path: string, { positional, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const how = ROWS.get(path);
  const value = path === 'typing.cast' ? positional[1] : positional[0];
  if (how === undefined) return undefined;
  if (value === undefined) return how === 'elements' ? { kind: 'list', elements: [] } : UNKNOWN_VALUE;
  if (how === 'elements') return value.kind === 'list' ? value : { kind: 'list', elements: [elementOf(value, node, frame, reading)] };
  if (how === 'same' || value.kind === 'alternatives') return path === 'int' && typeof literalIn(value) === 'string' ? UNKNOWN_VALUE : value;
  return isPath(value) || value.kind === 'instance' ? termValue(dataOf(value, reading)) : value;
}

function callOther(path: string, { positional, keyword, open, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const [first, second, third] = positional;
  switch (path) {
    case 'os.path.join':
      return termValue(joinPaths(positional.map((part) => dataOf(part, reading))));
    case 'dict':
      return { kind: 'dict', entries: new Map([...(first?.kind === 'dict' ? first.entries : []), ...keyword]), open: open || (first !== undefined && (first.kind !== 'dict' || first.open)) };
    case 'bool':
      return first === undefined ? UNKNOWN_VALUE : booleanOf(testOf(first).truth);
    case 'isinstance':
      return first === undefined || second === undefined ? UNKNOWN_VALUE : booleanOf(isInstance(first, second, reading));
    case 'getattr': {
      const name = literalIn(second);
      if (first === undefined || typeof name !== 'string') return UNKNOWN_VALUE;
      const value = reading.memberOf(first, name, node, frame);
      return third === undefined || !isUnknown(value) ? value : joined([value, third]);
    }
    case 'setattr':
      return first === undefined || second === undefined ? UNKNOWN_VALUE : setNamed(first, second, third ?? UNKNOWN_VALUE, node, frame, reading);
    case 'next':
      return first === undefined ? UNKNOWN_VALUE : joined([elementOf(first, node, frame, reading), ...(second === undefined ? [] : [second])]);
    case 'enumerate':
      return { kind: 'list', elements: first === undefined ? [] : [pair([UNKNOWN_VALUE, elementOf(first, node, frame, reading)])] };
    case 'zip':
      return { kind: 'list', elements: [pair(positional.map((each) => elementOf(each, node, frame, reading)))] };
    case 'type':
      return first === undefined ? UNKNOWN_VALUE : ofEach(first, (part) => (part.kind === 'instance' ? part.of : UNKNOWN_VALUE));
    case 'contextlib.ExitStack().enter_context':
    case 'contextlib.AsyncExitStack().enter_async_context':
      return first === undefined ? UNKNOWN_VALUE : enterForGood(first, node, frame, reading);
    default:
      return undefined;
  }
}

/** `setattr(image, 'status', 'done')`; by a name that a loop gives it is one of them. */
function setNamed(of: PyValue, names: PyValue, value: PyValue, node: PyNode, frame: Frame, reading: Reading): PyValue {
  return readApart(partsOf(names), reading, (part) => {
    const name = literalIn(part);
    if (typeof name === 'string') for (const each of partsOf(of)) setAttribute(each, name, value, node, frame, reading);
    return UNKNOWN_VALUE;
  });
}

function pair(elements: readonly PyValue[]): PyValue {
  return { kind: 'list', elements };
}

function callCaller(callee: Extract<PyValue, { kind: 'external' }>, { positional, node }: PyCall, frame: Frame, reading: Reading): PyValue | undefined {
  const { path } = callee;
  if (STARTED.test(path)) return startThread(callee, node, frame, reading);
  const method = POOL.exec(path)?.[1];
  const row = CALLERS.get(path) ?? (method === undefined ? undefined : poolRow(method));
  const called = row === undefined ? undefined : positional[row.callee];
  if (row === undefined || called === undefined) return undefined;
  const rest = positional.slice(row.callee + 1);
  const given = row.given === 'nothing' ? [] : row.given === 'rest' ? rest : rest.map((each) => elementOf(each, node, frame, reading));
  const result = reading.call(called, { positional: given, keyword: new Map(), open: false }, node, frame);
  if (path === 'filter') return { kind: 'list', elements: given };
  if (result === undefined) return undefined;
  return row.given === 'elements' ? { kind: 'list', elements: [result] } : UNKNOWN_VALUE;
}

/** `threading.Thread(target=f, args=(x,)).start()` */
function startThread({ call }: Extract<PyValue, { kind: 'external' }>, node: PyNode, frame: Frame, reading: Reading): PyValue | undefined {
  const target = call?.keyword.get('target');
  const args = call?.keyword.get('args');
  const kwargs = call?.keyword.get('kwargs');
  if (target === undefined) return undefined;
  const given = { positional: args?.kind === 'list' ? args.elements : [], keyword: kwargs?.kind === 'dict' ? kwargs.entries : new Map<string, PyValue>(), open: false };
  return reading.call(target, given, node, frame);
}

function poolRow(method: string): Caller | undefined {
  if (method === 'run_until_complete') return undefined;
  if (method === 'run_in_executor') return { callee: 1, given: 'rest' };
  return { callee: 0, given: /map$|^imap/.test(method) ? 'elements' : 'rest' };
}
