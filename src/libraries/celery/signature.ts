/** How a dispatch of Celery reads as a signature: the same task with the same arguments, and its options by `.set(…)`. */
import type { Dispatch, Span } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, findAt, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { CeleryDetail, TaskArgument } from './detail.js';

/** An argument as it is written: the expression's own text behind `name=`, `*` or nothing. */
export interface WrittenArgument {
  readonly before: string;
  readonly node: PyNode;
}

/** `.si(…)`, `.set(…)`: what is called on the task, one call after the other. */
export interface WrittenCall {
  readonly name: string;
  readonly arguments: readonly WrittenArgument[];
  /** Keyword arguments that no text of the source stands for: `immutable=True`. */
  readonly constants?: readonly string[];
  /** The source's own parentheses, where they hold exactly these arguments. */
  readonly list?: PyNode;
}

export interface Signature {
  /** The task, or the app of `app.signature(…)`. */
  readonly receiver: Span;
  readonly calls: readonly WrittenCall[];
}

/** The values of these options are signatures of the chain's own, or cannot be a step's: they never stand in `.set(…)`. */
const NEVER_SET: ReadonlySet<string> = new Set(['link_error']);

/** The detail of a dispatch that Celery's recogniser found. */
export function detailOf({ library, detail }: Dispatch): CeleryDetail {
  if (library !== 'celery') throw new TypeError(`a dispatch of ${library} has no detail of Celery`);
  return detail as CeleryDetail;
}

/** The call that holds a dispatch's arguments. */
export function callOf({ call }: Dispatch, { ast }: PythonModule): PyNode | undefined {
  return findAt(ast, call, 'call');
}

/** What a dispatch passes beside the task's arguments, as keyword arguments and `**` splats; further positional arguments, too. */
export function optionNodesOf(dispatch: Dispatch, module: PythonModule): readonly PyNode[] {
  const { form, commit } = detailOf(dispatch);
  if (form === 'delay') return [];
  const call = callOf(dispatch, module);
  const list = call === undefined ? undefined : childIn(call, 'arguments');
  const nodes = list === undefined ? [] : namedChildren(list);
  const positional = nodes.filter(({ type }) => type !== 'keyword_argument' && type !== 'dictionary_splat');
  // The task's name or the function of `partial`, then `args` and `kwargs`.
  const own = new Set(positional.slice(0, (form === 'send_task' ? 1 : 0) + (commit?.form === 'partial' ? 1 : 0) + 2));
  const names = new Set(['args', 'kwargs', ...(form === 'send_task' ? ['name'] : [])]);
  return nodes.filter((node) => !own.has(node) && !names.has(optionNameOf(node, module) ?? ''));
}

/** `queue` of `queue='high'`; undefined for what is no keyword argument. */
export function optionNameOf(node: PyNode, module: PythonModule): string | undefined {
  const name = node.type === 'keyword_argument' ? childIn(node, 'name') : undefined;
  return name === undefined ? undefined : sourceOf(name, module);
}

/**
 * The signature of a dispatch.
 * @param how `si` keeps the arguments exactly; `s` takes the previous result before them
 * @param dropped how many of the first arguments the previous result stands for
 */
export function signatureOf(dispatch: Dispatch, module: PythonModule, how: 's' | 'si', dropped = 0): Signature {
  const detail = detailOf(dispatch);
  const receiver = dispatch.receiver ?? dispatch.call;
  const options = optionNodesOf(dispatch, module)
    .filter((node) => !NEVER_SET.has(optionNameOf(node, module) ?? ''))
    .map((node) => ({ before: '', node }));
  const set = options.length === 0 ? [] : [{ name: 'set', arguments: options }];
  if (detail.form === 'send_task') return { receiver, calls: [namedSignature(dispatch, detail, module, how), ...set] };
  const written = writtenArguments(detail.arguments).slice(dropped);
  const list = dropped === 0 && detail.form === 'delay' && detail.commit?.form !== 'partial' ? listOf(dispatch, module) : undefined;
  return { receiver, calls: [{ name: how, arguments: written, ...(list === undefined ? {} : { list }) }, ...set] };
}

function listOf(dispatch: Dispatch, module: PythonModule): PyNode | undefined {
  const call = callOf(dispatch, module);
  const list = call === undefined ? undefined : childIn(call, 'arguments');
  return list?.type === 'argument_list' ? list : undefined;
}

/** `app.signature('shop.resize', args=(x,), immutable=True)`: `args` and `kwargs` as `send_task` has them. */
function namedSignature(dispatch: Dispatch, detail: CeleryDetail, module: PythonModule, how: 's' | 'si'): WrittenCall {
  const call = callOf(dispatch, module);
  const list = call === undefined ? undefined : childIn(call, 'arguments');
  const nodes = (list === undefined ? [] : namedChildren(list)).slice(detail.commit?.form === 'partial' ? 1 : 0);
  const positional = nodes.filter(({ type }) => type !== 'keyword_argument' && type !== 'dictionary_splat');
  const [args, kwargs] = positional.filter((node) => node !== detail.name);
  const keywords = nodes.filter((node) => ['args', 'kwargs'].includes(optionNameOf(node, module) ?? ''));
  const written = [
    ...(detail.name === undefined ? [] : [{ before: '', node: detail.name }]),
    ...(args === undefined ? [] : [{ before: 'args=', node: args }]),
    ...(kwargs === undefined ? [] : [{ before: 'kwargs=', node: kwargs }]),
    ...keywords.map((node) => ({ before: '', node })),
  ];
  return { name: 'signature', arguments: written, ...(how === 'si' ? { constants: ['immutable=True'] } : {}) };
}

/** Positional arguments come first, which a source that passes `kwargs=` before `args=` does not say. */
function writtenArguments(args: readonly TaskArgument[]): WrittenArgument[] {
  const isPositional = ({ kind }: TaskArgument) => kind === 'positional' || kind === 'list';
  const ordered = areOrdered(args) ? args : [...args.filter(isPositional), ...args.filter((argument) => !isPositional(argument))];
  return ordered.map(writtenArgument);
}

/** Whether a call can have the arguments in this order: no positional one behind a keyword or `**`. */
export function areOrdered(args: readonly TaskArgument[]): boolean {
  const keyword = args.findIndex(({ kind }) => kind === 'keyword' || kind === 'dict');
  const dict = args.findIndex(({ kind }) => kind === 'dict');
  return args.every(
    ({ kind }, index) => !(kind === 'positional' && keyword !== -1 && index > keyword) && !(kind === 'list' && dict !== -1 && index > dict),
  );
}

function writtenArgument({ kind, name, node }: TaskArgument): WrittenArgument {
  switch (kind) {
    case 'positional':
      return { before: '', node };
    case 'keyword':
      return { before: `${name ?? ''}=`, node };
    case 'list':
      return { before: '*', node };
    case 'dict':
      return { before: '**', node };
  }
}
