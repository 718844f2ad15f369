/** What a task is handed, by its parameters: literals count while its body is read, everything else is an `argument` that the dispatch fills in. */
import type { Term } from '../../analysis/footprint.js';
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import type { Given } from './reading.js';
import { termValue, type PyValue } from '../../footprints/python/values.js';

/** The arguments of a dispatch as terms. */
export interface Handed {
  readonly positional: readonly Term[];
  readonly keyword: ReadonlyMap<string, Term>;
  /** There may be more of them. */
  readonly open: boolean;
}

export interface HandedTo {
  /** Equal for two dispatches whose task does the same, but for the arguments that are filled in. */
  readonly key: string;
  readonly given: Given;
  /** What the arguments are, by their names in `argument`. */
  readonly terms: ReadonlyMap<string, Term>;
}

export function handedTo({ parameters }: TaskDefinition, { positional, keyword, open }: Handed): HandedTo {
  const terms = new Map<string, Term>();
  const take = (name: string, term: Term): PyValue => {
    terms.set(name, term);
    return termValue(term.kind === 'literal' ? term : { kind: 'argument', name, path: [] });
  };
  const plain = parameters.filter(({ kind }) => kind === 'positional').map(({ name }) => name);
  const rest = parameters.find(({ kind }) => kind === 'list')?.name ?? 'argument';
  const byPosition = positional.map((term, index) => take(plain[index] ?? `${rest}.${String(index - plain.length)}`, term));
  const byName = new Map([...keyword].map(([name, term]) => [name, take(name, term)]));
  // Nobody knows whether the others are given: each is an argument of which nothing is known.
  const others = open ? parameters.filter(({ name, kind }) => kind !== 'list' && kind !== 'dict' && !terms.has(name)) : [];
  for (const { name } of others) byName.set(name, termValue({ kind: 'argument', name, path: [] }));
  return { key: keyOf(byPosition, byName), given: { positional: byPosition, keyword: byName, open }, terms };
}

function keyOf(byPosition: readonly PyValue[], byName: ReadonlyMap<string, PyValue>): string {
  return [...byPosition.map(textOf), ...[...byName].map(([name, value]) => `${name}=${textOf(value)}`)].join();
}

function textOf(value: PyValue): string {
  return value.kind === 'term' && value.term.kind === 'literal' ? JSON.stringify(value.term.value) : '';
}
