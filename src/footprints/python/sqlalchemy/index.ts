/** SQLAlchemy, 1.4 and 2, with and without Flask-SQLAlchemy, and SQLModel. https://docs.sqlalchemy.org/en/20/ */
import type { PyCall, PyValue } from '../values.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';
import { columnExpression, dataIn, selecting, valueOf, type Source } from './data.js';
import { callOfExpression, callOfFunction, combined } from './expressions.js';
import { declaredIn, isMapped } from './mapped.js';
import { assignAttribute, construct, isObject, readAttribute } from './objects.js';
import { relationNamed } from './relations.js';
import { attributeOfRow, callOfResult, carryOut, elementOf } from './results.js';
import { attributeOfFlask, callOfSession } from './sessions.js';
import { callOfStatement, statementMade } from './statements.js';

export const sqlalchemy: PythonDataLibrary = { id: 'sqlalchemy', attribute, assign, call, iterate, subscript, operator: combined };

function attribute(of: PyValue, name: string, context: ReadingContext): PyValue | undefined {
  if (of.kind === 'class') return isMapped(of, context) ? attributeOfSource({ of }, name, of, context) : undefined;
  if (of.kind === 'list') return attributeOfRow(of, name);
  const data = dataIn(of);
  if (data?.kind === 'source') return attributeOfSource(data.source, name, of, context);
  // `query.paginate().items`
  if (data?.kind === 'result' && name === 'items') return of;
  return isObject(of, context) ? readAttribute(of, name, context) : attributeOfFlask(of, name, context);
}

/** `Image.id`, `Image.tags`, `Image.query`; `Image.__table__.c` has what `Image` has. */
function attributeOfSource(source: Source, name: string, itself: PyValue, context: ReadingContext): PyValue | undefined {
  const declared = declaredIn(source.of, name, context);
  if (declared?.kind === 'column') return valueOf(columnExpression({ source, name }));
  const relation = relationNamed(source.of, name, context);
  if (relation !== undefined) return valueOf({ kind: 'relation', source, relation });
  if (name === 'query') return valueOf(selecting([{ kind: 'source', source }], true));
  return name === '__table__' || name === 'c' ? itself : undefined;
}

function assign(of: PyValue, name: string, value: PyValue, context: ReadingContext): boolean {
  return isObject(of, context) && assignAttribute(of, name, value, context);
}

function call(called: PyCall, context: ReadingContext): PyValue | undefined {
  const { callee, receiver } = called;
  if (callee.kind === 'class') return isMapped(callee, context) ? construct(callee, called, context) : undefined;
  const data = dataIn(receiver);
  switch (data?.kind) {
    case 'expression':
      return callOfExpression(data, called, context);
    case 'statement':
      return callOfStatement(data, called, context);
    case 'result':
      return callOfResult(data, called, context);
    default:
      return callOfFunction(called, context) ?? statementMade(called, context) ?? callOfSession(called, context);
  }
}

function iterate(of: PyValue, context: ReadingContext): PyValue | undefined {
  const data = dataIn(of);
  if (data?.kind === 'statement') return elementOf(carryOut(data, context), context);
  return data?.kind === 'result' ? elementOf(data, context) : undefined;
}

function subscript(of: PyValue, index: PyValue, use: 'read' | 'assigned' | 'deleted', context: ReadingContext): PyValue | undefined {
  const data = dataIn(of);
  if (use !== 'read' || (data?.kind !== 'statement' && data?.kind !== 'result')) return undefined;
  const result = data.kind === 'statement' ? carryOut(data, context) : data;
  return context.termOf(index).kind === 'literal' ? elementOf(result, context) : valueOf(result);
}

