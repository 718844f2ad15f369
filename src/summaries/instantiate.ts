/** A task's footprint for one dispatch: what the task is handed becomes what the dispatching routine hands over. */
import { UNKNOWN_TERM, type Effect, type Resource, type Row, type Term } from '../analysis/footprint.js';

/** What a dispatch hands to its task, under the names of `Term`'s `argument`. */
export type Given = ReadonlyMap<string, Term>;

export function instantiate(effects: readonly Effect[], given: Given): Effect[] {
  return effects.map(({ when, ...effect }) => ({
    ...effect,
    resource: inResource(effect.resource, given),
    ...(when === undefined ? {} : { when: when.map((condition) => ({ ...condition, of: inTerm(condition.of, given) })) }),
  }));
}

function inResource(resource: Resource, given: Given): Resource {
  switch (resource.kind) {
    case 'column':
    case 'row':
      return { ...resource, row: inRow(resource.row, given) };
    case 'key':
      return { ...resource, key: inTerm(resource.key, given) };
    case 'external':
      return resource;
  }
}

function inRow(row: Row, given: Given): Row {
  if (row.kind !== 'keyed') return row;
  const limits = row.limits?.map((limit) => ({ ...limit, values: limit.values.map((value) => inTerm(value, given)) }));
  return { kind: 'keyed', by: row.by.map(({ column, is }) => ({ column, is: inTerm(is, given) })), ...(limits === undefined ? {} : { limits }) };
}

/** A term with every `argument` replaced by what is given for it; unknown where nothing is. */
function inTerm(term: Term, given: Given): Term {
  switch (term.kind) {
    case 'argument':
      return propertiesOf(given.get(term.name) ?? UNKNOWN_TERM, term.path);
    case 'column':
      return { ...term, row: inRow(term.row, given) };
    case 'stored':
      return { ...term, key: inTerm(term.key, given) };
    case 'text':
      return { kind: 'text', parts: term.parts.map((part) => inTerm(part, given)) };
    case 'object':
      return { ...term, entries: new Map([...term.entries].map(([name, entry]) => [name, inTerm(entry, given)])) };
    default:
      return term;
  }
}

/** What is read off a term by a path of properties. */
export function propertiesOf(term: Term, path: readonly string[]): Term {
  const [name, ...rest] = path;
  if (name === undefined) return term;
  switch (term.kind) {
    case 'argument':
      return { ...term, path: [...term.path, ...path] };
    case 'value':
      return { ...term, path: [...term.path, ...path], text: [term.text, ...path].join('.') };
    case 'object':
      return propertiesOf(term.entries.get(name) ?? UNKNOWN_TERM, rest);
    default:
      return UNKNOWN_TERM;
  }
}
