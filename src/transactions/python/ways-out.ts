/** How a dispatch is made to wait for the commit. */
import type { Canvas } from '../../analysis/canvas.js';
import type { Dispatch } from '../../analysis/ir.js';
import type { WayOut } from '../../analysis/transactions.js';
import type { CeleryDetail } from '../../libraries/celery/detail.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, findAt, type PyNode } from '../../readers/python/tree.js';

const IMPORTS = [
  { from: 'django.db', name: 'transaction' },
  { from: 'functools', name: 'partial' },
];

/** What a generator's names mean is looked up at the commit: `group(resize.si(image.id, size) for size in sizes)`. */
export function waysOutOfCanvas({ resultUsed, span }: Canvas, call: PyNode, module: PythonModule): readonly WayOut[] {
  const isLazy = [call, findAt(module.ast, span)].some((node) => node !== undefined && holdsGenerator(node));
  const partial = resultUsed || isLazy ? undefined : partially(call, module);
  return partial === undefined ? [] : [partial];
}

/** @param knowsMethod the project uses `delay_on_commit`, so its tasks have it */
export function waysOutOf(dispatch: Dispatch, call: PyNode, module: PythonModule, knowsMethod: boolean): readonly WayOut[] {
  if (dispatch.result.kind !== 'unused' || dispatch.waiting !== 'floating') return [];
  const partial = partially(call, module);
  return [...(knowsMethod ? methodOf(dispatch, call) : []), ...(partial === undefined ? [] : [partial])];
}

function holdsGenerator(node: PyNode): boolean {
  return node.type === 'generator_expression' || node.children.some(holdsGenerator);
}

/** `task.delay(x)` → `transaction.on_commit(partial(task.delay, x))`: the arguments keep the values that they have now. */
function partially(call: PyNode, module: PythonModule): WayOut | undefined {
  const called = childIn(call, 'function');
  const list = childIn(call, 'arguments');
  if (called === undefined || list?.type !== 'argument_list') return undefined;
  const title = 'Dispatch it in `transaction.on_commit(…)`';
  const inside = list.range[0] + 1;
  if (module.text.slice(inside, list.range[1] - 1).trim() === '') {
    return {
      title,
      imports: IMPORTS.slice(0, 1),
      edits: ([transaction = '']) => [
        { span: { start: call.range[0], end: call.range[0] }, text: `${transaction}.on_commit(` },
        { span: { start: called.range[1], end: call.range[1] }, text: ')' },
      ],
    };
  }
  const comma = /\s/.test(module.text.charAt(inside)) ? ',' : ', ';
  return {
    title,
    imports: IMPORTS,
    edits: ([transaction = '', partial = '']) => [
      { span: { start: call.range[0], end: call.range[0] }, text: `${transaction}.on_commit(${partial}(` },
      { span: { start: called.range[1], end: inside }, text: comma },
      { span: { start: call.range[1], end: call.range[1] }, text: ')' },
    ],
  };
}

/** `task.delay(x)` → `task.delay_on_commit(x)`. */
function methodOf({ detail, method }: Dispatch, call: PyNode): readonly WayOut[] {
  const called = childIn(call, 'function');
  const attribute = called === undefined ? undefined : childIn(called, 'attribute');
  if (attribute === undefined || (detail as CeleryDetail).form === 'send_task') return [];
  const span = { start: attribute.range[1], end: attribute.range[1] };
  return [{ title: `Dispatch it with \`${method}_on_commit\``, imports: [], edits: () => [{ span, text: '_on_commit' }] }];
}
