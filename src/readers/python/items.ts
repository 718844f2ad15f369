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
import { childIn, namedChildren, sourceOf, spanOf, walk, type PyNode } from './tree.js';

/** A statement that is a dispatch: what is dispatched, and how the statement does it. */
interface Found {
  readonly recognised: Recognised;
  readonly form: Form;
}

/**
 * The items of a statement list, statements that do nothing left out; undefined where fewer of them dispatch than asked for: of a single
 * one no run can be made.
 */
export function itemsOf(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser, fewest = 2): Item[] | undefined {
  const candidates = candidatesIn(statements, module, recogniser);
  const loops = candidates.length === 0 ? [] : loopsIn(statements, module, recogniser);
  const groups = candidates.length === 0 ? [] : statements.filter((statement) => isGroup(statement, module));
  // Recognising may read other files, so a list must be worth it first.
  if (candidates.length + loops.length + groups.length < fewest) return undefined;
  const found = recognisedOf(candidates, module, recogniser);
  const items = found.size === 0 ? undefined : readItems(statements, found, module, new Map([...loopItems(loops, module, recogniser), ...groupItems(groups, module, recogniser)]));
  return items !== undefined && items.filter(({ kind }) => kind === 'dispatch' || kind === 'loop').length >= fewest ? items : undefined;
}

/** `group(…).delay()` as a statement: what it gives is dropped. */
function isGroup(statement: PyNode, module: PythonModule): boolean {
  const [only, ...others] = statement.type === 'expression_statement' ? statement.children : [];
  return only?.type === 'call' && others.length === 0 && /^(?:\w+\.)?\w*group\(/.test(sourceOf(only, module));
}

/** Groups of one task, which do what a loop does. */
function groupItems(groups: readonly PyNode[], module: PythonModule, recogniser: Recogniser): [PyNode, Item][] {
  return groups.flatMap((statement): [PyNode, Item][] => {
    const form = formOf(statement);
    const recognised = form === undefined ? undefined : recogniser.memberOf?.(form.inner, module);
    if (form === undefined || recognised === undefined) return [];
    return [[statement, { kind: 'loop', statement: spanOf(statement), dispatch: dispatchOf(statement, { recognised, form }, new Map(), module) }]];
  });
}

/** The dispatch that a statement is, taken by itself. */
export function dispatchAt(statement: PyNode, module: PythonModule, recogniser: Recogniser): Dispatch | undefined {
  const found = recognisedOf(candidatesIn([statement], module, recogniser), module, recogniser).get(statement);
  return found === undefined ? undefined : dispatchOf(statement, found, new Map(), module);
}

/** The dispatch that a call is whose result goes to the code around it. */
export function dispatchOfCall(call: PyNode, module: PythonModule, recogniser: Recogniser): Dispatch | undefined {
  const recognised = recogniser.isCandidate(call, module) ? recogniser.recognise(call, module) : undefined;
  const form: Form = { inner: call, expression: spanOf(call), waiting: 'returned', returned: true };
  return recognised === undefined ? undefined : dispatchOf(call, { recognised, form }, new Map(), module);
}

interface Candidate {
  readonly statement: PyNode;
  readonly form: Form;
}

function candidatesIn(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser): Candidate[] {
  return statements.flatMap((statement) => {
    const form = formOf(statement);
    return form !== undefined && recogniser.isCandidate(form.inner, module) ? [{ statement, form }] : [];
  });
}

function recognisedOf(candidates: readonly Candidate[], module: PythonModule, recogniser: Recogniser): Map<PyNode, Found> {
  const found = new Map<PyNode, Found>();
  for (const { statement, form } of candidates) {
    const recognised = recogniser.recognise(form.inner, module);
    if (recognised !== undefined) found.set(statement, { recognised, form });
  }
  return found;
}

/** A loop, and the only statement of its body that may be a dispatch. */
interface Loop {
  readonly statement: PyNode;
  readonly body: readonly PyNode[];
  readonly candidate: Candidate;
}

function loopsIn(statements: readonly PyNode[], module: PythonModule, recogniser: Recogniser): Loop[] {
  return statements.flatMap((statement) => {
    const block = statement.type === 'for_statement' ? childIn(statement, 'body') : undefined;
    if (block === undefined || childIn(statement, 'alternative') !== undefined) return [];
    const body = namedChildren(block);
    const [candidate, ...others] = candidatesIn(body, module, recogniser);
    return candidate === undefined || others.length > 0 ? [] : [{ statement, body, candidate }];
  });
}

/** The loops that do nothing but dispatch what they go over. */
function loopItems(loops: readonly Loop[], module: PythonModule, recogniser: Recogniser): ReadonlyMap<PyNode, Item> {
  return new Map(
    loops.flatMap(({ statement, body, candidate }): [PyNode, Item][] => {
      const items = readItems(body, recognisedOf([candidate], module, recogniser), module, new Map());
      const dispatch = items.find((item) => item.kind === 'dispatch')?.dispatch;
      if (dispatch === undefined || items.some(({ kind }) => kind === 'barrier') || !isOfLoop(statement, body, module)) return [];
      return [[statement, { kind: 'loop', statement: spanOf(statement), dispatch }]];
    }),
  );
}

/** Whether the body reads what the loop goes over. */
export function isOfLoop(statement: PyNode, body: readonly PyNode[], module: PythonModule): boolean {
  const target = childIn(statement, 'left');
  const variables = target === undefined ? [] : boundBy(target, module);
  const read = body.flatMap((inner) => variablesIn(inner, module));
  return variables.some((variable) => read.includes(variable));
}

function readItems(
  statements: readonly PyNode[],
  found: ReadonlyMap<PyNode, Found>,
  module: PythonModule,
  loops: ReadonlyMap<PyNode, Item>,
): Item[] {
  const results = new Map<Variable, string>();
  /** What the dispatches and log lines since the last barrier read: a later assignment must not come before them. */
  const taken = new Set<Variable>();
  return statements.flatMap((statement) => {
    if (isNothing(statement)) return [];
    const item = loops.get(statement) ?? itemOf(statement, found.get(statement), results, module);
    if (item.kind === 'declaration' && boundBy(statement, module).some((variable) => taken.has(variable))) {
      taken.clear();
      return [{ kind: 'barrier', statement: item.statement }];
    }
    if (item.kind === 'barrier' || item.kind === 'loop') taken.clear();
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
