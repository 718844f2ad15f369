/** `match`: the cases that a value may fit. */
import type { Condition } from '../../analysis/footprint.js';
import { boundBy } from '../../readers/python/scopes.js';
import { childIn, childrenIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { literalIn } from './alternatives.js';
import { readBranches, type Arm } from './branches.js';
import type { Completion } from './endings.js';
import { bothFacts, equalityOf, NO_FACTS } from './facts.js';
import { frameHolding } from './names.js';
import type { Frame, Reading } from './reading.js';
import { executeBlock } from './statements.js';
import { UNKNOWN_VALUE, type PyValue } from '../../footprints/python/values.js';

export function readMatch(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const [subject = UNKNOWN_VALUE, ...others] = childrenIn(statement, 'subject').map((each) => reading.evaluate(each, frame));
  const whole = others.length === 0 ? subject : UNKNOWN_VALUE;
  const body = childIn(statement, 'body');
  const arms: Arm[] = [];
  let facts = NO_FACTS;
  for (const clause of body?.children.filter(({ type }) => type === 'case_clause') ?? []) {
    const fits = fitsCase(clause, whole, frame, reading);
    if (fits === false) continue;
    const values = literalsIn(clause, frame, reading);
    const asked = values === undefined ? NO_FACTS : equalityOf(whole, values, false);
    arms.push({ facts: bothFacts(facts, asked), read: () => readCase(clause, whole, frame, reading) });
    if (fits === true) return readBranches(arms, reading);
    if (values !== undefined && childIn(clause, 'guard') === undefined) facts = bothFacts(facts, equalityOf(whole, values, true));
  }
  return readBranches([...arms, { facts, read: () => 'on' }], reading);
}

function readCase(clause: PyNode, subject: PyValue, frame: Frame, reading: Reading): Completion {
  for (const pattern of patternsOf(clause)) {
    const captured = captureIn(pattern);
    for (const variable of boundBy(pattern, frame.module)) {
      reading.state.set(frameHolding(variable, frame).cells, variable, captured === undefined ? UNKNOWN_VALUE : subject);
    }
  }
  const guard = childIn(clause, 'guard');
  for (const condition of guard === undefined ? [] : namedChildren(guard)) reading.evaluate(condition, frame);
  const consequence = childIn(clause, 'consequence');
  return consequence === undefined ? 'on' : executeBlock(consequence, frame, reading);
}

function patternsOf(clause: PyNode): PyNode[] {
  return clause.children.filter(({ type }) => type === 'case_pattern');
}

/** The name of `case image_id`, which takes anything; undefined for any other pattern. */
function captureIn(pattern: PyNode): PyNode | undefined {
  const [name, ...others] = namedChildren(pattern);
  const [only, ...more] = name?.type === 'dotted_name' ? namedChildren(name) : [];
  return others.length === 0 && more.length === 0 ? only : undefined;
}

const LITERALS: ReadonlySet<string> = new Set(['string', 'integer', 'true', 'false', 'none']);

/** The literals of `case 'a' | 'b'`; undefined for any other case. */
function literalsIn(clause: PyNode, frame: Frame, reading: Reading): Condition['values'] | undefined {
  const [pattern, ...others] = patternsOf(clause);
  if (pattern === undefined || others.length > 0) return undefined;
  const parts = namedChildren(pattern).flatMap((part) => (part.type === 'union_pattern' ? namedChildren(part) : [part]));
  const values = parts.map((part) => (LITERALS.has(part.type) ? literalIn(reading.evaluate(part, frame)) : undefined));
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : known;
}

/** Whether a value is what a case asks for: `case _`, `case 'a' | 'b'`; undefined where it may be. */
function fitsCase(clause: PyNode, subject: PyValue, frame: Frame, reading: Reading): boolean | undefined {
  const [pattern, ...others] = patternsOf(clause);
  if (pattern === undefined || others.length > 0) return undefined;
  const isGuarded = childIn(clause, 'guard') !== undefined;
  const takesAll = sourceOf(pattern, frame.module) === '_' || captureIn(pattern) !== undefined;
  if (takesAll) return isGuarded ? undefined : true;
  const value = literalIn(subject);
  const values = value === undefined ? undefined : literalsIn(clause, frame, reading);
  if (value === undefined || values === undefined) return undefined;
  const isAsked = values.includes(value);
  return isAsked && isGuarded ? undefined : isAsked;
}
