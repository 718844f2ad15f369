/** Calls: dispatches first, then the project's own code, builtins, data libraries. */
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { isUnknown, partsOf } from './alternatives.js';
import { readApart } from './branches.js';
import { callBuiltin } from './builtins.js';
import { callOnCanvas } from './canvas.js';
import { callContainer } from './containers.js';
import { readDispatch } from './dispatches.js';
import { endsHere } from './endings.js';
import { elementOf } from './iteration.js';
import { askLibraries, within, type Frame, type Given, type Reading } from './reading.js';
import { isSuper, selfOf, superIn } from './super.js';
import { UNKNOWN_VALUE, type PyCall, type PyValue } from '../../footprints/python/values.js';

export function readCall(node: PyNode, frame: Frame, reading: Reading): PyValue {
  const dispatched = readDispatch(node, frame, reading);
  if (dispatched !== undefined) return dispatched;
  const called = childIn(node, 'function');
  if (called === undefined) return UNKNOWN_VALUE;
  const object = called.type === 'attribute' ? childIn(called, 'object') : undefined;
  const attribute = childIn(called, 'attribute');
  if (object === undefined || attribute === undefined) {
    if (called.type === 'identifier' && sourceOf(called, frame.module) === 'super') return superIn(frame) ?? UNKNOWN_VALUE;
    const callee = reading.evaluate(called, frame);
    const { given, nodes } = argumentsOf(node, frame, reading);
    return readApart(partsOf(callee), reading, (part) => callOne({ node, module: frame.module, callee: part, ...given, nodes }, frame, reading));
  }
  const receiver = reading.evaluate(object, frame);
  const method = sourceOf(attribute, frame.module);
  const { given, nodes } = within(reading, isLogger(receiver) ? { logged: true } : {}, () => argumentsOf(node, frame, reading));
  return readApart(partsOf(receiver), reading, (part) => {
    const callee = reading.memberOf(part, method, called, frame);
    const self = isSuper(part) ? selfOf(part) : part;
    return readApart(partsOf(callee), reading, (each) => callOne({ node, module: frame.module, callee: each, receiver: self, method, ...given, nodes }, frame, reading, object));
  });
}

const LOGGER = /^(?:logging(?:\.getLogger\(\))?|celery\.utils\.log\.get_task_logger\(\)|structlog(?:\.\w+)*\.get_logger\(\)|loguru\.logger)(?:\.\w+\(\))*$/;

/** What a log says comes too early or too late, and changes nothing. */
function isLogger(receiver: PyValue): boolean {
  return receiver.kind === 'external' && LOGGER.test(receiver.path);
}

/** @param holder the expression of the receiver */
function callOne(call: PyCall, frame: Frame, reading: Reading, holder?: PyNode): PyValue {
  const { callee, node } = call;
  const context = reading.contextAt(node, frame);
  if (callee.kind === 'function') {
    return askLibraries(reading, (library) => library.around?.(call, context)) ?? reading.call(callee, call, node, frame) ?? UNKNOWN_VALUE;
  }
  const known =
    callOnCanvas(call, frame, reading) ??
    askLibraries(reading, (library) => library.call?.(call, context)) ??
    reading.call(callee, call, node, frame) ??
    callContainer(call, holder, frame, reading) ??
    callBuiltin(call, frame, reading);
  if (known !== undefined) return known;
  reading.ending.isReached ||= endsHere(call);
  if (callee.kind === 'external') return { kind: 'external', path: `${callee.path}()`, call };
  noteIfOpaque(call, reading);
  return UNKNOWN_VALUE;
}

/** Evaluates a call's arguments, in source order. */
function argumentsOf(call: PyNode, frame: Frame, reading: Reading): { readonly given: Given; readonly nodes: readonly PyNode[] } {
  const list = childIn(call, 'arguments');
  const positional: PyValue[] = [];
  const keyword = new Map<string, PyValue>();
  const nodes: PyNode[] = [];
  const named: PyNode[] = [];
  let open = false;
  if (list?.type === 'generator_expression') {
    positional.push(reading.evaluate(list, frame));
    nodes.push(list);
  }
  for (const argument of list?.type === 'argument_list' ? namedChildren(list) : []) {
    const value = childIn(argument, 'value');
    const name = argument.type === 'keyword_argument' ? childIn(argument, 'name') : undefined;
    if (name !== undefined && value !== undefined) {
      keyword.set(sourceOf(name, frame.module), reading.evaluate(value, frame));
      named.push(value);
    } else if (argument.type === 'list_splat' || argument.type === 'dictionary_splat') {
      open = spread(argument, positional, keyword, frame, reading) || open;
    } else {
      positional.push(reading.evaluate(argument, frame));
      nodes.push(argument);
    }
  }
  return { given: { positional, keyword, open }, nodes: [...nodes, ...named] };
}

/** Adds what `*x` or `**x` holds, and says whether there may be more. */
function spread(argument: PyNode, positional: PyValue[], keyword: Map<string, PyValue>, frame: Frame, reading: Reading): boolean {
  const [inner] = namedChildren(argument);
  const value = inner === undefined ? UNKNOWN_VALUE : reading.evaluate(inner, frame);
  if (argument.type === 'list_splat' && value.kind === 'list') {
    positional.push(...value.elements);
    return false;
  }
  if (argument.type === 'dictionary_splat' && value.kind === 'dict') {
    for (const [name, entry] of value.entries) keyword.set(name, entry);
    return value.open;
  }
  if (inner !== undefined) elementOf(value, inner, frame, reading);
  return true;
}

/** What plain data and standard containers can do, and nothing that touches a database. */
const HARMLESS =
  /^(?:add|append|as\w+|astimezone|capitalize|clear|copy|count|date|debug|decode|difference|discard|encode|endswith|error|exception|extend|find\w*|format|get|group\w*|index|info|insert|intersection|is\w+|items|join|keys|ljust|log|lower|lstrip|match|pop\w*|remove|replace|reverse|rfind|rjust|rsplit|rstrip|search|setdefault|sort|split\w*|startswith|strftime|strip|sub|symmetric_difference|timestamp|title|total_seconds|union|update|upper|values|warn\w*|zfill)$/;

function noteIfOpaque({ callee, receiver, method, node, module }: PyCall, reading: Reading): void {
  if (!isUnknown(callee) || (method !== undefined && HARMLESS.test(method))) return;
  if (receiver !== undefined && !isUnknown(receiver)) return;
  const called = childIn(node, 'function');
  if (called !== undefined) reading.noteOpaque(`calls \`${sourceOf(called, module).slice(0, 60)}\` of a value that is not known`, node, module);
}
