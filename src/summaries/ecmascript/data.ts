/** Values, and what can be asked of them without reading any code. */
import { UNKNOWN_TERM, keyOfRow, keyOfTerm, type Term } from '../../analysis/footprint.js';
import { GLOBALS } from '../../resolve/packages.js';
import type { Value } from '../../resolve/values.js';
import { propertiesOf } from '../instantiate.js';
import { settingOf } from '../../footprints/ecmascript/settings.js';
import type { JsValue } from '../../footprints/ecmascript/values.js';

/** Longer paths say nothing that could be compared. */
const MAX_PATH = 14;

export type Rows = Extract<JsValue, { kind: 'rows' }>;

/** Plain data of which nobody can tell which it is. */
export const UNKNOWN: JsValue = { kind: 'term', term: UNKNOWN_TERM };
/** Both are the literal `null` to whoever asks for less: what is known to be `undefined`, and what is known to be `null`. */
const UNDEFINED_TERM: Term = { kind: 'literal', value: null };
export const NULL_TERM: Term = { kind: 'literal', value: null };
export const NOTHING: JsValue = termValue(UNDEFINED_TERM);

export function termValue(term: Term): JsValue {
  return { kind: 'term', term };
}

/** What the resolver says; a literal is data, and so is a setting. */
export function resolvedValue(value: Value): JsValue {
  if (value.is.kind === 'literal') return termValue({ kind: 'literal', value: value.is.value });
  const setting = settingOf(value);
  return setting === undefined ? { kind: 'resolved', value } : termValue(setting);
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

/** Which of the two an absent value is; undefined where that is not known, or the value is not known to be absent. */
export function kindOfAbsence(value: JsValue): 'undefined' | 'null' | undefined {
  if (value.kind !== 'term') return undefined;
  return value.term === UNDEFINED_TERM ? 'undefined' : value.term === NULL_TERM ? 'null' : undefined;
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
  if (term === UNDEFINED_TERM || term === NULL_TERM) return UNDEFINED_TERM;
  // A list has its elements for entries.
  if (term.kind === 'object' && !term.open && !term.entries.has(name)) return name === EACH || name === 'length' ? UNKNOWN_TERM : UNDEFINED_TERM;
  return propertiesOf(term, [name]);
}

/** What stands for each element of a list that a task is handed. */
export const EACH = '[]';
