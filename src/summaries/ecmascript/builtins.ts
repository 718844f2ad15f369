/** What the language itself gives: methods of promises, lists and texts, and global functions. */
import { isFunction } from '../../readers/ecmascript/estree.js';
import { assignAll, changeList } from './changes.js';
import { UNKNOWN, termValue } from './data.js';
import { alwaysThrows } from './endings.js';
import { elementOf, termIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

const SETTLING = new Set(['then', 'catch', 'finally']);

/** Methods of lists that call back with each element. */
const EACH_METHODS = new Set(['map', 'forEach', 'filter', 'find', 'findLast', 'findIndex', 'some', 'every', 'flatMap', 'reduce', 'reduceRight', 'sort', 'toSorted']);
/** Those that give elements of the list, or the list itself. */
const KEEPING = new Set(['filter', 'sort', 'toSorted', 'slice', 'reverse', 'toReversed', 'concat', 'flat', 'values']);
const PICKING = new Set(['find', 'findLast', 'at', 'pop', 'shift']);

/** Conversions that leave an id the id that it is. */
const CONVERSIONS = new Set(['toString', 'toHexString', 'valueOf', 'toJSON']);
const CONVERTING_GLOBALS = new Set(['String', 'Number', 'BigInt', 'parseInt', 'Number.parseInt', 'JSON.parse', 'structuredClone', 'Object.freeze', 'Promise.resolve', 'Array.from', 'Array.fromAsync']);
const WAITING_GLOBALS = new Set(['Promise.all', 'Promise.allSettled', 'Promise.any', 'Promise.race']);

/** Names that databases, caches and files have methods of, too. */
const SHARED_NAMES = new Set(['constructor', 'find', 'search', 'exec', 'link', 'keys', 'values', 'entries', 'with']);
const PLAIN_METHODS = new Set(
  [Array.prototype, String.prototype, Number.prototype, Date.prototype, RegExp.prototype, Function.prototype].flatMap((each) => Object.getOwnPropertyNames(each)).filter((name) => !SHARED_NAMES.has(name)),
);

/** Whether a method is a list's, text's, number's or date's, by its name: for what is not known, and hides nothing if it is one. */
export function isPlainMethod(name: string): boolean {
  return PLAIN_METHODS.has(name);
}

/** Whether a method is every promise's or list's, and not a data library's own: `.then(…)`, `.map((image) => …)`. */
export function isSharedMethod(name: string, args: readonly Expressed[], root: JsValue): boolean {
  const [first] = args;
  if (SETTLING.has(name)) return true;
  if (root.kind === 'rows' && !root.many) return false;
  return EACH_METHODS.has(name) && first !== undefined && isFunction(first.node);
}

/** What a method of the language gives; undefined for any other method. */
export function builtinMethod(reading: Reading, of: JsValue, name: string, args: readonly Expressed[], at: Expressed): JsValue | undefined {
  const [first, second] = args;
  if (SETTLING.has(name)) return settling(reading, of, name, args, at);
  if (CONVERSIONS.has(name) && args.length <= 1 && of.kind === 'term') return of;
  const isList = (of.kind === 'rows' && of.many) || of.kind === 'term' || (of.kind === 'resolved' && of.value.is.kind === 'array');
  if (!isList) return undefined;
  if (of.kind === 'resolved') changeList(reading, of.value, name, args, at);
  if (EACH_METHODS.has(name) && first !== undefined) {
    const element = elementOf(reading, of);
    const isFolding = name.startsWith('reduce');
    const called = callBack(reading, first, isFolding ? [second === undefined ? UNKNOWN : reading.evaluate(second), element] : [element, UNKNOWN, of], at);
    // Some of the ids that a task is handed are not all of them.
    if (PICKING.has(name)) return of.kind === 'term' ? UNKNOWN : element;
    if (KEEPING.has(name)) return of.kind === 'term' && name === 'filter' ? UNKNOWN : of;
    if (isFolding) return called ?? UNKNOWN;
    return (name === 'map' || name === 'flatMap') && called?.kind === 'rows' ? { ...called, many: true } : UNKNOWN;
  }
  if (PICKING.has(name) && of.kind !== 'term') return elementOf(reading, of);
  if (KEEPING.has(name) && of.kind !== 'term') return of;
  for (const argument of args) callBack(reading, argument, [UNKNOWN], at);
  return of.kind === 'term' || of.kind === 'rows' ? UNKNOWN : undefined;
}

function settling(reading: Reading, of: JsValue, name: string, [first, second]: readonly Expressed[], at: Expressed): JsValue {
  const handed = name === 'then' ? [of] : [];
  const [done, failed] = name === 'catch' ? [undefined, first] : [first, second];
  const result = done === undefined ? undefined : callBack(reading, done, handed, at);
  if (failed !== undefined && !isFailing(reading, failed)) callBack(reading, failed, [UNKNOWN], at);
  if (name !== 'then') return of;
  return result ?? UNKNOWN;
}

/** Whether a handler of failures throws again: as a `catch` that does, it is left out. */
function isFailing(reading: Reading, handler: Expressed): boolean {
  const value = reading.evaluate(handler);
  if (value.kind !== 'resolved' || value.value.is.kind !== 'function') return false;
  const { node, module } = value.value.is;
  return alwaysThrows(reading, { node: node.body, module, env: value.value.env });
}

/** Calls an argument that is a function; undefined where it is none. */
export function callBack(reading: Reading, callback: Expressed, args: readonly JsValue[], at: Expressed): JsValue | undefined {
  const value = reading.evaluate(callback);
  if (value.kind !== 'resolved' || value.value.is.kind !== 'function') return undefined;
  return reading.settle(reading.invoke(value.value, args, at));
}

/** What a call of something that nothing declares gives. */
export function globalCall(reading: Reading, path: readonly string[], args: readonly Expressed[], at: Expressed): JsValue {
  const name = path.join('.');
  const [first] = args;
  const values = args.map((argument) => reading.evaluate(argument));
  const [value = UNKNOWN] = values;
  if (WAITING_GLOBALS.has(name)) return value;
  if (CONVERTING_GLOBALS.has(name)) return name.startsWith('Array.from') ? converted(reading, value, args, at) : value.kind === 'term' || value.kind === 'rows' ? value : name === 'String' ? termValue(termIn(reading, value)) : value;
  if (name === 'Object.assign') return assignAll(reading, args);
  if (first !== undefined) for (const argument of args) callBack(reading, argument, [UNKNOWN, UNKNOWN], at);
  return UNKNOWN;
}

function converted(reading: Reading, list: JsValue, [, second]: readonly Expressed[], at: Expressed): JsValue {
  if (second === undefined) return list;
  callBack(reading, second, [elementOf(reading, list), UNKNOWN], at);
  return UNKNOWN;
}

