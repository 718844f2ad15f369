/** The writes that come before a dispatch in its transaction. */
import type { Effect } from '../../analysis/footprint.js';
import type { AccessPath } from '../../analysis/ir.js';
import type { TransactionWrite } from '../../analysis/transactions.js';
import { keywordOf } from '../../readers/python/calls.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentsOf } from '../../readers/python/purity.js';
import { enclosingFunction, isFunction, isRead, variableOf, type Binding } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, namedChildren, sourceOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import { siteOf } from '../../summaries/python/sites.js';
import type { Opened } from './opened.js';
import { mayPrecede } from './order.js';
import { QUERY, QUERY_METHODS, ROW_METHODS, SAVING_METHODS, SESSION, SESSION_METHODS } from './rows.js';
import { pathOf, pathsBelow, pathsOfTarget } from './values.js';

const LONGEST = 60;

interface WriteSources {
  /** What the routine around does to tables. */
  readonly effects: () => readonly Effect[];
  /** What the dispatch hands over: a write of nothing of it is none of its matter. */
  readonly carries: readonly AccessPath[];
}

export function writesBefore(dispatch: PyNode, { body: within, database }: Opened, { effects, carries }: WriteSources, module: PythonModule): TransactionWrite[] {
  const roots = new Set(carries.map(({ root }) => root));
  const writes: TransactionWrite[] = [];
  walk(within, (node) => {
    if (isFunction(node) || node.type === 'class_definition') return false;
    if (node.type !== 'call' || isContinued(node) || !mayPrecede(node, dispatch, within)) return true;
    if (isElsewhere(node, database, module) || isRebound(node, dispatch, module)) return true;
    const written = writtenBy(node, module);
    const { rows, given } = written ?? { rows: [], given: valuesOf(node, module) };
    if (![...rows, ...given].some(({ root }) => roots.has(root))) return true;
    const own = effects().filter((effect) => isFrom(effect, node, module));
    if (written !== undefined || own.length > 0) {
      // Of many writes one is told.
      writes.push({ rows, given, effects: own, get text() { return renderCall(node, module); }, get line() { return siteOf(node, module).line; } });
    }
    return true;
  });
  return writes;
}

/** Whether a call writes nothing (`form.save(commit=False)`), or through another connection than the transaction's (`order.save(using='replica')`). */
function isElsewhere(call: PyNode, database: string | undefined, module: PythonModule): boolean {
  const commit = keywordOf(call, 'commit', module);
  return (commit !== undefined && sourceOf(commit, module) === 'False') || (database === undefined && keywordOf(call, 'using', module) !== undefined);
}

/** Whether a name that the dispatch reads is given another value behind a write. */
function isRebound(write: PyNode, dispatch: PyNode, module: PythonModule): boolean {
  let found = false;
  walk(dispatch, (node) => {
    const { bindings } = (node.type === 'identifier' && isRead(node, module) ? variableOf(node, module) : undefined) ?? { bindings: [] };
    const later = bindings.filter(({ name }) => write.range[1] <= name.range[0] && name.range[1] <= dispatch.range[0]);
    if (bindings.length > 1 && later.some((binding) => !bindings.some((other) => other !== binding && isSameLoop(binding, other, module)))) found = true;
    return !found;
  });
  return found;
}

/** Two loops over the same: `for order in orders`. */
function isSameLoop(one: Binding, other: Binding, module: PythonModule): boolean {
  const [over, same] = [one, other].map(({ kind, node }) => (kind === 'target' ? childIn(node, 'right') : undefined));
  return over !== undefined && same !== undefined && sourceOf(over, module) === sourceOf(same, module);
}

/** Whether more is called on what a call gives: `filter(…)` of `Order.objects.filter(…).update(…)`. */
function isContinued({ field, parent }: PyNode): boolean {
  return field === 'object' && parent?.type === 'attribute' && parent.field === 'function';
}

/** Whether an effect comes about in a chain of calls, or in what that calls: all of a chain begins where its first name does. */
function isFrom({ site, via: [first] }: Effect, call: PyNode, module: PythonModule): boolean {
  const { file, offset } = first ?? site;
  return file === module.path && offset === call.range[0];
}

/** What a call of the project's own holds: its result, its receiver, its arguments. */
function valuesOf(call: PyNode, module: PythonModule): readonly AccessPath[] {
  const called = childIn(call, 'function');
  const receiver = called === undefined ? undefined : childIn(called, 'object');
  const holder = receiver === undefined ? undefined : pathOf(receiver, module);
  return [...boundBy(call, module), ...givenTo(call, module), ...(holder === undefined ? [] : [holder])];
}

