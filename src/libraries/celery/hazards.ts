/** What would make a chain of Celery tasks change more than the order, beside what holds for every library. */
import type { Dispatch, Hazard, Run } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { readsOf, variableOf } from '../../readers/python/scopes.js';
import { childIn, findAt, sourceOf, unwrapped, type PyNode } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Style } from '../../analysis/edit.js';
import { findErrorCallbacks } from './error-callback.js';
import { areOrdered, detailOf, optionNameOf, optionNodesOf } from './signature.js';

interface Place {
  readonly module: PythonModule;
  readonly resolver: PythonResolver;
}

type Check = (run: Run, place: Place, style: Style) => readonly Hazard[];

const CHECKS: readonly Check[] = [
  mixedCommits,
  apps,
  publishing,
  unknownOptions,
  callbacks,
  errorCallbacks,
  reorderedArguments,
  argumentsOfNone,
  firstExpiry,
  linkedResult,
  unusedPartial,
];

/** The hazards that only Celery has. */
export function findCeleryHazards(run: Run, style: Style, place: Place): Hazard[] {
  return CHECKS.flatMap((check) => check(run, place, style));
}

function refusal(id: string, message: string): Hazard {
  return { effect: 'refuse', id, message };
}

function mixedCommits({ dispatches }: Run, { module }: Place): Hazard[] {
  const commits = dispatches.map((dispatch) => detailOf(dispatch).commit);
  const forms = new Set(commits.map((commit) => commit?.form));
  if (forms.has(undefined) && forms.size > 1) {
    const problem = 'some of the tasks are queued at once and others after the transaction is committed';
    return [refusal('mixed-commit', `${problem}: write all of them in the same way`)];
  }
  if (forms.size > 1) {
    const problem = 'the tasks wait for the commit in different ways (`delay_on_commit`, a lambda, `partial`)';
    return [refusal('mixed-commit', `${problem}: write all of them in the same way`)];
  }
  const calls = commits.map((commit) => {
    const callee = commit?.call === undefined ? undefined : childIn(commit.call, 'function');
    return [callee ?? [], commit?.options ?? []]
      .flat()
      .map((node) => sourceOf(node, module))
      .join(', ');
  });
  if (new Set(calls).size < 2) return [];
  return [refusal('different-commits', 'the calls of `on_commit` differ in what they are called on or in their further arguments')];
}

/** Tasks of different apps are on different brokers. */
function apps({ dispatches }: Run, { module, resolver }: Place): Hazard[] {
  const found = new Set(dispatches.flatMap((dispatch) => appOf(dispatch, module, resolver) ?? []));
  return found.size < 2
    ? []
    : [refusal('different-apps', 'the tasks belong to different Celery apps, whose workers do not take each other’s tasks')];
}

/** The call that makes a task's app: `Celery('shop')`; undefined for a shared task and where it is not found. */
function appOf(dispatch: Dispatch, module: PythonModule, resolver: PythonResolver): PyNode | undefined {
  const { receiver } = dispatch;
  const { definition, form } = detailOf(dispatch);
  if (form === 'send_task') return madeApp(receiver === undefined ? undefined : findAt(module.ast, receiver), module, resolver);
  if (definition === undefined) return undefined;
  for (const decorator of decoratorsOf(definition.node)) {
    const called = decorator.type === 'call' ? childIn(decorator, 'function') ?? decorator : decorator;
    const app = madeApp(childIn(unwrapped(called), 'object'), definition.module, resolver);
    if (app !== undefined) return app;
  }
  return undefined;
}

function madeApp(app: PyNode | undefined, module: PythonModule, resolver: PythonResolver): PyNode | undefined {
  const value = app === undefined ? undefined : resolver.valueOf(app, module);
  return value?.kind === 'result' && value.of.kind === 'external' && value.of.path.startsWith('celery.') ? value.call : undefined;
}

/** Only the first message is sent from here; the workers send the others. */
const PUBLISHING = ['producer', 'connection', 'publisher', 'router', 'add_to_parent', 'result_cls'];

function publishing({ dispatches }: Run, { module }: Place): Hazard[] {
  return dispatches.flatMap((dispatch) =>
    optionNodesOf(dispatch, module)
      .flatMap((node) => optionNameOf(node, module) ?? [])
      .filter((name) => PUBLISHING.includes(name))
      .map((name) => {
        const option = `the option \`${name}\` of \`${dispatch.task.name}\``;
        return refusal('publishing-option', `${option} says how its message is sent from here, which a chain leaves to the workers`);
      }),
  );
}

function unknownOptions({ dispatches }: Run, { module }: Place): Hazard[] {
  return dispatches
    .filter((dispatch) => optionNodesOf(dispatch, module).some((node) => optionNameOf(node, module) === undefined))
    .map(({ task }) =>
      refusal('unknown-options', `the options of \`${task.name}\` are spread, so whether they can be a step's is not known`),
    );
}

