/** The fields that commands of Redis' hashes name. https://redis.io/docs/latest/commands/?group=hash */
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';

/** Where the commands of hashes name fields: in the first argument after the key, in all of them, in every other one. */
const FIELDS: ReadonlyMap<string, 'one' | 'all' | 'pairs'> = new Map([
  ...['hget', 'hexists', 'hstrlen', 'hsetnx', 'hincrby', 'hincrbyfloat'].map((name) => [name, 'one'] as const),
  ...['hdel', 'hmget'].map((name) => [name, 'all'] as const),
  ...['hset', 'hmset'].map((name) => [name, 'pairs'] as const),
]);

/** The fields of a hash, where all are known: `hset(key, 'state', 1)`, `hset(key, { state: 1 })`, `hmget(key, ['state'])`. */
export function fieldsOf(command: string, args: readonly Expressed[], context: ReadingContext): readonly string[] | undefined {
  const [first, ...others] = args.slice(1);
  const where = FIELDS.get(command);
  if (where === undefined || first === undefined) return undefined;
  if (where === 'one') return textsIn([first], context);
  const given = others.length === 0 ? context.entriesOf(first) : undefined;
  if (given !== undefined) return given.open || given.entries.size === 0 ? undefined : [...given.entries.keys()];
  const listed = [first, ...others].flatMap((argument) => context.elementsOf(argument) ?? [argument]);
  return textsIn(where === 'all' ? listed : listed.filter((_, index) => index % 2 === 0), context);
}

function textsIn(expressions: readonly Expressed[], context: ReadingContext): readonly string[] | undefined {
  const texts = expressions.flatMap((expression) => context.textOf(expression) ?? []);
  return texts.length === expressions.length && texts.length > 0 ? texts : undefined;
}
