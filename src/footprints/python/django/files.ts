/** Files in a model's fields. What a column holds names the file. https://docs.djangoproject.com/en/stable/ref/models/fields/#filefield-and-fieldfile */
import type { Term } from '../../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { changeInPlace, type TermOrigin } from './instances.js';
import { columnTerm } from './rows.js';
import { saveInstance } from './saving.js';

const READING: ReadonlySet<string> = new Set(['open', 'read', 'chunks', 'readline', 'readlines', 'multiple_chunks']);
const NAMES: ReadonlySet<string> = new Set(['name', 'path', 'url']);

export function fileAttribute(file: PyValue, origin: TermOrigin, name: string, context: ReadingContext): PyValue | undefined {
  if (origin.field.kind !== 'file') return undefined;
  if (NAMES.has(name)) return file;
  if (name === 'file') {
    record('read', origin, context);
    return file;
  }
  if (name !== 'size' && name !== 'width' && name !== 'height') return undefined;
  record('read', origin, context);
  return UNKNOWN_VALUE;
}

export function callOfFile(file: PyValue, origin: TermOrigin, { method = '', positional, keyword }: PyCall, context: ReadingContext): PyValue | undefined {
  if (origin.field.kind !== 'file') return undefined;
  if (READING.has(method)) {
    const isWriting = method === 'open' && /[wax+]/.test(context.textOf(positional[0] ?? keyword.get('mode')) ?? '');
    record(isWriting ? 'write' : 'read', origin, context);
    return file;
  }
  switch (method) {
    case 'write':
      record('write', origin, context);
      return UNKNOWN_VALUE;
    case 'close':
      return UNKNOWN_VALUE;
    case 'save':
      record('write', origin, context);
      return replaced(origin, positional[2] ?? keyword.get('save'), context);
    case 'delete':
      record('delete', origin, context);
      return replaced(origin, positional[0] ?? keyword.get('save'), context);
    default:
      return undefined;
  }
}

/** The column names another file, or none; the object is saved unless `save=False` says otherwise. */
function replaced(origin: TermOrigin, save: PyValue | undefined, context: ReadingContext): PyValue {
  changeInPlace(origin, undefined, context);
  const isLeft = save?.kind === 'term' && save.term.kind === 'literal' && save.term.value === false;
  if (!isLeft) saveInstance(origin.instance, undefined, context);
  return termValue({ kind: 'literal', value: null });
}

function record(operation: 'read' | 'write' | 'delete', { instance, field }: TermOrigin, context: ReadingContext): void {
  const key: Term = columnTerm(instance, field, context);
  context.record({ operation, resource: { kind: 'key', store: 'file', key } });
}
