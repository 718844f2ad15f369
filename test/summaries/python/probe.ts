import type { Operation } from '../../../src/analysis/footprint.js';
import type { PythonDataLibrary } from '../../../src/footprints/python/library.js';
import type { Summary } from '../../../src/summaries/python/interpreter.js';
import { termValue, UNKNOWN_VALUE } from '../../../src/footprints/python/values.js';
import { lineOf, summaryOf, type Files } from '../../footprints/python/lab.js';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['probe.read', 'read'],
  ['probe.write', 'write'],
  ['probe.create', 'create'],
  ['probe.delete', 'delete'],
]);

/** A data library that says what reaches it: `probe.write(key)` writes a cache's key, `probe.read(key)` gives what is there. */
export const PROBE: PythonDataLibrary = {
  id: 'probe',
  call({ callee, positional }, context) {
    const operation = callee.kind === 'external' ? OPERATIONS.get(callee.path) : undefined;
    if (operation === undefined) return undefined;
    const key = context.termOf(positional[0] ?? UNKNOWN_VALUE);
    context.record({ operation, resource: { kind: 'key', store: 'cache', key } });
    return operation === 'read' ? termValue({ kind: 'stored', store: 'cache', key }) : UNKNOWN_VALUE;
  },
};

/** What a task with this body does, without the places: `write plain argument(x)`; in the order of the text. */
export function done(body: string, files: Files = {}): string[] {
  return linesOf(read(body, files));
}

/** The same of a whole file with a task called `task`. */
export function doneIn(file: string, files: Files = {}): string[] {
  return linesOf(summaryOf({ 'tasks.py': `${HEAD}${file}`, ...files }, 'task', [PROBE]));
}

export function read(body: string, files: Files = {}): Summary {
  return summaryOf({ 'tasks.py': `${HEAD}\n@shared_task\ndef task(x, y, flag):\n${indented(body)}\n`, ...files }, 'task', [PROBE]);
}

const HEAD = 'import os\nimport probe\nfrom celery import shared_task\n';

function linesOf({ effects }: Summary): string[] {
  return effects.map((effect) => lineOf(effect).replace(/ cache /, ' ').replace(/ \w+\.py:\d+/, ''));
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
