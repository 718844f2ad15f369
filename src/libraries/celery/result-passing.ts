/** Which steps of a chain take the result of the step before, as far as the tasks' definitions tell. */
import type { Parameter } from '../../analysis/canvas.js';
import type { Argument, Dispatch, Hazard, Run } from '../../analysis/ir.js';
import { childIn, namedChildren, walk, type PyNode } from '../../readers/python/tree.js';
import type { TaskArgument, TaskDefinition } from './detail.js';
import { detailOf } from './signature.js';

/** How a step is written: `dropped` arguments are taken from the result of the step before. */
interface Passing {
  readonly how: 's' | 'si';
  readonly dropped: number;
}

export interface PassingPlan {
  /** One for each dispatch. */
  readonly steps: readonly Passing[];
  /** How many of the last ones run side by side; 0 where one of them takes the result of another. */
  readonly groupSize: number;
  readonly hazards: readonly Hazard[];
}

const EXACT: Passing = { how: 'si', dropped: 0 };

const RESULT_NAME = /^(?:results?|prev|previous|\w*_result|previous_\w+)$/;
/** Names that may mean a result, for those who ask for results to be passed on. */
const LOOSE_RESULT_NAME = /^(?:data|payload|output|ctx)$/;

/**
 * @param isAskedFor whether results are to be passed on where only the parameter's name speaks for it
 * @param groupSize how many of the last dispatches may run side by side: all of them take the result of the step before the group
 */
export function planPassing(run: Run, isAskedFor: boolean, groupSize = 0): PassingPlan {
  const { dispatches } = run;
  const isHandedOnWithin = dispatches
    .slice(dispatches.length - groupSize)
    .some((dispatch, index, members) => members.slice(0, index).some((member) => handsOn(member, dispatch, run, isAskedFor) === 'result'));
  if (groupSize > 0 && isHandedOnWithin) return planPassing(run, isAskedFor);
  const hazards: Hazard[] = [];
  const steps = dispatches.map((dispatch, index): Passing => {
    const previous = dispatches[Math.min(index, dispatches.length - groupSize) - 1];
    if (previous === undefined) return EXACT;
    switch (handsOn(previous, dispatch, run, isAskedFor)) {
      case 'nothing':
        return EXACT;
      case 'missing':
        hazards.push(withoutResult(previous, dispatch));
        return EXACT;
      case 'result':
        hazards.push(passed(previous, dispatch));
        return { how: 's', dropped: lacksItsFirst(dispatch) ? 0 : 1 };
    }
  });
  // A step with `s` is read together with a first one that has it, too; for the first one both mean the same.
  const isPassing = steps.some(({ how }) => how === 's');
  return { steps: isPassing ? [{ how: 's', dropped: 0 }, ...steps.slice(1)] : steps, groupSize, hazards };
}

/** What a step takes from the one before it: its result; `missing` where it needs one and there is none. */
function handsOn(previous: Dispatch, dispatch: Dispatch, run: Run, isAskedFor: boolean): 'nothing' | 'result' | 'missing' {
  const hasResult = returnsValue(detailOf(previous).definition);
  if (lacksItsFirst(dispatch)) return hasResult ? 'result' : 'missing';
  return hasResult && isGivenInPlaceOfResult(dispatch, run, isAskedFor) ? 'result' : 'nothing';
}

/** The first parameter, where it is named like a result and the call gives it what is none. */
export function resultParameterOf(dispatch: Dispatch): string | undefined {
  return findGivenForResult(dispatch, false)?.parameter;
}

function passed(previous: Dispatch, dispatch: Dispatch): Hazard {
  return {
    effect: 'warn',
    id: 'result-passed',
    message: `the result of \`${previous.task.name}\` is passed on to \`${dispatch.task.name}\` as its first argument`,
  };
}

function withoutResult(previous: Dispatch, dispatch: Dispatch): Hazard {
  const problem = `\`${dispatch.task.name}\` needs one argument more than it is given, as if it took the result of \`${previous.task.name}\``;
  const reason = detailOf(previous).definition === undefined ? 'whose definition is not found' : 'which returns nothing';
  return { effect: 'refuse', id: 'no-result', message: `${problem}, ${reason}` };
}

