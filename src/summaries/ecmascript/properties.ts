/** What a property of a value is, what a list holds, and values as terms. */
import { UNKNOWN_TERM, keyOfTerm, type Term } from '../../analysis/footprint.js';
import { staticName, type Expression, type Node } from '../../readers/ecmascript/estree.js';
import { accessorOf } from '../../resolve/accessors.js';
import { memberOf } from '../../resolve/members.js';
import type { Value } from '../../resolve/values.js';
import { EACH, NOTHING, NULL_TERM, UNKNOWN, isAbsent, isUnknown, kindOfAbsence, joined, propertyOfTerm, resolvedValue, termValue, unresolved, type Rows } from './data.js';
import { fieldsReadOff } from './fields.js';
import { contextAt, libraryCalled } from './libraries.js';
import type { Reading } from './reading.js';
import type { ReadingContext } from '../../footprints/ecmascript/library.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

const MAX_DEPTH = 6;
/** Objects that hold each other have very many properties of properties. */
const MAX_ENTRIES = 2000;

/** @param at the expression that reads the property */
export function propertyOf(reading: Reading, value: JsValue, name: string, at: Expressed): JsValue {
  switch (value.kind) {
    case 'rows':
      return columnOf(reading, value, name, at);
    case 'term': {
      const key = value.term.kind === 'literal' ? undefined : keyOfTerm(value.term);
      const assigned = key === undefined ? undefined : reading.memory.field(key, name);
      return assigned ?? termValue(knownTerm(reading, propertyOfTerm(value.term, name)));
    }
    case 'handle':
      return unresolved(`${name} is not followed`);
    case 'resolved':
      return propertyOfResolved(reading, value.value, name, at);
  }
}

/** What the dispatch is known to hand over stands for itself: it decides branches. */
function knownTerm(reading: Reading, term: Term): Term {
  const known = handedOver(reading, term);
  if (known.kind !== 'literal') return term;
  return known.value === null && kindOfAbsence(termValue(known)) === undefined ? NULL_TERM : known;
}

/** What the dispatch hands over for an argument, as far as it decides branches. */
export function handedOver({ given }: Reading, term: Term): Term {
  if (term.kind !== 'argument') return term;
  let known = given.get(term.name) ?? UNKNOWN_TERM;
  for (const step of term.path) known = known.kind === 'unknown' ? known : propertyOfTerm(known, step);
  return known;
}

function columnOf(reading: Reading, rows: Rows, name: string, at: Expressed): JsValue {
  if (rows.many) return /^\d+$/.test(name) ? { ...rows, many: false } : UNKNOWN;
  const context = ofFields(fieldsReadOff(at.node), contextAt(reading, at));
  const said = libraryCalled(reading, rows.library)?.property?.(rows, name, context);
  if (said !== undefined) return said;
  context.record({ operation: 'read', resource: { kind: 'column', model: rows.model, column: name, row: rows.row } });
  return termValue({ kind: 'column', model: rows.model, column: name, row: rows.row });
}

/** `image.meta.width` reads one field of the column. */
function ofFields(fields: readonly string[] | undefined, context: ReadingContext): ReadingContext {
  if (fields === undefined) return context;
  const record: ReadingContext['record'] = (effect) => {
    const { resource } = effect;
    context.record(resource.kind === 'column' && resource.fields === undefined ? { ...effect, resource: { ...resource, fields } } : effect);
  };
  return { ...context, record };
}

function propertyOfResolved(reading: Reading, value: Value, name: string, at: Expressed): JsValue {
  const { is } = value;
  if (is.kind === 'instance') {
    const field = reading.memory.field(value, name);
    if (field !== undefined) return field;
  }
  const getter = accessorOf(reading.evaluator, value, name, 'get');
  const gotten = getter === undefined ? NOTHING : reading.settle(reading.invoke(getter, [], at));
  if (!isUnknown(gotten) && !isAbsent(gotten)) return gotten;
  if (is.kind === 'object') {
    const object = entriesIn(reading, value);
    const entry = object?.entries.get(name);
    if (entry === undefined && object?.open === false) return NOTHING;
    if (entry !== undefined && !isAccessor(entry.node)) {
      const given = reading.evaluate(entry);
      if (!isUnknown(given) || reading.memory.entriesSet(value)?.has(name) === true) return given;
    }
  }
  if (is.kind === 'array') {
    // Where something is pushed on it depends on what was pushed before.
    const element = Number(name) < is.node.elements.length ? elementsIn(reading, value)?.[Number(name)] : undefined;
    return element === undefined ? UNKNOWN : reading.evaluate(element);
  }
  return resolvedValue(memberOf(reading.evaluator, value, name));
}

