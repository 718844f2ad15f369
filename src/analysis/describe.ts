/** Terms and resources in words, for messages. */
import { namesValue, type Resource, type Row, type Store, type Term } from './footprint.js';
import { PRIMARY_KEY } from './rows.js';

const STORES: Readonly<Record<Store, string>> = { cache: 'cache key', redis: 'Redis key', file: 'file', object: 'stored object' };

/** `image_id`, `image:{image_id}`, `Image.file`. */
export function describeTerm(term: Term): string {
  switch (term.kind) {
    case 'literal':
      return String(term.value);
    case 'argument':
      return [term.name, ...term.path].join('.');
    case 'value':
      return term.text;
    case 'setting':
      return term.name;
    case 'column':
      return `${term.model.name}.${term.column}`;
    case 'text':
      return term.parts.map((part) => (part.kind === 'literal' || part.kind === 'text' ? describeTerm(part) : `{${describeTerm(part)}}`)).join('');
    case 'stored':
    case 'object':
    case 'unknown':
      return '…';
  }
}

/**
 * ``Image.file and Image.size of the row `image_id` ``, ``the cache key `image:{image_id}` ``.
 * @param columns those that are meant together with the resource's own, which comes first
 */
export function describeResource(resource: Resource, columns: readonly string[] = []): string {
  switch (resource.kind) {
    case 'column':
      return `${listed([resource.column, ...columns].map((column) => `${resource.model.name}.${column}`))}${ofRow(resource.row)}`;
    case 'row':
      return describeRows(resource);
    case 'key':
      return `the ${STORES[resource.store]} \`${describeTerm(resource.key)}\``;
    case 'external':
      return `\`${resource.name}\``;
  }
}

/** ``the row `image_id` of Image``, ``rows of Page where image_id is `image.id` ``. */
function describeRows({ model, row }: Extract<Resource, { kind: 'row' }>): string {
  const key = findKey(row);
  if (key === undefined) return `rows of ${model.name}`;
  const name = `\`${describeTerm(key.is)}\``;
  return key.column === PRIMARY_KEY ? `the row ${name} of ${model.name}` : `rows of ${model.name} where ${key.column} is ${name}`;
}

function ofRow(row: Row): string {
  const key = findKey(row);
  if (key === undefined) return '';
  const name = `\`${describeTerm(key.is)}\``;
  return key.column === PRIMARY_KEY ? ` of the row ${name}` : ` of the rows where ${key.column} is ${name}`;
}

/** What best tells which rows: the primary key, else what the dispatching routine knows. */
function findKey(row: Row): { readonly column: string; readonly is: Term } | undefined {
  if (row.kind !== 'keyed') return undefined;
  const known = row.by.filter(({ is }) => is.kind !== 'unknown' && is.kind !== 'object');
  return known.find(({ column }) => column === PRIMARY_KEY) ?? known.find(({ is }) => namesValue(is)) ?? known[0];
}

const MOST = 2;

/** Two at most by name: `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[]): string {
  const [first = '', second] = names;
  const more = names.length - MOST;
  if (more > 0) return `${names.slice(0, MOST).join(', ')} and ${String(more)} more`;
  return second === undefined ? first : `${first} and ${second}`;
}
