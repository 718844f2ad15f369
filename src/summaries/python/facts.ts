/** What is known to be missing where code runs: a write there only fills in. */
import { keyOfTerm, type Condition, type Resource, type Term } from '../../analysis/footprint.js';
import { partsOf } from './alternatives.js';
import type { PyValue } from '../../footprints/python/values.js';

export interface Facts {
  /** Columns, and what stores hold, that are empty. */
  readonly absent: readonly Term[];
  /** Rows that were looked for are not there. */
  readonly rows: boolean;
  /** Something kept under a key (a file) is not there. */
  readonly keys: boolean;
  /** What the values that the task is handed are, or are not. */
  readonly given: readonly Condition[];
}

export const NO_FACTS: Facts = { absent: [], rows: false, keys: false, given: [] };

/** What is known where a value has turned out to be empty. */
export function emptinessOf(value: PyValue): Facts {
  const parts = partsOf(value);
  const absent = parts.flatMap((part) => (part.kind === 'term' && isKept(part.term) ? [part.term] : []));
  const rows = parts.some(({ kind }) => kind === 'instance' || kind === 'handle');
  return { absent, rows, keys: false, given: conditionsOf(value, EMPTY, false) };
}

const EMPTY: Condition['values'] = [null, false, 0, ''];

/** What is known where a value has turned out to be something. */
export function fullnessOf(value: PyValue): Facts {
  return { ...NO_FACTS, given: conditionsOf(value, EMPTY, true) };
}

/** What is known where a value has turned out to be one of some literals, or none of them. */
export function equalityOf(value: PyValue, values: Condition['values'], isNot: boolean): Facts {
  return { ...NO_FACTS, given: conditionsOf(value, values, isNot) };
}

function conditionsOf(value: PyValue, values: Condition['values'], isNot: boolean): readonly Condition[] {
  return value.kind === 'term' && value.term.kind === 'argument' ? [{ of: value.term, values, isNot }] : [];
}

export function bothFacts(a: Facts, b: Facts): Facts {
  if (a === NO_FACTS) return b;
  if (b === NO_FACTS) return a;
  return { absent: [...a.absent, ...b.absent], rows: a.rows || b.rows, keys: a.keys || b.keys, given: [...a.given, ...b.given] };
}

/** Whether a write or a creation only makes up for what is missing. */
export function isFilling(operation: 'write' | 'create', resource: Resource, facts: Facts): boolean {
  switch (resource.kind) {
    case 'column':
      return has(facts, { ...resource, kind: 'column' }) || (operation === 'create' && isRowMissing(resource.model.key, facts));
    case 'row':
      return operation === 'create' && isRowMissing(resource.model.key, facts);
    case 'key':
      return facts.keys || has(facts, { kind: 'stored', store: resource.store, key: resource.key });
    case 'external':
      return false;
  }
}

function isRowMissing(model: string, { rows, absent }: Facts): boolean {
  return rows || absent.some((term) => term.kind === 'column' && term.model.key === model && term.column === 'id');
}

function has({ absent }: Facts, term: Term): boolean {
  const key = keyOfTerm(term);
  return key !== undefined && absent.some((other) => keyOfTerm(other) === key);
}

function isKept({ kind }: Term): boolean {
  return kind === 'column' || kind === 'stored';
}