type Written = Pick<TransactionWrite, 'rows' | 'given'>;

/** What a call writes by its name and receiver; undefined for any other call. */
function writtenBy(call: PyNode, module: PythonModule): Written | undefined {
  const called = childIn(call, 'function');
  const receiver = called?.type === 'attribute' ? childIn(called, 'object') : undefined;
  const attribute = called === undefined ? undefined : childIn(called, 'attribute');
  if (receiver === undefined || attribute === undefined) return undefined;
  const method = sourceOf(attribute, module);
  const text = sourceOf(receiver, module);
  const bound = boundBy(call, module);
  if (SAVING_METHODS.has(method) && text === 'super()') return savedBySuper(call, method, module);
  if (QUERY_METHODS.has(method) && QUERY.test(text)) {
    const chosen = [...keysIn(receiver, module), ...(method.includes('bulk') ? givenTo(call, module) : [])];
    return { rows: [...bound, ...chosen], given: givenTo(call, module) };
  }
  if (SESSION_METHODS.has(method) && SESSION.test(text)) return { rows: [...bound, ...givenTo(call, module)], given: [] };
  const holder = ROW_METHODS.has(method) ? pathOf(receiver, module) : undefined;
  return holder === undefined ? undefined : { rows: [holder, ...bound], given: [] };
}

/** A view that updates saves a row that was there before, and nobody knows which of its columns. */
function savedBySuper(call: PyNode, method: string, module: PythonModule): Written {
  const around = [...ancestorsOf(call)].find(({ type }) => type === 'class_definition');
  const bases = around === undefined ? undefined : childIn(around, 'superclasses');
  const given = givenTo(call, module);
  const isUpdating = method === 'form_valid' && bases !== undefined && sourceOf(bases, module).includes('Update');
  return isUpdating ? { rows: [], given } : { rows: [...boundBy(call, module), ...given, ...ownRow(call, method, module)], given: [] };
}

/** `self` of `super().save()` in a model. */
function ownRow(call: PyNode, method: string, module: PythonModule): readonly AccessPath[] {
  const routine = enclosingFunction(call);
  const parameters = routine === undefined ? undefined : childIn(routine, 'parameters');
  const [self] = parameters === undefined || !ROW_METHODS.has(method) ? [] : namedChildren(parameters);
  return self?.type === 'identifier' ? [pathOf(self, module)].filter((path) => path !== undefined) : [];
}

/** The paths of a call's arguments. */
function givenTo(call: PyNode, module: PythonModule): readonly AccessPath[] {
  return argumentsOf(call).flatMap((argument) => pathsBelow(argument, module));
}

const KEY = /(?:^|_)(?:pk|id)(?:__in)?$/;

/** The keys along a chain of calls: `order_id` of `Order.objects.filter(pk=order_id)`. */
function keysIn(receiver: PyNode, module: PythonModule): readonly AccessPath[] {
  const node = unwrapped(receiver);
  const next = childIn(node, node.type === 'call' ? 'function' : 'object');
  const keys = node.type === 'call' ? argumentsOf(node).filter((argument) => isKey(argument, module)) : [];
  return [...keys.flatMap((argument) => pathsBelow(argument, module)), ...(next === undefined ? [] : keysIn(next, module))];
}

function isKey(argument: PyNode, module: PythonModule): boolean {
  const name = argument.type === 'keyword_argument' ? childIn(argument, 'name') : undefined;
  return name !== undefined && KEY.test(sourceOf(name, module));
}

/** `order` of `order = Order.objects.create()`, `order` and `created` of a pair. */
function boundBy(call: PyNode, module: PythonModule): readonly AccessPath[] {
  const around = call.parent?.type === 'await' ? call.parent : call;
  const target = around.field === 'right' && around.parent?.type === 'assignment' ? childIn(around.parent, 'left') : undefined;
  return target === undefined ? [] : pathsOfTarget(target, module);
}

function renderCall(call: PyNode, module: PythonModule): string {
  const text = sourceOf(call, module).replace(/\s+/g, ' ');
  const called = childIn(call, 'function');
  if (text.length <= LONGEST || called === undefined) return text;
  return `${sourceOf(called, module).replace(/\s+/g, ' ')}(${argumentsOf(call).length === 0 ? '' : '…'})`;
}
