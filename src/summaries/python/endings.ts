/** Calls that never come back: what stands behind them in their block is not reached. */
import { childIn, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { Reading } from './reading.js';
import { literalIn } from './alternatives.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyCall } from '../../footprints/python/values.js';

/** `left`: what stands behind it is not reached. */
export type Completion = 'on' | 'left';

/** Functions of packages that always raise, or end the process. */
const ENDING: ReadonlySet<string> = new Set([
  ...['sys.exit', 'exit', 'quit', 'os._exit', 'os.abort', 'os.execv', 'os.execvp'],
  ...['flask.abort', 'werkzeug.exceptions.abort', 'quart.abort', 'pytest.fail', 'pytest.skip'],
  // https://docs.celeryq.dev/en/stable/reference/celery.app.task.html: `retry` raises Retry, `replace` raises Ignore.
  ...['celery.Task().retry', 'celery.Task().replace'],
]);

export function endsHere({ callee, keyword }: PyCall): boolean {
  return callee.kind === 'external' && ENDING.has(callee.path) && literalIn(keyword.get('throw')) !== false;
}

/** https://docs.python.org/3/library/typing.html#typing.NoReturn */
const NO_RETURN = /(?:^|\.)(?:NoReturn|Never)$/;

/** `-> NoReturn` */
export function saysNoReturn(routine: PyNode, module: PythonModule): boolean {
  const type = childIn(routine, 'return_type');
  return type !== undefined && NO_RETURN.test(sourceOf(type, module));
}

/** What is read; undefined where it ends there. What stands around it is not ended by it. */
export function unlessEnded<T>(reading: Reading, read: () => T): T | undefined {
  const before = setEnding(reading, false);
  const value = read();
  return setEnding(reading, before) ? undefined : value;
}

/** Gives what it was before. */
function setEnding({ ending }: Reading, isReached: boolean): boolean {
  const before = ending.isReached;
  ending.isReached = isReached;
  return before;
}

/** The same of statements. */
export function readToEnd(reading: Reading, read: () => Completion): Completion {
  return unlessEnded(reading, read) ?? 'left';
}
