/** Clients that are handed SQL as it is: postgres.js, pg, mysql2, better-sqlite3, Slonik and their like. */
import { unwrapped } from '../../../readers/ecmascript/estree.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Expressed, JsValue } from '../values.js';
import type { Chain, EcmascriptDataLibrary, ReadingContext } from '../library.js';
import { databaseOf, readIn } from '../query/databases.js';
import { partOf } from '../query/given.js';
import { afterAny, handle, linksOf, type Link } from '../query/links.js';
import { readProperty, shaped, UNKNOWN_JS, type Rows } from '../query/rows.js';
import { runText, runTokens, templateTokens } from './run.js';
import { tokensOfTemplate, type Put, type Token } from './tokens.js';

interface Client {
  readonly id: string;
  readonly packages: readonly string[];
  /** The ways from the package's exports to something that runs SQL. */
  readonly holders: readonly (readonly string[])[];
  /** Methods that are handed a text and its parameters. */
  readonly texts?: ReadonlySet<string>;
  /** Methods whose result runs the text, with the parameters one by one: `db.prepare(text).get(id)`. */
  readonly prepares?: ReadonlySet<string>;
  /** Methods that are handed a template: Slonik's ``pool.one(sql`…`)``. */
  readonly templates?: ReadonlySet<string>;
  /** The holder is itself a tag of templates. */
  readonly isTag?: true;
  /** Methods that hand a connection to a callback. */
  readonly transactions?: ReadonlySet<string>;
  /** Methods that give a connection. */
  readonly connects?: ReadonlySet<string>;
  /** The result holds the rows under a property. */
  readonly rowsUnder?: string;
  /** Methods that give one row. */
  readonly single?: ReadonlySet<string>;
}

const CLIENTS: readonly Client[] = [
  {
    id: 'postgres',
    packages: ['postgres'],
    holders: [['()'], ['postgres'], ['Sql', 'new'], ['TransactionSql', 'new']],
    isTag: true,
    texts: new Set(['unsafe']),
    transactions: new Set(['begin', 'savepoint']),
    connects: new Set(['reserve']),
  },
  {
    id: 'pg',
    packages: ['pg', 'pg-pool'],
    holders: [['Pool', 'new'], ['Client', 'new'], ['PoolClient', 'new'], ['ClientBase', 'new'], ['new']],
    texts: new Set(['query']),
    connects: new Set(['connect']),
    rowsUnder: 'rows',
  },
  {
    id: 'mysql2',
    packages: ['mysql2', 'mysql'],
    holders: [['createPool'], ['createConnection'], ['Pool', 'new'], ['Connection', 'new'], ['PoolConnection', 'new']],
    texts: new Set(['query', 'execute']),
    connects: new Set(['getConnection', 'promise']),
    rowsUnder: '0',
  },
  {
    id: 'sqlite',
    packages: ['better-sqlite3', 'node:sqlite', 'bun:sqlite'],
    holders: [['new'], ['Database', 'new'], ['DatabaseSync', 'new']],
    prepares: new Set(['prepare', 'query']),
    single: new Set(['get']),
  },
  {
    id: 'neon',
    packages: ['@neondatabase/serverless', '@vercel/postgres', '@databases/pg'],
    holders: [['sql'], ['neon'], ['Pool', 'new']],
    isTag: true,
    texts: new Set(['query']),
  },
  {
    id: 'slonik',
    packages: ['slonik'],
    holders: [['createPool'], ['DatabasePool', 'new'], ['DatabaseTransactionConnection', 'new'], ['CommonQueryMethods', 'new']],
    templates: new Set(['query', 'any', 'many', 'one', 'maybeOne', 'exists', 'manyFirst', 'oneFirst', 'maybeOneFirst', 'anyFirst']),
    transactions: new Set(['transaction', 'connect']),
    rowsUnder: 'rows',
    single: new Set(['one', 'maybeOne']),
  },
];