function callbacks({ dispatches }: Run, { module }: Place): Hazard[] {
  return dispatches
    .filter((dispatch) => optionNodesOf(dispatch, module).some((node) => optionNameOf(node, module) === 'link'))
    .map(({ task }) =>
      refusal('own-link', `\`${task.name}\` is linked to a task of its own already, which would run beside the next step`),
    );
}

/** What is given as `link_error` must be seen to be one signature, or a list of them. */
function errorCallbacks(run: Run, { module }: Place, style: Style): Hazard[] {
  const { ofAll, ofSteps } = findErrorCallbacks(run, module);
  const all = [...ofAll, ...ofSteps.flat()];
  const unclear = all.find(({ type }) => type !== 'call');
  if (unclear !== undefined) {
    const problem = `the error callback \`${sourceOf(unclear, module)}\` may be one signature or a list of them`;
    return [refusal('error-callback', `${problem}: write the signature itself`)];
  }
  if (style !== 'link' || ofSteps.every((nodes) => nodes.length === 0)) return [];
  return [refusal('error-callback', 'the tasks have different error callbacks, which the style link does not keep apart')];
}

/** Positional arguments have to be written before named ones; values that are more than plain must not be taken in another order for it. */
function reorderedArguments({ dispatches }: Run): Hazard[] {
  const isReordered = (dispatch: Dispatch) => detailOf(dispatch).form !== 'send_task' && !areOrdered(detailOf(dispatch).arguments);
  return dispatches
    .filter((dispatch) => isReordered(dispatch) && dispatch.payload.some(({ purity }) => purity !== 'pure'))
    .map(({ task }) => {
      const problem = `\`args\` of \`${task.name}\` stands behind \`kwargs\`, and their values are more than plain`;
      return refusal('argument-order', `${problem}: change their order first`);
    });
}

/** `apply_async(kwargs=None)` is fine, `si(**None)` is not. */
function argumentsOfNone({ dispatches }: Run, { module }: Place): Hazard[] {
  return dispatches.flatMap((dispatch) => {
    const { form, arguments: args } = detailOf(dispatch);
    const unsure = args.find(({ kind, node }) => (kind === 'list' || kind === 'dict') && mayBeNone(node, module));
    if (unsure === undefined || form !== 'apply_async') return [];
    const problem = `\`${sourceOf(unsure.node, module)}\`, the arguments of \`${dispatch.task.name}\`, may be None`;
    return [refusal('argument-none', `${problem}, which a signature does not take: make it an empty one first`)];
  });
}

/** Whether a variable is given None somewhere, or is a parameter that has it by default. */
function mayBeNone(node: PyNode, module: PythonModule): boolean {
  const variable = node.type === 'identifier' ? variableOf(node, module) : undefined;
  return variable?.bindings.some(({ node: binding, value }) => (value ?? childIn(binding, 'value'))?.type === 'none') === true;
}

function firstExpiry({ dispatches: [first] }: Run): Hazard[] {
  if (first?.options?.entries?.has('expires') !== true) return [];
  const message = `when \`${first.task.name}\` expires before it is run, no later step runs, and no error callback is called`;
  return [{ effect: 'warn', id: 'first-expires', message }];
}

/** `apply_async(link=…)` gives the first task's result. */
function linkedResult({ dispatches }: Run, _place: Place, style: Style): Hazard[] {
  const last = dispatches.at(-1);
  const isKept = last?.result.kind === 'returned' || (last?.result.kind === 'bound' && last.result.used);
  if (style !== 'link' || last === undefined || !isKept) return [];
  return [
    refusal('linked-result', `the result of \`${last.task.name}\` is used, but the style link gives the first task's; use the style chain`),
  ];
}

/** `transaction.on_commit(partial(task.delay, x))` becomes `transaction.on_commit(chain(…).delay)`. */
function unusedPartial({ dispatches }: Run, { module }: Place, style: Style): Hazard[] {
  if (style === 'link') return [];
  const calls = dispatches.filter((dispatch) => detailOf(dispatch).commit?.form === 'partial').map(({ call }) => findAt(module.ast, call, 'call'));
  const name = calls.map((call) => (call === undefined ? undefined : childIn(call, 'function'))).find((callee) => callee?.type === 'identifier');
  const variable = name === undefined ? undefined : variableOf(name, module);
  if (variable === undefined || !readsOf(variable, module).every((read) => calls.includes(read.parent))) return [];
  const message = `\`${variable.name}\` is no longer used in this file: take its import out`;
  return [{ effect: 'warn', id: 'unused-import', message }];
}