/** The call alone could not have worked: it leaves out the first parameter, and no other that is required. */
function lacksItsFirst(dispatch: Dispatch): boolean {
  const call = readCall(dispatch);
  if (call === undefined) return false;
  const { positional, required, named } = call;
  // The result takes the first place, so the positional arguments move on by one.
  const [first, ...others] = positional;
  if (first === undefined || named.has(first.name) || !first.required) return false;
  if (call.given.length >= positional.filter((parameter) => parameter.required && !named.has(parameter.name)).length) return false;
  const taken = new Set([first.name, ...others.slice(0, call.given.length).map(({ name }) => name), ...named]);
  return call.given.length <= others.length && required.every(({ name }) => taken.has(name));
}

/** The first parameter is named like a result, and the call gives it what the run's tasks share, which is none. */
function isGivenInPlaceOfResult(dispatch: Dispatch, run: Run, isAskedFor: boolean): boolean {
  const given = findGivenForResult(dispatch, isAskedFor);
  return given !== undefined && isComplete(given.call) && isShared(given.argument, run);
}

interface GivenForResult {
  readonly call: Call;
  readonly parameter: string;
  readonly argument: Argument | undefined;
}

function findGivenForResult(dispatch: Dispatch, isAskedFor: boolean): GivenForResult | undefined {
  // The arguments of `send_task` are kept as one list.
  const call = detailOf(dispatch).form === 'send_task' ? undefined : readCall(dispatch);
  const [first] = call?.positional ?? [];
  const [given] = call?.given ?? [];
  if (call === undefined || first === undefined || given === undefined) return undefined;
  const isNamedSo = RESULT_NAME.test(first.name) || (isAskedFor && LOOSE_RESULT_NAME.test(first.name));
  const argument = argumentAt(given, dispatch);
  return isNamedSo && !isResultItself(argument) ? { call, parameter: first.name, argument } : undefined;
}

/** Every required argument is given, and no other. */
function isComplete({ positional, given, named }: Call): boolean {
  const requiredHere = positional.filter(({ required, name }) => required && !named.has(name));
  return given.length === requiredHere.length && positional.every(({ required, name }) => required || named.has(name));
}

/** `save.delay(scan_result)`: who calls a value a result means that one. */
function isResultItself(argument: Argument | undefined): boolean {
  return argument?.paths.some(({ text }) => RESULT_NAME.test(/\w+$/.exec(text)?.[0] ?? '')) === true;
}

interface Call {
  readonly positional: readonly Parameter[];
  readonly required: readonly Parameter[];
  readonly given: readonly TaskArgument[];
  /** The parameters that keyword arguments name. */
  readonly named: ReadonlySet<string>;
}

/** A call whose arguments can be counted: no `*` or `**` in it, no `*args` in the task's definition, and no keyword that it does not have. */
function readCall(dispatch: Dispatch): Call | undefined {
  const { definition, arguments: args } = detailOf(dispatch);
  if (definition === undefined || args.some(({ kind }) => kind === 'list' || kind === 'dict')) return undefined;
  const { parameters } = definition;
  if (parameters.some(({ kind }) => kind === 'list')) return undefined;
  const takesAny = parameters.some(({ kind }) => kind === 'dict');
  if (!takesAny && args.some(({ name }) => name !== undefined && !parameters.some((parameter) => parameter.name === name))) return undefined;
  return {
    positional: parameters.filter(({ kind }) => kind === 'positional'),
    required: parameters.filter(({ required }) => required),
    given: args.filter(({ kind }) => kind === 'positional'),
    named: new Set(args.flatMap(({ name }) => name ?? [])),
  };
}

function argumentAt({ node }: TaskArgument, { payload }: Dispatch): Argument | undefined {
  return payload
    .flatMap((argument) => [argument, ...(argument.elements ?? [])])
    .find(({ span }) => span.start === node.range[0] && span.end === node.range[1]);
}

function isShared(argument: Argument | undefined, { shared }: Run): boolean {
  return (
    argument?.paths.some((path) =>
      shared.some(({ root, path: properties }) => root === path.root && properties.join('.') === path.path.join('.')),
    ) === true
  );
}

/** Whether a task hands anything on: a `return` of its own with a value that is not `None`. A generator's value is no result. */
export function returnsValue(definition: TaskDefinition | undefined): boolean {
  const body = definition === undefined ? undefined : childIn(definition.node, 'body');
  if (body === undefined) return false;
  const own: PyNode[] = [];
  walk(body, (node) => {
    own.push(node);
    return !isNested(node);
  });
  const returned = own.filter(({ type }) => type === 'return_statement').flatMap((node) => namedChildren(node));
  return returned.some(({ type }) => type !== 'none') && !own.some(({ type }) => type === 'yield');
}

function isNested({ type }: PyNode): boolean {
  return type === 'function_definition' || type === 'class_definition' || type === 'lambda';
}
