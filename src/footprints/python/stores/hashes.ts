/** The fields that commands of Redis' hashes name. https://redis.io/docs/latest/commands/?group=hash */
import type { PyCall, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';

/** Where the commands of hashes name fields. */
const FIELDS: ReadonlyMap<string, 'one' | 'all' | 'listed'> = new Map([
  ...['hget', 'hexists', 'hstrlen', 'hsetnx', 'hincrby', 'hincrbyfloat'].map((name) => [name, 'one'] as const),
  ...['hmget', 'hmset'].map((name) => [name, 'listed'] as const),
  ['hdel', 'all'],
]);

/** The fields of a hash, where all are known: `hset(key, 'state', 1)`, `hmget(key, ['state'])`. */
export function fieldsOf(call: PyCall, context: ReadingContext): readonly string[] | undefined {
  const { method = '', positional, keyword, open } = call;
  if (open) return undefined;
  const [field = keyword.get('key'), ...others] = positional.slice(1);
  switch (method === 'hset' ? 'set' : FIELDS.get(method)) {
    case 'one':
      return textsIn([field], context);
    case 'all':
      return textsIn([field, ...others], context);
    case 'listed':
      return fieldsIn(field ?? keyword.get('keys') ?? keyword.get('mapping'), context);
    case 'set':
      return keyword.has('items') ? undefined : fieldsSet(field, keyword.get('mapping') ?? others[1], context);
    default:
      return undefined;
  }
}

function fieldsSet(field: PyValue | undefined, mapping: PyValue | undefined, context: ReadingContext): readonly string[] | undefined {
  const single = field === undefined ? [] : textsIn([field], context);
  const mapped = mapping === undefined ? [] : fieldsIn(mapping, context);
  return single === undefined || mapped === undefined ? undefined : someOf([...single, ...mapped]);
}

function fieldsIn(value: PyValue | undefined, context: ReadingContext): readonly string[] | undefined {
  if (value?.kind === 'list') return textsIn(value.elements, context);
  return value?.kind === 'dict' && !value.open ? someOf([...value.entries.keys()]) : undefined;
}

function textsIn(values: readonly (PyValue | undefined)[], context: ReadingContext): readonly string[] | undefined {
  const texts = values.flatMap((value) => context.textOf(value) ?? []);
  return texts.length < values.length ? undefined : someOf(texts);
}

function someOf(fields: readonly string[]): readonly string[] | undefined {
  return fields.length === 0 ? undefined : fields;
}
