/** Values, and what can be asked of them without reading any code. */
import { UNKNOWN_TERM, keyOfRow, keyOfTerm, type Term } from '../../analysis/footprint.js';
import type { Value } from '../../resolve/values.js';
import { propertiesOf } from '../instantiate.js';
import type { JsValue } from '../../footprints/ecmascript/values.js';

/** The package that names stand for which nothing declares: `fetch`, `Promise`, `JSON`. */
export const GLOBALS = 'globalThis';

/** Longer paths say nothing that could be compared. */
const MAX_PATH = 14;

export type Rows = Extract<JsValue, { kind: 'rows' }>;

/** Plain data of which nobody can tell which it is. */
export const UNKNOWN: JsValue = { kind: 'term', term: UNKNOWN_TERM };
export const NOTHING: JsValue = termValue({ kind: 'literal', value: null });

export function termValue(term: Term): JsValue {
  return { kind: 'term', term };
}

/** What the resolver says; a literal is data. */
export function resolvedValue(value: Value): JsValue {
  return value.is.kind === 'literal' ? termValue({ kind: 'literal', value: value.is.value }) : { kind: 'resolved', value };
}

/** Something that may be anything: a database, too. */
export function unresolved(reason: string): JsValue {
  return { kind: 'resolved', value: { is: { kind: 'unknown', reason } } };
}

export function isUnknown(value: JsValue): boolean {
  if (value.kind === 'term') return value.term.kind === 'unknown';
  if (value.kind !== 'resolved') return false;
  const { is } = value.value;
  return is.kind === 'unknown' || is.kind === 'parameter' || (is.kind === 'package' && is.package === GLOBALS);
}

/** The literal that a value is; undefined for any other value. `undefined` counts as `null`. */
export function literalIn(value: JsValue): string | number | boolean | null | undefined {
  return value.kind === 'term' && value.term.kind === 'literal' ? value.term.value : undefined;
}

export function isAbsent(value: JsValue): boolean {
  return literalIn(value) === null;
}

/** What several possible values have in common; absent ones don't count. */
export function joined(values: readonly JsValue[]): JsValue {
  const [first, ...others] = values.filter((value) => !isAbsent(value));
  if (first === undefined) return values[0] ?? NOTHING;
  return others.every((other) => isSame(first, other)) ? first : UNKNOWN;
}

function isSame(a: JsValue, b: JsValue): boolean {
  if (a === b) return true;
  if (a.kind === 'term' && b.kind === 'term') {
    const key = keyOfTerm(a.term);
    return key !== undefined && key === keyOfTerm(b.term);
  }
  if (a.kind === 'rows' && b.kind === 'rows') {
    return a.library === b.library && a.model.key === b.model.key && a.many === b.many && keyOfRow(a.row) !== undefined && keyOfRow(a.row) === keyOfRow(b.row);
  }
  if (a.kind === 'resolved' && b.kind === 'resolved') {
    const [left, right] = [a.value.is, b.value.is];
    // `trx ?? db`: a client or a transaction, either speaks to the one database.
    if (left.kind === 'package' && right.kind === 'package') return left.package === right.package && left.package !== GLOBALS;
    return 'node' in left && 'node' in right && left.node === right.node;
  }
  return false;
}

/** A property of plain data. */
export function propertyOfTerm(term: Term, name: string): Term {
  if ((term.kind === 'argument' || term.kind === 'value') && term.path.length >= MAX_PATH) return UNKNOWN_TERM;
  if (term.kind === 'object' && !term.open && !term.entries.has(name)) return { kind: 'literal', value: null };
  return propertiesOf(term, [name]);
}

/** What stands for each element of a list that a task is handed. */
export const EACH = '[]';
