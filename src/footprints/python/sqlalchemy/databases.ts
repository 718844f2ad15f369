/** Sessions of several databases: what a session is asked for is meant in the one that it is bound to. https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session.params.bind */
import { classOn } from '../databases.js';
import { nameOfTerm } from '../texts.js';
import type { PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { dataIn, valueOf, type ColumnUse, type Entity, type Expression, type Source, type Statement } from './data.js';

const ENGINE = /\.create_(?:async_)?engine\(\)(?:\.\w+)?$/;
/** A module that makes a single engine means the usual database, under whatever URL. */
const ENGINES = /\bcreate_(?:async_)?engine\(/g;
/** Without the driver, the user and the options: `db/main`. */
const PLACE = /^\w+(?:\+\w+)?:\/\/(?:[^/@]*@)?([^?]*)/;
/** Calls from an engine to a session: `scoped_session(sessionmaker(bind=engine))()`. */
const MOST_CALLS = 6;

/** The database that a session, or what makes one, is bound to; undefined where its URL cannot be told. */
export function databaseIn(session: PyValue | undefined, context: ReadingContext, calls = 0): string | undefined {
  const call = session?.kind === 'external' ? session.call : undefined;
  if (session?.kind !== 'external' || call === undefined || calls > MOST_CALLS) return undefined;
  const [first] = call.positional;
  if (!ENGINE.test(session.path)) return databaseIn(call.keyword.get('bind') ?? first, context, calls + 1) ?? databaseIn(call.callee, context, calls + 1);
  const url = first ?? call.keyword.get('url');
  const name = url === undefined || (call.module.text.match(ENGINES) ?? []).length < 2 ? undefined : nameOfTerm(context.termOf(url));
  return name === undefined ? undefined : (PLACE.exec(name)?.[1] ?? name);
}

/** A class, a statement or an object as it is meant in a database. */
export function meantIn(database: string, value: PyValue): PyValue {
  const move = (of: Source['of']): Source['of'] => classOn(of, database);
  switch (value.kind) {
    case 'class':
      return move(value);
    case 'instance':
      return { ...value, of: move(value.of) };
    case 'list':
      return { kind: 'list', elements: value.elements.map((element) => meantIn(database, element)) };
    case 'alternatives':
      return { kind: 'alternatives', values: value.values.map((each) => meantIn(database, each)) };
    default: {
      const data = dataIn(value);
      if (data?.kind === 'statement') return valueOf(statementOf(data, (source) => ({ ...source, of: move(source.of) })));
      if (data?.kind === 'source') return valueOf({ ...data, source: { ...data.source, of: move(data.source.of) } });
      return data?.kind === 'expression' ? valueOf(expressionOf(data, (source) => ({ ...source, of: move(source.of) }))) : value;
    }
  }
}

type Move = (source: Source) => Source;

function statementOf(statement: Statement, move: Move): Statement {
  return {
    ...statement,
    sources: statement.sources.map(move),
    entities: statement.entities.map((entity): Entity | undefined => (entity?.kind === 'source' ? { ...entity, source: move(entity.source) } : entity && expressionOf(entity, move))),
    choices: statement.choices.map((choice) => ({ ...choice, use: useOf(choice.use, move) })),
  };
}

/** Names and links only compare columns, which are the same in all databases. */
function expressionOf(expression: Expression, move: Move): Expression {
  const { only, columns } = expression;
  return { ...expression, columns: columns.map((use) => useOf(use, move)), ...(only === undefined ? {} : { only: useOf(only, move) }) };
}

function useOf<Use extends ColumnUse>(use: Use, move: Move): Use {
  return { ...use, source: move(use.source) };
}
