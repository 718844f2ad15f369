/** A recogniser that goes by names, so that the reader is tested alone. */
import type { Dispatch, Item, SourceFile, Span } from '../../../src/analysis/ir.js';
import { parsePython, type PythonModule } from '../../../src/readers/python/module.js';
import { argumentsOf, methodOf } from '../../../src/readers/python/purity.js';
import type { Recognised, Recogniser } from '../../../src/readers/python/recogniser.js';
import { readPython } from '../../../src/readers/python/routines.js';
import { childIn, namedChildren, sourceOf, walk, type PyNode } from '../../../src/readers/python/tree.js';

/** `task.delay(…)`, `task.apply_async(args=[…], …options)`, `on_commit(lambda: task.delay(…))` and `on_commit(partial(task.delay, …))`. */
export function createTable(): Recogniser & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    isCandidate: (expression, module) => nameOf(expression, module) !== undefined,
    recognise(expression, module) {
      asked.push(sourceOf(expression, module));
      return nameOf(expression, module) === 'on_commit' ? onCommit(expression, module) : dispatchBy(expression, module);
    },
    roleOf: (routine, module) => (routine === module.ast ? 'script' : 'service'),
  };
}

function nameOf(expression: PyNode, module: PythonModule): string | undefined {
  if (expression.type !== 'call') return undefined;
  const callee = childIn(expression, 'function');
  const name = methodOf(expression, module)?.name ?? (callee === undefined ? '' : sourceOf(callee, module));
  return ['delay', 'apply_async', 'on_commit'].includes(name) ? name : undefined;
}

function onCommit(expression: PyNode, module: PythonModule): Recognised | undefined {
  const [callback] = argumentsOf(expression);
  if (callback?.type === 'lambda') return dispatchBy(childIn(callback, 'body') ?? callback, module);
  const [called, ...payload] = callback?.type === 'call' ? argumentsOf(callback) : [];
  const receiver = called === undefined ? undefined : childIn(called, 'object');
  return callback === undefined || receiver === undefined ? undefined : recognised(callback, receiver, 'delay', payload, [], module);
}

function dispatchBy(call: PyNode, module: PythonModule): Recognised | undefined {
  const method = call.type === 'call' ? methodOf(call, module) : undefined;
  if (method?.name === 'delay') {
    const payload = argumentsOf(call).map((argument) => (argument.type === 'keyword_argument' ? childIn(argument, 'value') ?? argument : argument));
    return recognised(call, method.receiver, 'delay', payload, [], module);
  }
  if (method?.name !== 'apply_async') return undefined;
  const isArgs = (node: PyNode): boolean => sourceOf(childIn(node, 'name') ?? node, module) === 'args';
  const payload = argumentsOf(call).filter(isArgs).flatMap((node) => namedChildren(childIn(node, 'value') ?? node));
  const options = argumentsOf(call).filter((node) => !isArgs(node));
  return recognised(call, method.receiver, 'apply_async', payload, options, module);
}

function recognised(call: PyNode, receiver: PyNode, method: string, payload: PyNode[], options: PyNode[], module: PythonModule): Recognised {
  const name = sourceOf(receiver, module);
  return { library: 'celery', task: { key: name, name }, call, receiver, method, payload, options, detail: { name } };
}

export function read(text: string): SourceFile {
  return readPython(parsePython('/p/views.py', text), createTable());
}

export const PAIR = ['process.delay(image.id)', 'thumbnail.delay(image.id)'];

export function indented(lines: readonly string[], by = '    '): string {
  return lines.map((line) => (line === '' ? line : by + line)).join('\n');
}

/** The items of `def upload(…)` with that body, between two pairs of dispatches. */
export function itemsIn(...body: string[]): { readonly items: readonly Item[]; readonly text: string } {
  const text = `def upload(request, image, user):\n${indented([...PAIR, ...body])}\n`;
  return { text, items: read(text).routines[0]?.blocks[0]?.items.slice(PAIR.length) ?? [] };
}

/** The first dispatch of those statements. */
export function dispatchIn(...body: string[]): { readonly dispatch: Dispatch; readonly at: (span: Span | undefined) => string | undefined } {
  const { items, text } = itemsIn(...body);
  const dispatch = items.find((item) => item.kind === 'dispatch')?.dispatch;
  if (dispatch === undefined) throw new Error(`no dispatch in ${body.join('; ')}`);
  return { dispatch, at: (span) => (span === undefined ? undefined : text.slice(span.start, span.end)) };
}

/** What `found(…)` is given in a module: its first argument. */
export function foundIn(module: PythonModule): PyNode {
  const given: PyNode[] = [];
  walk(module.ast, (node) => {
    const callee = node.type === 'call' ? childIn(node, 'function') : undefined;
    if (callee !== undefined && sourceOf(callee, module) === 'found') given.push(...argumentsOf(node));
  });
  const [first] = given;
  if (first === undefined) throw new Error(`nothing is found in ${module.text}`);
  return first;
}
