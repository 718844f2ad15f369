import type { PythonModule } from '../../readers/python/module.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { calledIn, confidenceOfCallee } from './callees.js';
import { ofClass } from './classes.js';
import { ofParameters } from './parameters.js';
import { modulesNear, ofReference } from './references.js';
import type { DecoratorSignal, PythonHandlerRow, PythonSignal } from './schema.js';
import type { Subject } from './subject.js';

type Confidence = 'strong' | 'medium';

/** A row that a routine fits, and how surely: what was seen, and never more than the row is worth. */
export interface PythonMatch {
  readonly row: PythonHandlerRow;
  readonly confidence: Confidence;
}

/** The row that a routine fits best: the surest, of equally sure ones the first; undefined where none does. */
export function findMatch(rows: readonly PythonHandlerRow[], subject: Subject): PythonMatch | undefined {
  let best: PythonMatch | undefined;
  let near: readonly PythonModule[] | undefined;
  for (const row of rows) {
    if (best !== undefined && row.confidence === 'medium') continue;
    const seen = confidenceOf(row.signal, subject, () => (near ??= modulesNear(subject)));
    if (seen === undefined) continue;
    const confidence = row.confidence ?? seen;
    if (confidence === 'strong') return { row, confidence };
    best ??= { row, confidence };
  }
  return best;
}

function confidenceOf(signal: PythonSignal, subject: Subject, near: () => readonly PythonModule[]): Confidence | undefined {
  switch (signal.kind) {
    case 'task':
      return isTask(subject) ? 'strong' : undefined;
    case 'decorator':
      return ofDecorators(signal, subject);
    case 'class':
      return ofClass(signal, subject);
    case 'reference':
      return ofReference(signal, subject, near());
    case 'parameters':
      return ofParameters(signal, subject);
  }
}

function isTask({ routine, module, tasks }: Subject): boolean {
  return decoratorsOf(routine).some((decorator) => tasks.isTaskDecorator(decorator, module));
}

function ofDecorators({ callee }: DecoratorSignal, { routine, module, resolver }: Subject): Confidence | undefined {
  const seen = decoratorsOf(routine).map((decorator) => confidenceOfCallee(callee, calledIn(decorator, module), resolver));
  return seen.includes('strong') ? 'strong' : seen.find((one) => one !== undefined);
}
