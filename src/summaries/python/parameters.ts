/** A call's arguments by the parameters that they are for. */
import { parameterName, variableOf } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { annotatedValue } from './annotations.js';
import type { Frame, Given, Reading } from './reading.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

/**
 * Gives a function's parameters their values.
 * @param frame the call
 * @param around where the function was made: defaults are evaluated there
 */
export function bindParameters(routine: PyNode, given: Given, frame: Frame, around: Frame, reading: Reading): void {
  const list = childIn(routine, 'parameters');
  const left = new Map(given.keyword);
  let position = 0;
  let isKeywordOnly = false;
  for (const parameter of list === undefined ? [] : namedChildren(list)) {
    if (parameter.type === 'keyword_separator') isKeywordOnly = true;
    const identifier = parameterName(parameter);
    if (identifier === undefined) continue;
    const splat = splatOf(parameter);
    const name = sourceOf(identifier, frame.module);
    if (splat === 'list_splat_pattern') {
      bind(identifier, { kind: 'list', elements: given.positional.slice(position) }, frame, reading);
      isKeywordOnly = true;
    } else if (splat === 'dictionary_splat_pattern') {
      bind(identifier, { kind: 'dict', entries: new Map(left), open: given.open }, frame, reading);
    } else {
      const value = (isKeywordOnly ? undefined : given.positional[position++]) ?? left.get(name);
      left.delete(name);
      bind(identifier, valueFor(parameter, value, given, frame, around, reading), frame, reading);
    }
  }
}

function valueFor(parameter: PyNode, value: PyValue | undefined, given: Given, frame: Frame, around: Frame, reading: Reading): PyValue {
  const fallback = childIn(parameter, 'value');
  // Where there may be more arguments nobody knows whether the default counts.
  const known = value ?? (fallback === undefined || given.open ? UNKNOWN_VALUE : reading.evaluate(fallback, around));
  return annotatedValue(parameter, frame.module, known, reading);
}

function bind(identifier: PyNode, value: PyValue, frame: Frame, reading: Reading): void {
  const variable = variableOf(identifier, frame.module);
  if (variable !== undefined) reading.state.set(frame.cells, variable, value);
}

function splatOf(parameter: PyNode): string | undefined {
  return parameter.type === 'typed_parameter' ? namedChildren(parameter)[0]?.type : parameter.type;
}
