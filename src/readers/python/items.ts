/** A list of statements as the analysis sees it. */
import type { Dispatch, Item } from '../../analysis/ir.js';
import { declaredBy, isNothing } from './declarations.js';
import { formOf, resultOf, resultVariable, type Form } from './forms.js';
import { loggedBy } from './logs.js';
import type { PythonModule } from './module.js';
import { argumentOf, keywordsOf } from './paths.js';
import { argumentsOf } from './purity.js';
import type { Recognised, Recogniser } from './recogniser.js';
import { usesOf, type Results } from './results.js';
import { boundBy, isRead, variableOf, type Variable } from './scopes.js';
import { spanOf, walk, type PyNode } from './tree.js';

/** A statement that is a dispatch: what is dispatched, and how the statement does it. */
interface Found {
  readonly recognised: Recognised;
  readonly form: Form;
}

/**
 * The items of a statement list, statements that do nothing left out; undefined where fewer than two of the statements are dispatches, so
 * that no run can stand there.
 */
export function itemsOf(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser): Item[] | undefined {
  const candidates = statements.flatMap((statement) => {
    const form = formOf(statement);
    return form !== undefined && recogniser.isCandidate(form.inner, module) ? [{ statement, form }] : [];
  });
  // Recognising may read other files, so a list must be worth it first.
  if (candidates.length < 2) return undefined;
  const found = new Map<PyNode, Found>();
  for (const { statement, form } of candidates) {
    const recognised = recogniser.recognise(form.inner, module);
    if (recognised !== undefined) found.set(statement, { recognised, form });
  }
  if (found.size < 2) return undefined;
  return readItems(statements, found, module);
}

function readItems(statements: readonly PyNode[], found: ReadonlyMap<PyNode, Found>, module: PythonModule): Item[] {
  const results = new Map<Variable, string>();
  /** What the dispatches and log lines since the last barrier read: a later assignment must not come before them. */
  const taken = new Set<Variable>();
  return statements.flatMap((statement) => {
    if (isNothing(statement)) return [];
    const item = itemOf(statement, found.get(statement), results, module);
    if (item.kind === 'declaration' && boundBy(statement, module).some((variable) => taken.has(variable))) {
      taken.clear();
      return [{ kind: 'barrier', statement: item.statement }];
    }
    if (item.kind === 'barrier') taken.clear();
    if (item.kind === 'dispatch' || item.kind === 'log') for (const variable of variablesIn(statement, module)) taken.add(variable);
    return [item];
  });
}

function itemOf(statement: PyNode, found: Found | undefined, results: Map<Variable, string>, module: PythonModule): Item {
  const span = spanOf(statement);
  if (found !== undefined) {
    const dispatch = dispatchOf(statement, found, results, module);
    const variable = resultVariable(found.form, module);
    if (variable !== undefined && dispatch.result.kind === 'bound') results.set(variable, dispatch.result.name);
    return { kind: 'dispatch', statement: span, dispatch };
  }
  const call = loggedBy(statement, module);
  if (call !== undefined) return { kind: 'log', statement: span, uses: usesOf([call], results, module).map(({ binding }) => binding) };
  const declares = declaredBy(statement, module);
  return declares === undefined ? { kind: 'barrier', statement: span } : { kind: 'declaration', statement: span, declares };
}

function dispatchOf(statement: PyNode, { recognised, form }: Found, results: Results, module: PythonModule): Dispatch {
  const { library, task, call, receiver, method, detail } = recognised;
  // The first argument of `partial(task.delay, x)` is what is called.
  const args = argumentsOf(call).filter((argument) => !isWithin(receiver, argument));
  const options = keywordsOf(recognised.options, module);
  return {
    library,
    task,
    call: spanOf(call),
    expression: form.expression,
    receiver: spanOf(receiver),
    method,
    arguments: args.map((argument) => argumentOf(argument, module)),
    payload: recognised.payload.map((node) => argumentOf(node, module)),
    ...(options === undefined ? {} : { options }),
    waiting: form.waiting,
    result: resultOf(statement, form, module),
    settledApart: false,
    uses: usesOf(args, results, module),
    detail,
  };
}

function isWithin({ range: inner }: PyNode, { range: outer }: PyNode): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** The variables that a statement reads or binds. */
function variablesIn(statement: PyNode, module: PythonModule): Variable[] {
  const variables = boundBy(statement, module);
  walk(statement, (node) => {
    const variable = node.type === 'identifier' && isRead(node, module) ? variableOf(node, module) : undefined;
    if (variable !== undefined) variables.push(variable);
  });
  return variables;
}
