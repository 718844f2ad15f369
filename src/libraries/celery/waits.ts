/** Where code waits for the result of a task that it has dispatched itself. */
import type { CanvasSite } from '../../analysis/canvas.js';
import type { WaitSite } from '../../analysis/waits.js';
import { keywordOf, positionalOf } from '../../readers/python/calls.js';
import { nameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { methodOf } from '../../readers/python/purity.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { enclosingFunction, readsOf, variableOf, type Variable } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, sourceOf, spanOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import { chainOfWait } from '../../rewrites/python/chained-wait.js';
import type { PythonResolver } from '../../resolve/python/values.js';

/** https://docs.celeryq.dev/en/stable/reference/celery.result.html */
const WAITING = new Set(['get', 'wait', 'join', 'join_native', 'collect']);

/** Who asks how far a task is waits for it when it is done. */
const ASKING = new Set(['ready', 'successful', 'failed', 'state', 'status']);

interface WaitSources {
  readonly recogniser: Recogniser;
  readonly resolver: PythonResolver;
  readonly canvases: () => readonly CanvasSite[];
}

/** A result, and what was dispatched to get it. */
interface FreshResult {
  /** The call that dispatches. */
  readonly call: PyNode;
  /** The variable that holds the result. */
  readonly variable?: Variable;
  readonly task?: string;
}

export function waitsIn(module: PythonModule, { recogniser, resolver, canvases }: WaitSources): WaitSite[] {
  const sites: WaitSite[] = [];
  walk(module.ast, (node) => {
    const site = node.type === 'call' ? waitAt(node) : undefined;
    if (site !== undefined) sites.push(site);
    return node.type !== 'ERROR';
  });
  return sites;

  function waitAt(call: PyNode): WaitSite | undefined {
    const method = methodOf(call, module);
    if (method === undefined || !WAITING.has(method.name) || isMeantToWait(call)) return undefined;
    const result = freshResultOf(method.receiver, call);
    if (result === undefined || (result.variable !== undefined && isAsked(result.variable))) return undefined;
    const owner = enclosingFunction(call) ?? module.ast;
    const chained = chainOfWait(call, result, { module, recogniser, resolver });
    return {
      call: spanOf(call),
      method: method.name,
      routine: { name: nameOf(owner, module), role: recogniser.roleOf(owner, module) },
      library: 'celery',
      ...(result.task === undefined ? {} : { task: result.task }),
      limited: keywordOf(call, 'timeout', module) !== undefined || positionalOf(call).length > 0,
      ...(chained === undefined ? {} : { chained }),
    };
  }

  /** What an expression gives that is a result: a dispatch, or a variable that nothing but dispatches of this function give a value. */
  function freshResultOf(expression: PyNode, wait: PyNode): FreshResult | undefined {
    const node = unwrapped(expression);
    if (node.type === 'identifier') return resultInVariable(node, wait);
    return node.type === 'call' ? (dispatchedBy(node) ?? resultById(node, wait)) : undefined;
  }

  function dispatchedBy(call: PyNode): FreshResult | undefined {
    const recognised = recogniser.isCandidate(call, module) ? recogniser.recognise(call, module) : undefined;
    if (recognised !== undefined) return recognised.method.endsWith('on_commit') || recognised.call !== call ? undefined : { call, task: recognised.task.name };
    const start = canvases().map(({ canvas }) => canvas.start).find((each) => each?.span.start === call.range[0] && each.span.end === call.range[1]);
    return start === undefined || start.name === 'apply' || start.name.endsWith('on_commit') ? undefined : { call };
  }

  function resultInVariable(identifier: PyNode, wait: PyNode): FreshResult | undefined {
    const variable = variableOf(identifier, module);
    if (variable === undefined || variable.scope !== enclosingFunction(wait)) return undefined;
    const results = variable.bindings.map(({ kind, value }) => (kind === 'assignment' && value !== undefined ? dispatchedBy(unwrapped(value)) : undefined));
    const [first] = results;
    if (first === undefined || results.includes(undefined)) return undefined;
    return results.length === 1 ? { ...first, variable } : { call: first.call, variable };
  }

  /** `AsyncResult(result.id)`, `resize.AsyncResult(result.id)` */
  function resultById(call: PyNode, wait: PyNode): FreshResult | undefined {
    const callee = childIn(call, 'function');
    const [id] = positionalOf(call);
    if (callee === undefined || id?.type !== 'attribute' || !/(?:^|\.)AsyncResult$/.test(sourceOf(callee, module))) return undefined;
    const [object, attribute] = [childIn(id, 'object'), childIn(id, 'attribute')];
    if (object === undefined || attribute === undefined || !/^(?:task_)?id$/.test(sourceOf(attribute, module))) return undefined;
    const result = freshResultOf(object, wait);
    return result?.task === undefined ? undefined : { call, task: result.task };
  }

  /** `with allow_join_result():`, `get(disable_sync_subtasks=False)` */
  function isMeantToWait(call: PyNode): boolean {
    if (keywordOf(call, 'disable_sync_subtasks', module)?.type === 'false') return true;
    for (const ancestor of ancestorsOf(call)) {
      const clause = ancestor.type === 'with_statement' ? ancestor.children.find(({ type }) => type === 'with_clause') : undefined;
      if (clause !== undefined && /\ballow_join_result\b/.test(sourceOf(clause, module))) return true;
    }
    return false;
  }

  function isAsked(variable: Variable): boolean {
    return readsOf(variable, module).some(({ parent }) => {
      const attribute = parent?.type === 'attribute' ? childIn(parent, 'attribute') : undefined;
      return attribute !== undefined && ASKING.has(sourceOf(attribute, module));
    });
  }
}
