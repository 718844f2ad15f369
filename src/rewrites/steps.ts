import type { Dispatch, Run, Span } from '../analysis/ir.js';
import { walk, type CallExpression } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { codeOf } from './layout.js';
import { refuse } from './refusal.js';

/**
 * One dispatch of a run and the text around its call:
 *
 *     const job = await queue.add('x', data);
 *     └──── head ─────┘ └────── call ──────┘└ tail
 */
export interface Step {
  readonly dispatch: Dispatch;
  readonly statement: Span;
  readonly head: Span;
  readonly tail: Span;
}

const HEADS = new Set(['', 'await', 'void', 'void await', 'return', 'return await']);

/**
 * The dispatches of a run with the text that a rewrite replaces.
 * @throws {Refusal} where other code than `await`, `void`, `return` and a binding stands around a call
 */
export function stepsOf(run: Run, module: Module): [Step, ...Step[]] {
  const [first, ...others] = run.items.flatMap((item) => (item.kind === 'dispatch' ? [stepOf(item.dispatch, item.statement, module)] : []));
  if (first === undefined || others.length === 0) return refuse('too-few-steps', 'a chain needs two dispatches');
  return [first, ...others];
}

function stepOf(dispatch: Dispatch, statement: Span, module: Module): Step {
  const { call, result, task } = dispatch;
  const head = { start: statement.start, end: call.start };
  const tail = { start: call.end, end: statement.end };
  const behindBinding = result.kind === 'bound' ? result.binding.end : head.start;
  const keywords = codeOf(module, { start: behindBinding, end: head.end }).trim().replace(/\s+/g, ' ');
  const isBoundFirst = result.kind !== 'bound' || result.binding.start === statement.start;
  const rest = codeOf(module, tail).trim();
  if (!isBoundFirst || !HEADS.has(keywords) || (rest !== '' && rest !== ';')) {
    return refuse(
      'unusual-form',
      `more than \`await\` stands around the call for \`${task.name}\`, which a chain would change; write it as a plain statement first`,
    );
  }
  return { dispatch, statement, head, tail };
}

/** The call at exactly this span; undefined where there is none. */
export function findCall(module: Module, span: Span): CallExpression | undefined {
  let found: CallExpression | undefined;
  walk(module.ast, (node) => {
    if (node.range[0] > span.start || node.range[1] < span.end) return false;
    if (node.type === 'CallExpression' && node.range[0] === span.start && node.range[1] === span.end) found ??= node;
    return true;
  });
  return found;
}