export const SQL_CLIENTS: readonly EcmascriptDataLibrary[] = CLIENTS.map((client) => ({
  id: client.id,
  packages: client.packages,
  read(chain, context) {
    const links = linksOf(chain);
    const rest = chain.root.kind === 'handle' ? links : afterAny(links, client.holders);
    if (rest === undefined) return undefined;
    const database = chain.root.kind === 'handle' ? (chain.root.data as Connection).database : databaseOf(links[links.length - rest.length - 1]?.args ?? [], context);
    const methods = rest.filter(({ name }) => client.connects?.has(name) !== true);
    return readIn(database, context, (there) => readMethods(client, handle(client.id, { database } satisfies Connection), methods, chain, there));
  },
  property: readProperty,
}));

interface Connection {
  readonly database: string | undefined;
}

function readMethods(client: Client, connection: JsValue, [first, second]: readonly Link[], chain: Chain, context: ReadingContext): JsValue | undefined {
  const where = { library: client.id, at: chain.whole };
  if (first === undefined) return chain.steps.length === 0 ? undefined : connection;
  const { name, args } = first;
  const [text, parameters] = args;
  const give = (value: JsValue, method: string): JsValue => resultOf(client, value, method);
  if (name === '`' && client.isTag === true) return give(runTokens(templateTokens(first, context, (put) => helper(put, context)), context, where), name);
  if (client.transactions?.has(name) === true) {
    const callback = args.at(-1);
    return callback === undefined ? undefined : context.invoke(callback, [connection]) ?? UNKNOWN_JS;
  }
  if (client.texts?.has(name) === true && text !== undefined) {
    // `query({ text, values })`
    const whole = context.entriesOf(text)?.entries;
    return give(runText(whole?.get('text') ?? whole?.get('sql') ?? text, whole?.get('values') ?? parameters, context, where), name);
  }
  if (client.prepares?.has(name) === true && second !== undefined) return give(runText(text, undefined, context, where, second.args), second.name);
  return client.templates?.has(name) === true && text !== undefined ? give(runTokens(taggedTokens(text, client, context), context, where), name) : undefined;
}

/** ``sql.unsafe`…` ``, ``sql.type(image)`…` `` */
function taggedTokens(expression: Expressed, { packages }: Client, context: ReadingContext): readonly Token[] | undefined {
  const node = unwrapped(expression.node);
  if (node.type !== 'TaggedTemplateExpression') return undefined;
  const { is } = context.resolve(partOf(expression, node.tag));
  if (is.kind !== 'package' || !packages.includes(is.package) || withoutDefault(is.path)[0] !== 'sql') return undefined;
  const texts = node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw);
  return tokensOfTemplate(texts, node.quasi.expressions.map((put) => ({ kind: 'value', term: context.termOf(partOf(expression, put)) })));
}

/** postgres.js' `sql(image, 'file')`: columns with their values; of a list, the list. */
function helper(expression: Expressed, context: ReadingContext): Put | undefined {
  const node = unwrapped(expression.node);
  const [first, ...names] = node.type === 'CallExpression' ? node.arguments.map((argument) => partOf(expression, argument)) : [];
  if (first === undefined) return undefined;
  const given = context.entriesOf(first);
  if (given === undefined) return names.length === 0 ? { kind: 'value', term: context.termOf(first) } : undefined;
  const chosen = names.map((name) => context.textOf(name));
  const entries = [...given.entries].filter(([name]) => chosen.length === 0 || chosen.includes(name));
  return { kind: 'entries', entries: new Map(entries.map(([name, value]) => [name, context.termOf(value)])), open: given.open && chosen.length === 0 };
}

function resultOf({ rowsUnder, single }: Client, value: JsValue, method: string): JsValue {
  if (value.kind !== 'rows') return value;
  const rows: Rows = { ...value, many: single?.has(method) !== true };
  if (rowsUnder === undefined || !rows.many) return rows;
  // The result itself is no list; `0` of it is one, though, where a library gives `[rows, fields]`.
  return { ...rows, many: false, model: shaped(rows.model, (name) => (name === rowsUnder ? rows : undefined)) };
}
