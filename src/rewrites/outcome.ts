import type { Run } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import { ancestorsOf, isFunction } from '../readers/ecmascript/estree.js';
import type { Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { refuse } from './refusal.js';
import { findCall } from './steps.js';

/** What stands around the rewritten call, so that it is waited for, bound and returned as the last dispatch was. */
export interface Outcome {
  /** `const job = (await ` */
  readonly before: string;
  /** `).job` */
  readonly after: string;
}

/**
 * @throws {Refusal} where a value is used at once that a chain gives only later
 */
export function outcomeOf(run: Run, library: Library, module: Module): Outcome {
  const last = run.dispatches.at(-1);
  if (last === undefined) return refuse('too-few-steps', 'a chain needs two dispatches');
  if (last.result.kind === 'returned')
    return library.immediate === true ? returnedAtOnce(run, last.call, module) : returnedPromise(run, library);
  if (last.result.kind === 'unused' || !last.result.used) return { before: waitingWord(run, library), after: '' };

  const { binding } = last.result;
  const target = module.text.slice(binding.start, binding.end);
  if (!/^(?:(?:const|let|var)\b|[\w$])/.test(target))
    return refuse('unusual-form', `the result of \`${last.task.name}\` is taken apart in a way that cannot move to the start of the chain`);
  const value = library.immediate === true ? valueAtOnce(run) : last.waiting === 'awaited' ? awaitedValue(library) : promisedValue(library);
  return { before: target + value.before, after: value.after };
}

/** A run is waited for where one of its dispatches is; else it stays as it floats. */
function waitingWord({ dispatches, routine }: Run, { immediate }: Library): string {
  if (dispatches.some(({ waiting }) => waiting === 'awaited')) return 'await ';
  if (dispatches.some(({ waiting }) => waiting === 'voided')) return 'void ';
  if (immediate !== true) return '';
  // The dispatches were no promises, but the chain is.
  return routine.async ? 'await ' : 'void ';
}

function returnedPromise({ routine }: Run, library: Library): Outcome {
  const value = routine.async ? awaitedValue(library) : promisedValue(library);
  return { before: `return ${value.before}`, after: value.after };
}

function awaitedValue({ lastResult }: Library): Outcome {
  return lastResult === undefined ? { before: 'await ', after: '' } : { before: '(await ', after: `)${lastResult}` };
}

function promisedValue({ lastResult }: Library): Outcome {
  if (lastResult === undefined) return { before: '', after: '' };
  const property = lastResult.slice(1);
  return { before: '', after: `.then(({ ${property} }) => ${property})` };
}

function valueAtOnce({ routine }: Run): Outcome {
  if (!routine.async) refuseAtOnce(routine.name);
  return { before: 'await ', after: '' };
}

function returnedAtOnce({ routine }: Run, call: { start: number; end: number }, module: Module): Outcome {
  if (!routine.async) refuseAtOnce(routine.name);
  return { before: isInTry(findCall(module, call)) ? 'return await ' : 'return ', after: '' };
}

function refuseAtOnce(routine: string): never {
  return refuse('result-at-once', `\`${routine}\` is not async and uses the result at once, but delay() of a chain gives a Promise`);
}

/** Within `try` only an awaited promise's failure is caught. */
function isInTry(node: Node | undefined): boolean {
  for (const ancestor of node === undefined ? [] : ancestorsOf(node)) {
    if (isFunction(ancestor)) return false;
    if (ancestor.type === 'TryStatement') return true;
  }
  return false;
}
