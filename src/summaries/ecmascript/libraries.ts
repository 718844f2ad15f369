/** The data libraries: which one a value belongs to, and what they may ask. */
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import type { EcmascriptDataLibrary, ReadingContext } from '../../footprints/ecmascript/library.js';
import { memberOf } from '../../resolve/members.js';
import { GLOBALS, packageName } from '../../resolve/packages.js';
import type { Value } from '../../resolve/values.js';
import { unresolved } from './data.js';
import { elementsIn, entriesIn, termIn } from './properties.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

export function libraryCalled({ dataLibraries }: Reading, id: string): EcmascriptDataLibrary | undefined {
  return dataLibraries.find((library) => library.id === id);
}

/** The data libraries that a chain may be of which begins with the value. */
export function librariesOf(reading: Reading, root: JsValue): readonly EcmascriptDataLibrary[] {
  const { dataLibraries } = reading;
  switch (root.kind) {
    case 'rows':
    case 'handle':
      return dataLibraries.filter(({ id }) => id === root.library);
    case 'resolved':
      return root.value.is.kind === 'package' ? librariesOfPackage(reading, root.value.is.package, root.value.is.path) : [];
    case 'term':
      return [];
  }
}

function librariesOfPackage({ dataLibraries }: Reading, name: string, path: readonly string[]): readonly EcmascriptDataLibrary[] {
  if (name === GLOBALS) return dataLibraries.filter(({ globals = [] }) => globals.includes(path[0] ?? ''));
  return dataLibraries.filter(({ packages }) => packages.includes(packageName(name)));
}

/** @param at where effects stand that say nothing else */
export function contextAt(reading: Reading, at: Expressed): ReadingContext {
  const termOf = (expression: Expressed): Term => termIn(reading, reading.evaluate(expression));
  const resolvedAt = (expression: Expressed | undefined): Value | undefined => {
    const value = expression === undefined ? undefined : reading.evaluate(expression);
    return value?.kind === 'resolved' ? value.value : undefined;
  };
  return {
    record(effect) {
      reading.trail.record(effect, effect.at ?? at);
    },
    termOf,
    valueOf: (expression) => reading.evaluate(expression),
    resolve: ({ node, module, env }) => reading.evaluator.value(node, module, env),
    memberOf: (value, name) => memberOf(reading.evaluator, value, name),
    fieldOf: (value, name) => reading.memory.field(value, name),
    files: reading.files,
    textOf(expression) {
      const term = expression === undefined ? UNKNOWN_TERM : termOf(expression);
      return term.kind === 'literal' && (typeof term.value === 'string' || typeof term.value === 'number') ? String(term.value) : undefined;
    },
    entriesOf(expression) {
      const value = resolvedAt(expression);
      return value === undefined ? undefined : entriesIn(reading, value);
    },
    elementsOf(expression) {
      const value = resolvedAt(expression);
      return value === undefined ? undefined : elementsIn(reading, value);
    },
    invoke(callback, parameters) {
      const value = resolvedAt(callback);
      return value?.is.kind === 'function' ? reading.settle(reading.invoke(value, parameters, callback)) : undefined;
    },
    noteOpaque(what, place) {
      reading.trail.noteOpaque(what, place);
    },
  };
}

/** What a callback is handed of which nothing is known. */
export const ANYTHING: JsValue = unresolved('what a callback is handed is not known');
