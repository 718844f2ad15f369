import type { Signature, WrittenArgument, WrittenCall } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { namedChildren, sourceOf, spanOf, type PyNode } from '../../readers/python/tree.js';
import { bracketed, fluent, sequence, source, text, type Doc } from './doc.js';
import { hasComment, layoutOf } from './layout.js';

/** A signature as code: `resize.si(image_id).set(queue='slow')`, with error callbacks of its own behind it. */
export function renderSignature({ receiver, calls }: Signature, errorCallbacks: readonly Doc[], module: PythonModule): Doc {
  const layout = layoutOf(module);
  const task = text(module.text.slice(receiver.start, receiver.end));
  const [first, ...others] = calls.map((call) => renderCall(call, module));
  return fluent(first === undefined ? task : sequence([task, first], layout), [...others, ...errorCallbacks], layout);
}

/** `.si(image_id)` */
function renderCall(call: WrittenCall, module: PythonModule): Doc {
  const layout = layoutOf(module);
  const parts = [...call.arguments.map((argument) => renderArgument(argument, module)), ...(call.constants ?? []).map(text)];
  const name = text(`.${call.name}`);
  if (call.list === undefined) return sequence([name, bracketed(parts, layout)], layout);
  const kept = source(call.list, module);
  const arranged = bracketed(parts, layout);
  if (isKept(call.list, module)) return sequence([name, kept], layout);
  // On one line as it is written, white space included, as long as it fits.
  return sequence([name, { flat: kept.flat ?? arranged.flat, broken: (indent) => arranged.broken(indent) }], layout);
}

function renderArgument({ before, node }: WrittenArgument, module: PythonModule): Doc {
  return sequence([text(before), source(node, module)], layoutOf(module));
}

/** Parentheses keep their lines where these say something: comments, a comma behind the last argument, an argument of several lines. */
function isKept(list: PyNode, module: PythonModule): boolean {
  const hasMagicComma = list.children.at(-2)?.type === ',';
  return (
    hasMagicComma || hasComment(module, spanOf(list)) || namedChildren(list).some((argument) => sourceOf(argument, module).includes('\n'))
  );
}
