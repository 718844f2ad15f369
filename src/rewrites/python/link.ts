import type { Dispatch, Run } from '../../analysis/ir.js';
import { argumentNodesOf } from '../../libraries/celery/arguments.js';
import type { TaskArgument } from '../../libraries/celery/detail.js';
import { callOf, detailOf, optionNameOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, type PyNode } from '../../readers/python/tree.js';
import { refuse } from '../refusal.js';
import { groupOf, renderErrorCallbacks, renderPipe, type WrittenStep } from './chain.js';
import { renderOnCommit } from './commit.js';
import type { PythonDraft } from './context.js';
import { bracketed, fluent, sequence, source, text, type Doc } from './doc.js';
import { hasComment, layoutOf } from './layout.js';

/**
 * The first task with the others behind it as `link`:
 *
 *     a.apply_async(args=(x,), link=b.si(x))
 *     a.apply_async(args=(x,), link=[b.si(x), c.si(x)])
 *     a.apply_async(args=(x,), link=(b.si(x) | c.si(y)).on_error(failed.s()), link_error=failed.s())
 *
 * An error callback of the first task is not one of the tasks linked to it, so both get it.
 * @param line the steps one after the other
 * @param side those that run side by side behind them; what follows the first one directly has the error callbacks already
 */
export function renderLink(run: Run, line: readonly WrittenStep[], side: readonly WrittenStep[], errorCallbacks: readonly Doc[], draft: PythonDraft): Doc {
  const { module } = draft;
  const layout = layoutOf(module);
  const [first] = run.dispatches;
  if (first === undefined || line.length + side.length < 2) return refuse('too-few-steps', 'a link needs two dispatches');
  if (hasComment(module, first.call) || [...line, ...side].some(({ notes }) => notes.above.length + notes.behind.length > 0))
    return refuse('comment-between', 'the comments between the dispatches have no place in the style link; use the style chain');

  const link = sequence([text('link='), linkedTo(line.slice(1), side, errorCallbacks, draft)], layout);
  const parts = [...argumentsOfFirst(first, module), link, ...linkErrorOf(errorCallbacks, module)];
  const receiver = first.receiver ?? first.call;
  const task = `${module.text.slice(receiver.start, receiver.end)}.${methodOf(first)}`;
  const { commit } = detailOf(first);
  if (commit?.form === 'partial') {
    const partial = sequence([partialOf(first, module), bracketed([text(task), ...parts], layout)], layout);
    return renderOnCommit(partial, commit, draft);
  }
  const call = sequence([text(task), bracketed(parts, layout)], layout);
  return commit?.form === 'lambda' ? renderOnCommit(sequence([text('lambda: '), call], layout), commit, draft) : call;
}

function linkedTo(line: readonly WrittenStep[], side: readonly WrittenStep[], errorCallbacks: readonly Doc[], { module, imports }: PythonDraft): Doc {
  const layout = layoutOf(module);
  const [only, ...others] = line;
  // All that a list holds is sent when the first task is done.
  if (only === undefined) return bracketed(side.map(({ signature }) => signature), layout, '[]');
  if (others.length + side.length === 0) return only.signature;
  const group = side.length === 0 ? [] : [groupOf(imports.local({ from: 'celery', name: 'group' }), side, layout)];
  return fluent(renderPipe([...line, ...group], layout), renderErrorCallbacks(errorCallbacks, layout), layout);
}

function methodOf(dispatch: Dispatch): string {
  const { form, commit } = detailOf(dispatch);
  if (form === 'send_task') return 'send_task';
  return commit?.form === 'method' ? 'apply_async_on_commit' : 'apply_async';
}

/** `partial` as the file calls it. */
function partialOf(dispatch: Dispatch, module: PythonModule): Doc {
  const call = callOf(dispatch, module);
  const callee = call === undefined ? undefined : childIn(call, 'function');
  return callee === undefined ? refuse('unusual-form', 'the `partial` of the first dispatch is not found') : source(callee, module);
}

function linkErrorOf(callbacks: readonly Doc[], module: PythonModule): Doc[] {
  const layout = layoutOf(module);
  const [only, ...others] = callbacks;
  if (only === undefined) return [];
  return [sequence([text('link_error='), others.length === 0 ? only : bracketed(callbacks, layout, '[]')], layout)];
}

/** What the first dispatch passes, as `apply_async` takes it: its own arguments where it is one, else `args=(…)` and `kwargs={…}`. */
function argumentsOfFirst(dispatch: Dispatch, module: PythonModule): Doc[] {
  const layout = layoutOf(module);
  const { form, commit, arguments: args } = detailOf(dispatch);
  if (form !== 'delay') {
    const call = callOf(dispatch, module);
    const nodes = (call === undefined ? [] : argumentNodesOf(call) ?? []).slice(commit?.form === 'partial' ? 1 : 0);
    return nodes.filter((node) => optionNameOf(node, module) !== 'link_error').map((node) => source(node, module));
  }
  const values = args.flatMap((argument) => renderElement(argument, module) ?? []);
  const [only, ...others] = values;
  const tuple = only !== undefined && others.length === 0 ? [sequence([only, text(',')], layout)] : values;
  const entries = args.flatMap((argument) => renderEntry(argument, module) ?? []);
  return [
    ...(tuple.length === 0 ? [] : [sequence([text('args='), bracketed(tuple, layout)], layout)]),
    ...(entries.length === 0 ? [] : [sequence([text('kwargs='), bracketed(entries, layout, '{}')], layout)]),
  ];
}

/** A positional argument as an element of `args`. */
function renderElement({ kind, node }: TaskArgument, module: PythonModule): Doc | undefined {
  if (kind !== 'positional' && kind !== 'list') return undefined;
  return kind === 'list' ? renderSplat('*', node, module) : source(node, module);
}

/** A keyword argument as an entry of `kwargs`. */
function renderEntry({ kind, name, node }: TaskArgument, module: PythonModule): Doc | undefined {
  if (kind !== 'keyword' && kind !== 'dict') return undefined;
  const layout = layoutOf(module);
  if (kind === 'dict') return renderSplat('**', node, module);
  return sequence([text(`${layout.quote}${name ?? ''}${layout.quote}: `), source(node, module)], layout);
}

/** What binds less than `|`: a call takes it behind `*`, a tuple or a dict does not. */
const LOOSE = new Set(['boolean_operator', 'not_operator', 'comparison_operator', 'conditional_expression', 'lambda']);

function renderSplat(stars: '*' | '**', node: PyNode, module: PythonModule): Doc {
  const [open, close] = LOOSE.has(node.type) ? ['(', ')'] : ['', ''];
  return sequence([text(stars + open), source(node, module), text(close)], layoutOf(module));
}
