/** Which transaction a statement stands in. */
import { lastOf } from '../../readers/python/names.js';
import { positionalOf } from '../../readers/python/calls.js';
import type { PythonModule } from '../../readers/python/module.js';
import { classOf, isFunction } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, namedChildren, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';
import { TRANSACTION_ROWS, type TransactionRow } from './rows.js';

/** How many of a project's own context managers may lie between a `with` and a library's. */
const MAX_DEPTH = 3;

export interface Opened {
  readonly row: Pick<TransactionRow, 'name' | 'library'>;
  /** Where it is opened: the `with` statement, the decorator; absent for the transaction of a whole request. */
  readonly at?: PyNode;
  /** What runs in it. */
  readonly body: PyNode;
  /** What chooses the database: `using='replica'`; absent for the default one. */
  readonly database?: string;
}

/** The transaction that is open where a node stands, as far as its own function says; what is opened in another of its database is a savepoint. */
export function findOpened(node: PyNode, module: PythonModule, resolver: PythonResolver): Opened | undefined {
  const [innermost, ...around] = allOpened(node, module, resolver);
  return around.findLast(({ row, database }) => row.library === innermost?.row.library && database === innermost.database) ?? innermost;
}

/** The transactions around a node, the innermost first. */
function allOpened(node: PyNode, module: PythonModule, resolver: PythonResolver): Opened[] {
  const found: Opened[] = [];
  let inner = node;
  for (const ancestor of ancestorsOf(node)) {
    const isBody = inner.field === 'body';
    const opened = isBody && ancestor.type === 'with_statement' ? openedBy(ancestor, inner, module, resolver) : undefined;
    const decorated = isBody && isFunction(ancestor) ? findDecorated(ancestor, inner, module, resolver) : undefined;
    found.push(...[opened, decorated].filter((each) => each !== undefined));
    if (isFunction(ancestor) || ancestor.type === 'class_definition') break;
    inner = ancestor;
  }
  return found;
}

function openedBy(statement: PyNode, body: PyNode, module: PythonModule, resolver: PythonResolver): Opened | undefined {
  for (const value of managersOf(statement)) {
    const row = rowOf(value, module, resolver, 0);
    if (row !== undefined) return { row, at: statement, body, ...databaseOf(value, module) };
  }
  return undefined;
}

/** What a `with` statement enters. */
function managersOf(statement: PyNode): PyNode[] {
  const clause = statement.children.find(({ type }) => type === 'with_clause');
  return (clause === undefined ? [] : namedChildren(clause)).flatMap((item) => {
    const value = childIn(item, 'value');
    return value?.type === 'as_pattern' ? namedChildren(value).slice(0, 1) : (value ?? []);
  });
}

/** `@transaction.atomic` on the function, and `@method_decorator(transaction.atomic)` on it or on its class for this method. */
function findDecorated(routine: PyNode, body: PyNode, module: PythonModule, resolver: PythonResolver): Opened | undefined {
  // A decorator is left before any of it runs.
  if (isPutOff(routine)) return undefined;
  for (const decorator of decoratorsOf(routine)) {
    const row = rowOf(decorator, module, resolver, 0) ?? rowOfMethod(decorator, module, resolver);
    if (row !== undefined) return { row, at: decorator, body, ...databaseOf(decorator, module) };
  }
  return undefined;
}

/** Whether calling a function runs none of its code: a generator, an `async` one. */
function isPutOff(routine: PyNode): boolean {
  let found = routine.children.some(({ type }) => type === 'async');
  walk(childIn(routine, 'body') ?? routine, (node) => {
    if (node.type === 'yield') found = true;
    return !found && !isFunction(node);
  });
  return found;
}

function rowOfMethod(decorator: PyNode, module: PythonModule, resolver: PythonResolver): TransactionRow | undefined {
  const called = decorator.type === 'call' ? childIn(decorator, 'function') : undefined;
  const value = called === undefined ? undefined : resolver.valueOf(called, module);
  const [first] = positionalOf(decorator);
  if (value?.kind !== 'external' || lastOf(value.path) !== 'method_decorator' || first === undefined) return undefined;
  return rowOf(first, module, resolver, 0);
}

/** What an expression opens that a `with` enters or a decorator stands for. */
function rowOf(expression: PyNode, module: PythonModule, resolver: PythonResolver, depth: number): TransactionRow | undefined {
  const value = resolver.valueOf(expression, module);
  const path = pathOf(value);
  if (path !== undefined) return TRANSACTION_ROWS.find((row) => row.path.test(path));
  const own = value.kind === 'result' && value.of.kind === 'function' ? value.of : undefined;
  return own === undefined || depth >= MAX_DEPTH ? undefined : rowOfManager(own.node, own.module, resolver, depth + 1);
}

/** The dotted path of a value outside of the project: `sqlalchemy.orm.Session().begin()`. */
function pathOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'external':
      return value.path;
    case 'result': {
      const path = pathOf(value.of);
      return path === undefined ? undefined : `${path}()`;
    }
    case 'member': {
      const path = pathOf(value.of);
      return path === undefined ? undefined : `${path}.${value.name}`;
    }
    default:
      return undefined;
  }
}

/** A context manager of the project that opens a transaction around its `yield`, or gives one. */
function rowOfManager(routine: PyNode, module: PythonModule, resolver: PythonResolver, depth: number): TransactionRow | undefined {
  let found: TransactionRow | undefined;
  walk(childIn(routine, 'body') ?? routine, (node) => {
    if (found !== undefined || isFunction(node)) return false;
    if (node.type === 'yield') found = [...ancestorsOf(node)].flatMap((around) => (around.type === 'with_statement' ? managersOf(around) : [])).flatMap((value) => rowOf(value, module, resolver, depth) ?? [])[0];
    const [returned] = node.type === 'return_statement' ? namedChildren(node) : [];
    if (returned !== undefined) found = rowOf(returned, module, resolver, depth);
    return true;
  });
  return found;
}

/** Arguments that choose no database. */
const HOW = /^(?:savepoint|durable)\s*=/;

/** Without further arguments a transaction is one of the default database. */
function databaseOf(expression: PyNode, module: PythonModule): Pick<Opened, 'database'> {
  const list = expression.type === 'call' ? childIn(expression, 'arguments') : undefined;
  const given = (list === undefined ? [] : namedChildren(list)).map((argument) => sourceOf(argument, module)).filter((text) => !HOW.test(text));
  return given.length === 0 ? {} : { database: given.join(', ') };
}

/** A method of a view, whose class or function is not taken out of the requests' transactions. */
export function isTakenOut(routine: PyNode, module: PythonModule): boolean {
  const around = classOf(routine);
  return [routine, ...(around === undefined ? [] : [around])]
    .flatMap((node) => decoratorsOf(node))
    .some(({ range }) => module.text.slice(...range).includes('non_atomic_requests'));
}
