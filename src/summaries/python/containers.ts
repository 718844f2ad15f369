/** Methods of lists, dicts and texts. */
import type { PyNode } from '../../readers/python/tree.js';
import { propertiesOf } from '../instantiate.js';
import { joined, literalIn } from './alternatives.js';
import { dataOf } from './data.js';
import { elementOf } from './iteration.js';
import { isPath, pathOf } from './paths.js';
import { MOST_ELEMENTS, type Frame, type Reading } from './reading.js';
import { replace } from './targets.js';
import { formatBraces, joinPaths } from '../../footprints/python/texts.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../../footprints/python/values.js';

type Dict = Extract<PyValue, { kind: 'dict' }>;
type List = Extract<PyValue, { kind: 'list' }>;

export function callContainer(call: PyCall, holder: PyNode | undefined, frame: Frame, reading: Reading): PyValue | undefined {
  const { receiver, method } = call;
  if (receiver === undefined || method === undefined) return undefined;
  if (receiver.kind === 'dict') return callDict(receiver, call, holder, frame, reading);
  if (receiver.kind === 'list') return callList(receiver, call, holder, frame, reading);
  if (isPath(receiver) && method === 'joinpath') {
    return pathOf(joinPaths([receiver, ...call.positional].map((part) => dataOf(part, reading))), call.node, call.module);
  }
  return receiver.kind === 'term' ? callTerm(receiver, call, reading) : undefined;
}

function callDict(dict: Dict, { method, positional, keyword, open }: PyCall, holder: PyNode | undefined, frame: Frame, reading: Reading): PyValue | undefined {
  const [first, second] = positional;
  const key = literalIn(first);
  const found = key === undefined || key === null ? undefined : dict.entries.get(String(key));
  const change = (entries: ReadonlyMap<string, PyValue>, isOpen: boolean): void => {
    if (holder !== undefined) replace(holder, dict, { kind: 'dict', entries, open: isOpen }, frame, reading);
  };
  switch (method) {
    case 'get':
    case 'pop':
      return found ?? (dict.open || key === undefined ? UNKNOWN_VALUE : (second ?? termValue({ kind: 'literal', value: null })));
    case 'setdefault':
      if (key !== undefined && key !== null && found === undefined && second !== undefined) change(new Map([...dict.entries, [String(key), second]]), dict.open);
      return found ?? second ?? UNKNOWN_VALUE;
    case 'update': {
      const other = first?.kind === 'dict' ? first : undefined;
      change(new Map([...dict.entries, ...(other?.entries ?? []), ...keyword]), dict.open || open || other?.open === true || (first !== undefined && other === undefined));
      return UNKNOWN_VALUE;
    }
    case 'values':
      return { kind: 'list', elements: dict.open ? [UNKNOWN_VALUE] : [...dict.entries.values()] };
    case 'keys':
      return { kind: 'list', elements: [...dict.entries.keys()].map((name) => termValue({ kind: 'literal', value: name })) };
    case 'items':
      return { kind: 'list', elements: [...dict.entries].map(([name, value]) => ({ kind: 'list', elements: [termValue({ kind: 'literal', value: name }), value] })) };
    case 'copy':
      return dict;
    default:
      return undefined;
  }
}

function callList(list: List, { method, positional, node }: PyCall, holder: PyNode | undefined, frame: Frame, reading: Reading): PyValue | undefined {
  const [first, second] = positional;
  const added = method === 'insert' ? second : first;
  switch (method) {
    case 'append':
    case 'add':
    case 'insert':
    case 'extend':
    case 'update': {
      if (added === undefined || holder === undefined) return UNKNOWN_VALUE;
      const more = method === 'extend' || method === 'update' ? elementOf(added, node, frame, reading) : added;
      replace(holder, list, { kind: 'list', elements: [...list.elements, more].slice(0, MOST_ELEMENTS) }, frame, reading);
      return UNKNOWN_VALUE;
    }
    case 'pop':
    case 'popleft':
      return joined(list.elements);
    case 'copy':
      return list;
    default:
      return undefined;
  }
}

function callTerm(receiver: Extract<PyValue, { kind: 'term' }>, { method, positional, keyword }: PyCall, reading: Reading): PyValue | undefined {
  const pattern = literalIn(receiver);
  if (method === 'format' && typeof pattern === 'string') {
    const named = new Map([...keyword].map(([name, value]) => [name, dataOf(value, reading)]));
    return termValue(formatBraces(pattern, positional.map((value) => dataOf(value, reading)), named));
  }
  // What a task is handed is plain data: `payload.get('image_id')`.
  const key = literalIn(positional[0]);
  const isHanded = receiver.term.kind === 'argument' || receiver.term.kind === 'object';
  return method === 'get' && isHanded && typeof key === 'string' ? termValue(propertiesOf(receiver.term, [key])) : undefined;
}
