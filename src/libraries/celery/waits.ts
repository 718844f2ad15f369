/** Where code waits for the result of a task that it has dispatched itself. */
import type { CanvasSite } from '../../analysis/canvas.js';
import type { WaitSite } from '../../analysis/waits.js';
import { keywordOf, positionalOf } from '../../readers/python/calls.js';
import { nameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { argumentsOf, methodOf } from '../../readers/python/purity.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { classOf, enclosingFunction, readsOf, variableOf, type Variable } from '../../readers/python/scopes.js';
import { ancestorsOf, childIn, sourceOf, spanOf, unwrapped, walk, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';

/** https://docs.celeryq.dev/en/stable/reference/celery.result.html */
const WAITING = new Set(['get', 'wait', 'join', 'join_native', 'collect']);

/** Who asks how far a task is waits for it when it is done. */
const ASKING = new Set(['ready', 'successful', 'failed', 'waiting', 'completed_count', 'state', 'status', 'result', 'info']);

interface WaitSources {
  readonly recogniser: Recogniser;
  readonly canvases: () => readonly CanvasSite[];
  /** What writes a result that is only handed to the next task as a chain, where that is certain. @param wait the call that waits */
  readonly chainOf: (wait: PyNode, result: FreshResult) => WaitSite['chained'];
}

/** A result, and what was dispatched to get it. */
interface FreshResult {
  /** The call that dispatches. */
  readonly call: PyNode;
  /** The variable that holds the result. */
  readonly variable?: Variable;
  readonly task?: string;
}

export function waitsIn(module: PythonModule, { recogniser, canvases, chainOf }: WaitSources): WaitSite[] {
  const sites: WaitSite[] = [];
  walk(module.ast, (node) => {
    const site = node.type === 'call' ? waitAt(node) : undefined;
    if (site !== undefined) sites.push(site);
    return node.type !== 'ERROR';
  });
  return sites;

  function waitAt(call: PyNode): WaitSite | undefined {
    const method = methodOf(call, module);
    if (method === undefined || !WAITING.has(method.name)) return undefined;
    const result = freshResultOf(method.receiver, call);
    if (result === undefined || (result.variable !== undefined && isLookedAfter(result.variable))) return undefined;
    const owner = enclosingFunction(call) ?? module.ast;
    if (isMeantToWait(call, owner) || isHandedOver(owner)) return undefined;
    const chained = chainOf(call, result);
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
    const canvas = canvases().map((site) => site.canvas).find(({ start }) => start?.span.start === call.range[0] && start.span.end === call.range[1]);
    const method = canvas?.start?.name;
    // `resize.s(1)()` runs the task here and now.
    if (canvas?.kind === 'signature' && method === '__call__') return undefined;
    return method === undefined || method === 'apply' || method.endsWith('on_commit') ? undefined : { call };
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
    if (result?.task === undefined || (result.variable !== undefined && isNamedTwice(result.variable))) return undefined;
    return { call, task: result.task };
  }

  /** Its id is handed on more than once: somebody may ask first how far it is, `AsyncResult(result.id).ready()`. */
  function isNamedTwice(variable: Variable): boolean {
    return readsOf(variable, module).filter(({ parent }) => parent?.type === 'attribute').length > 1;
  }

  /** `allow_join_result`, `get(disable_sync_subtasks=False)`, `if settings.CELERY_TASK_ALWAYS_EAGER:`; `get(**options)` may say it, too. */
  function isMeantToWait(call: PyNode, owner: PyNode): boolean {
    const isChecked = keywordOf(call, 'disable_sync_subtasks', module)?.type ?? 'true';
    if (isChecked !== 'true' || argumentsOf(call).some(({ type }) => type.endsWith('_splat'))) return true;
    if ([owner, ...decoratorsOf(owner)].some((node) => /\ballow_join_result\b/.test(sourceOf(node, module)))) return true;
    return [...ancestorsOf(call)].some((ancestor) => {
      const condition = ancestor.type === 'if_statement' ? childIn(ancestor, 'condition') : undefined;
      return condition !== undefined && /always_eager/i.test(sourceOf(condition, module));
    });
  }

  /** A lambda, or a function in another that has its role from it: a thread or a timer may run it. */
  function isHandedOver(owner: PyNode): boolean {
    const around = decoratorsOf(owner).length === 0 && classOf(owner) === undefined ? enclosingFunction(owner) : undefined;
    return around !== undefined && recogniser.roleOf(around, module) === recogniser.roleOf(owner, module);
  }

  /** Somebody asks first how far it is, or it is handed to a function that may wait in its own way. */
  function isLookedAfter(variable: Variable): boolean {
    return readsOf(variable, module).some(({ parent }) => {
      const attribute = parent?.type === 'attribute' ? childIn(parent, 'attribute') : undefined;
      return parent?.type === 'argument_list' || (attribute !== undefined && ASKING.has(sourceOf(attribute, module)));
    });
  }
}