function isAccessor({ parent }: Node): boolean {
  return parent?.type === 'Property' && (parent.kind !== 'init' || parent.method);
}

export interface Entries {
  readonly entries: ReadonlyMap<string, Expressed>;
  readonly open: boolean;
}

/** The properties of an object literal, spreads of known ones included. */
export function entriesIn(reading: Reading, value: Value, depth = 0): Entries | undefined {
  const { is, env } = value;
  if (is.kind !== 'object' || depth > MAX_DEPTH) return undefined;
  const entries = new Map<string, Expressed>();
  let open = false;
  for (const property of is.node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = reading.evaluate({ node: property.argument, module: is.module, env });
      const inner = spread.kind === 'resolved' ? entriesIn(reading, spread.value, depth + 1) : undefined;
      for (const [name, entry] of inner?.entries ?? []) entries.set(name, entry);
      open ||= inner?.open ?? true;
      continue;
    }
    const name = staticName(property.key, property.computed) ?? (property.computed ? textIn(reading, { node: property.key, module: is.module, env }) : undefined);
    if (name === undefined) open = true;
    else entries.set(name, { node: property.value, module: is.module, env });
  }
  for (const [name, entry] of reading.memory.entriesSet(value) ?? []) entries.set(name, entry);
  return { entries, open };
}

/** The names under which a list's memory has what was pushed on it. */
export const ADDED = 'added at ';

/** The elements of an array literal, and those that were pushed on it; undefined where a spread hides some, or it was changed otherwise. */
export function elementsIn(reading: Reading, value: Value): readonly Expressed[] | undefined {
  const { is, env } = value;
  if (is.kind !== 'array') return undefined;
  const set = [...(reading.memory.entriesSet(value) ?? [])];
  const elements = is.node.elements.filter((element): element is Expression => element !== null && element.type !== 'SpreadElement');
  if (elements.length < is.node.elements.length || !set.every(([name]) => name.startsWith(ADDED))) return undefined;
  return [...elements.map((node) => ({ node, module: is.module, env })), ...set.map(([, added]) => added)];
}

function textIn(reading: Reading, at: Expressed): string | undefined {
  const term = termIn(reading, reading.evaluate(at));
  return term.kind === 'literal' && typeof term.value === 'string' ? term.value : undefined;
}

/** What each round of a loop over the value gives. */
export function elementOf(reading: Reading, value: JsValue): JsValue {
  switch (value.kind) {
    case 'rows':
      return { ...value, many: false };
    case 'term':
      return value.term.kind === 'argument' || value.term.kind === 'value' ? termValue(knownTerm(reading, propertyOfTerm(value.term, EACH))) : UNKNOWN;
    case 'handle':
      return unresolved('an element is not followed');
    case 'resolved': {
      const elements = elementsIn(reading, value.value);
      if (elements === undefined) return isUnknown(value) ? unresolved('an element is not followed') : UNKNOWN;
      return elements.length === 0 ? UNKNOWN : joined(elements.map((element) => reading.evaluate(element)));
    }
  }
}

/** A value as a term; unknown for what is no data. */
export function termIn(reading: Reading, value: JsValue, depth = 0, budget = { left: MAX_ENTRIES }): Term {
  if (value.kind === 'term') return value.term;
  if (value.kind !== 'resolved' || depth > MAX_DEPTH) return UNKNOWN_TERM;
  const below = (at: Expressed): Term => {
    budget.left -= 1;
    return budget.left < 0 ? UNKNOWN_TERM : termIn(reading, reading.evaluate(at), depth + 1, budget);
  };
  const object = entriesIn(reading, value.value);
  if (object !== undefined) return { kind: 'object', entries: new Map([...object.entries].map(([name, entry]) => [name, below(entry)])), open: object.open };
  const elements = elementsIn(reading, value.value);
  if (elements === undefined) return UNKNOWN_TERM;
  return { kind: 'object', entries: new Map(elements.map((element, index) => [String(index), below(element)])), open: false };
}
