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
  const byName = new Map<string, PyValue>();
  const rest: PyValue[] = [];
  const left = new Map(keyword);
  const take = (name: string, term: Term): PyValue => {
    terms.set(name, term);
    return termValue(term.kind === 'literal' ? term : { kind: 'argument', name, path: [] });
  };
  let position = 0;
  for (const { name, kind } of parameters) {
    if (kind === 'list') rest.push(...positional.slice(position).map((term, index) => take(`${name}.${String(index)}`, term)));
    if (kind === 'list' || kind === 'dict') continue;
    const term = (kind === 'positional' ? positional[position++] : undefined) ?? left.get(name);
    left.delete(name);
    if (term !== undefined) byName.set(name, take(name, term));
    // Nobody knows whether it is given: it is an argument of which nothing is known.
    else if (open) byName.set(name, termValue({ kind: 'argument', name, path: [] }));
  }
  for (const [name, term] of left) byName.set(name, take(name, term));
  const given: Given = rest.length === 0 ? { positional: [], keyword: byName, open } : withRest(parameters, byName, rest, open);
  return { key: keyOf(byName, rest.length), given, terms };
}

/** With `*args` behind them the parameters before it are given by position. */
function withRest(parameters: TaskDefinition['parameters'], byName: ReadonlyMap<string, PyValue>, rest: readonly PyValue[], open: boolean): Given {
  const before = parameters.slice(0, parameters.findIndex(({ kind }) => kind === 'list'));
  const positional = before.flatMap(({ name }) => byName.get(name) ?? []);
  const names = new Set(before.map(({ name }) => name));
  return { positional: [...positional, ...rest], keyword: new Map([...byName].filter(([name]) => !names.has(name))), open };
}

function keyOf(byName: ReadonlyMap<string, PyValue>, rest: number): string {
  const parts = [...byName].map(([name, value]) => (value.kind === 'term' && value.term.kind === 'literal' ? `${name}=${JSON.stringify(value.term.value)}` : name));
  return `${parts.join()};${String(rest)}`;
}
