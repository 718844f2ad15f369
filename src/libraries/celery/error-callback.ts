/** Error callbacks: which a run has already, and how Celery has to be given a new one. */
import type { Run } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { TaskDefinition } from './detail.js';
import { optionNameOf, optionNodesOf } from './signature.js';

/** The callbacks that the dispatches have as `link_error=`. */
export interface ErrorCallbacks {
  /** Those that every step has: in a chain they are the chain's. */
  readonly ofAll: readonly PyNode[];
  /** Those of single steps, by the step's number. */
  readonly ofSteps: readonly (readonly PyNode[])[];
}

export function findErrorCallbacks({ dispatches }: Run, module: PythonModule): ErrorCallbacks {
  const ofSteps = dispatches.map((dispatch) => optionNodesOf(dispatch, module).flatMap((node) => callbacksIn(node, module)));
  const texts = new Set(ofSteps.map((nodes) => nodes.map((node) => sourceOf(node, module)).join('\n')));
  return texts.size === 1 ? { ofAll: ofSteps[0] ?? [], ofSteps: ofSteps.map(() => []) } : { ofAll: [], ofSteps };
}

/** The callbacks of `link_error=failed.s()` and of `link_error=[failed.s(), …]`. */
function callbacksIn(option: PyNode, module: PythonModule): readonly PyNode[] {
  const value = optionNameOf(option, module) === 'link_error' ? childIn(option, 'value') : undefined;
  if (value === undefined || value.type === 'none') return [];
  return value.type === 'list' || value.type === 'tuple' ? namedChildren(value) : [value];
}

/**
 * How an error callback is called, tried on Celery 5.2 and 5.6: a function of two or more parameters that is not bound runs inside of
 * the worker with `(request, exc, traceback)`; any other is sent as a task with `(task_id)`. An immutable signature gets its own
 * arguments and nothing else.
 */
export type CallbackForm = 's' | 'si' | 'si with what is shared';

const TASK_ID = /^(?:\w+_)?(?:task_?id|uuid)$|^(?:id|request|context)$/;
const FAILURE = [/req|context|task/, /exc|err/, /trace|tb|einfo/];

/**
 * The form in which a callback with these parameters has to be given; undefined where none is sure to work.
 * @param shared the last words of what the tasks share: `image_id`, `id` of `image.id`
 */
export function formOfCallback({ bound, parameters }: TaskDefinition, shared: readonly string[]): CallbackForm | undefined {
  if (parameters.some(({ kind, required }) => kind === 'keyword-only' && required)) return undefined;
  const positional = parameters.filter(({ kind }) => kind === 'positional');
  const required = positional.filter((parameter) => parameter.required);
  const most = parameters.some(({ kind }) => kind === 'list') ? Infinity : positional.length;
  if (most === 0) return 'si';

  const given = bound || most < 2 ? 1 : FAILURE.length;
  const worksPlain = required.length <= given && given <= most;
  const patterns = given === 1 ? [TASK_ID] : FAILURE;
  const isFailure = patterns.every((pattern, index) => pattern.test(positional[index]?.name ?? '') || positional[index] === undefined);
  if (worksPlain && isFailure) return 's';
  if (required.length === 0) return 'si';
  if (required.length === shared.length && most < Infinity) return 'si with what is shared';
  return undefined;
}
