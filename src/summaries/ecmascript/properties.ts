/** What a property of a value is, what a list holds, and values as terms. */
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';
import { staticName, type Expression, type Node } from '../../readers/ecmascript/estree.js';
import { memberOf } from '../../resolve/members.js';
import type { Value } from '../../resolve/values.js';
import { EACH, NOTHING, UNKNOWN, isUnknown, joined, propertyOfTerm, resolvedValue, termValue, unresolved, type Rows } from './data.js';
import { contextAt, libraryCalled } from './libraries.js';
import type { Reading } from './reading.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

const MAX_DEPTH = 6;
/** Objects that hold each other have very many properties of properties. */
const MAX_ENTRIES = 2000;

/** @param at the expression that reads the property */
export function propertyOf(reading: Reading, value: JsValue, name: string, at: Expressed): JsValue {
  switch (value.kind) {
    case 'rows':
      return columnOf(reading, value, name, at);
    case 'term':
      return termValue(knownTerm(reading, propertyOfTerm(value.term, name)));
    case 'handle':
      return unresolved(`${name} is not followed`);
    case 'resolved':
      return propertyOfResolved(reading, value.value, name);
  }
}

/** What the dispatch is known to hand over stands for itself: it decides branches. */
function knownTerm({ given }: Reading, term: Term): Term {
  if (term.kind !== 'argument') return term;
  let known = given.get(term.name) ?? UNKNOWN_TERM;
  for (const step of term.path) known = known.kind === 'object' ? propertyOfTerm(known, step) : UNKNOWN_TERM;
  return known.kind === 'literal' ? known : term;
}

function columnOf(reading: Reading, rows: Rows, name: string, at: Expressed): JsValue {
  if (rows.many) return /^\d+$/.test(name) ? { ...rows, many: false } : UNKNOWN;
  const context = contextAt(reading, at);
  const said = libraryCalled(reading, rows.library)?.property?.(rows, name, context);
  if (said !== undefined) return said;
  context.record({ operation: 'read', resource: { kind: 'column', model: rows.model, column: name, row: rows.row } });
  return termValue({ kind: 'column', model: rows.model, column: name, row: rows.row });
}

function propertyOfResolved(reading: Reading, value: Value, name: string): JsValue {
  const { is } = value;
  if (is.kind === 'instance') {
    const field = reading.memory.field(value, name);
    if (field !== undefined) return field;
  }
  if (is.kind === 'object') {
    const object = entriesIn(reading, value);
    const entry = object?.entries.get(name);
    if (entry === undefined && object?.open === false) return NOTHING;
    if (entry !== undefined && !isAccessor(entry.node)) {
      const given = reading.evaluate(entry);
      if (!isUnknown(given)) return given;
    }
  }
  if (is.kind === 'array') {
    const element = elementsIn(reading, value)?.[Number(name)];
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

/** The elements of an array literal; undefined where a spread hides some. */
export function elementsIn(_reading: Reading, { is, env }: Value): readonly Expressed[] | undefined {
  if (is.kind !== 'array') return undefined;
  const elements = is.node.elements.filter((element): element is Expression => element !== null && element.type !== 'SpreadElement');
  return elements.length === is.node.elements.length ? elements.map((node) => ({ node, module: is.module, env })) : undefined;
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
