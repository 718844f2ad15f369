import type { Dispatch, Run, Span } from '../../analysis/ir.js';
import { detailOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { childIn, findAt, namedChildren } from '../../readers/python/tree.js';
import { refuse } from '../refusal.js';
import { commentsOf, type Notes } from './comments.js';
import { codeOf } from './layout.js';

/** One dispatch of a run, with the comments that go where it goes. */
export interface Step {
  readonly dispatch: Dispatch;
  readonly statement: Span;
  readonly notes: Notes;
}

/**
 * The dispatches of a run.
 * @throws {Refusal} where other code than `return` or a binding stands around a call
 */
export function stepsOf(run: Run, module: PythonModule): readonly [Step, ...Step[]] {
  refuseBetween(run, module);
  const notes = commentsOf(run, module);
  const [first, ...others] = run.items.flatMap((item) => {
    if (item.kind !== 'dispatch') return [];
    const { dispatch, statement } = item;
    if (!isPlain(dispatch, statement, module))
      return refuse(
        'unusual-form',
        `more than the call for \`${dispatch.task.name}\` stands in its statement, which a chain would change; write it as a plain statement first`,
      );
    return [{ dispatch, statement, notes: notes.get(item) ?? { above: [], behind: [] } }];
  });
  if (first === undefined || others.length === 0) return refuse('too-few-steps', 'a chain needs two dispatches');
  return [first, ...others];
}

/** Statements that do nothing (`pass`, a text) are no items of a run, and the elements of a tuple are: neither can be replaced by one statement. */
function refuseBetween({ items }: Run, module: PythonModule): void {
  for (const [index, { statement }] of items.slice(1).entries()) {
    const between = codeOf(module, { start: items[index]?.statement.end ?? 0, end: statement.start });
    if (between.includes(','))
      refuse(
        'tuple-in-lambda',
        'the tasks are queued by the parts of one tuple: give each an `on_commit` of its own, or put them in a function',
      );
    if (!/^[\s;]*$/.test(between))
      refuse('unusual-form', `\`${between.replace(/^[\s;]+|[\s;]+$/g, '')}\` stands between the dispatches: take it out first`);
  }
}

/** What stands before the call in its statement: `return `, `result = `, or nothing. */
export function outcomeOf({ dispatch, statement }: Step, { text }: PythonModule): string {
  return text.slice(statement.start, wholeOf(dispatch).start);
}

/** The call that the statement evaluates: the dispatch itself, or the `on_commit(…)` around it. */
function wholeOf(dispatch: Dispatch): Span {
  const commit = detailOf(dispatch).commit?.call;
  return commit === undefined ? dispatch.call : { start: commit.range[0], end: commit.range[1] };
}

function isPlain(dispatch: Dispatch, statement: Span, module: PythonModule): boolean {
  const whole = wholeOf(dispatch);
  const before = codeOf(module, { start: statement.start, end: whole.start });
  const after = codeOf(module, { start: whole.end, end: statement.end });
  return after.trim() === '' && isOutcome(before, dispatch, statement, module) && isWholeArgument(dispatch, module);
}

function isOutcome(before: string, { result }: Dispatch, statement: Span, { text }: PythonModule): boolean {
  switch (result.kind) {
    case 'unused':
      return before === '';
    case 'returned':
      return /^return[ \t]+$/.test(before);
    case 'bound':
      return result.binding.start === statement.start && before.trim() === text.slice(result.binding.start, result.binding.end).trim();
  }
}

/** The dispatch is all that `on_commit` is given: the body of its lambda, or the `partial(…)`. */
function isWholeArgument(dispatch: Dispatch, module: PythonModule): boolean {
  const commit = detailOf(dispatch).commit;
  if (commit?.call === undefined) return true;
  const [given] = namedChildren(childIn(commit.call, 'arguments') ?? commit.call);
  if (given === undefined) return false;
  const inner = commit.form === 'lambda' ? childIn(given, 'body') : given;
  if (inner === undefined || (commit.form === 'lambda' && childIn(given, 'parameters') !== undefined)) return false;
  return inner === findAt(module.ast, dispatch.call, 'call');
}
