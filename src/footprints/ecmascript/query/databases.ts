/** Several databases: which one a client is made for, and tables as they are meant in it. */
import type { Resource } from '../../../analysis/footprint.js';
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { madeWith } from './links.js';
import { placedIn } from './rows.js';

/** Without the driver, the user and the options: `db/main`. */
const PLACE = /^\w+:\/\/(?:[^/@]*@)?([^?]*)/;
/** `new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString }) }) })` */
const MOST_CLIENTS = 5;

const NAMING = ['host', 'port', 'database', 'filename'];
const LEADING = ['connectionString', 'uri', 'url', 'connection', 'pool', 'dialect', 'client'];

/** The database that something is made for, by the arguments that it is made with; undefined where these do not tell. */
export function databaseOf(made: readonly Expressed[], context: ReadingContext): string | undefined {
  const [first] = made;
  return first === undefined ? undefined : databaseAt(first, context, 0);
}

function databaseAt(made: Expressed, context: ReadingContext, depth: number): string | undefined {
  if (depth > MOST_CLIENTS) return undefined;
  const [argument] = madeWith(context.resolve(made));
  if (argument !== undefined) return databaseAt(argument, context, depth + 1);
  const options = context.entriesOf(made)?.entries;
  if (options === undefined) return nameIn(made, context);
  const names = NAMING.flatMap((name) => nameIn(options.get(name), context) ?? []);
  if (names.length > 0) return names.join(' ');
  const leading = LEADING.flatMap((name) => options.get(name) ?? []).at(0);
  return leading === undefined ? undefined : databaseAt(leading, context, depth + 1);
}

function nameIn(expression: Expressed | undefined, context: ReadingContext): string | undefined {
  const term = expression === undefined ? undefined : context.termOf(expression);
  if (term?.kind === 'setting') return term.name;
  const text = context.textOf(expression);
  return text === undefined ? undefined : (PLACE.exec(text)?.[1] ?? text);
}

/** What a library reads of a chain, its tables meant in a database. */
export function readIn(database: string | undefined, context: ReadingContext, read: (context: ReadingContext) => JsValue | undefined): JsValue | undefined {
  if (database === undefined) return read(context);
  const value = read({
    ...context,
    record: (effect) => {
      context.record({ ...effect, resource: inDatabase(effect.resource, database) });
    },
  });
  return value?.kind === 'rows' ? { ...value, model: placedIn(database, value.model) } : value;
}

function inDatabase(resource: Resource, database: string): Resource {
  return 'model' in resource ? { ...resource, model: { ...resource.model, database } } : resource;
}
