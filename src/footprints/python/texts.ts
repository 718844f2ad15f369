/** Texts that are put together out of parts. */
import { flatParts } from '../texts.js';
import { UNKNOWN_TERM, type Term } from '../../analysis/footprint.js';

/** The parts as one text. */
export function textTerm(parts: readonly Term[]): Term {
  const flat = flatParts(parts, writtenOf);
  if (flat === undefined) return UNKNOWN_TERM;
  const [only, ...others] = flat;
  if (only === undefined) return { kind: 'literal', value: '' };
  return others.length === 0 && only.kind === 'literal' ? only : { kind: 'text', parts: flat };
}

/** As Python writes a literal into a text. */
function writtenOf({ value }: Extract<Term, { kind: 'literal' }>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : String(value);
}

/** A term as one text, where it is one: also a setting, which stands for itself. */
export function nameOfTerm(term: Term): string | undefined {
  if (term.kind === 'setting') return `{${term.name}}`;
  return term.kind === 'literal' && term.value !== null ? writtenOf(term) : undefined;
}

/** `'thumb:%s:%d' % (…)`. */
export function formatPercent(pattern: string, values: readonly Term[], named: ReadonlyMap<string, Term>): Term {
  let next = 0;
  return substitute(pattern, /%%|%(?:\((\w+)\))?([sdir])/g, ([whole, name]) => {
    if (whole === '%%') return { kind: 'literal', value: '%' };
    return (name === undefined ? values[next++] : named.get(name)) ?? UNKNOWN_TERM;
  });
}

/** `'thumb:{}:{size}'.format(…)`; a value in a format of its own is not known. */
export function formatBraces(pattern: string, values: readonly Term[], named: ReadonlyMap<string, Term>): Term {
  let next = 0;
  return substitute(pattern, /\{\{|\}\}|\{(\w*)([^{}]*)\}/g, ([whole, name = '', rest = '']) => {
    if (whole === '{{' || whole === '}}') return { kind: 'literal', value: whole.slice(1) };
    if (rest !== '') return UNKNOWN_TERM;
    const value = name === '' ? values[next++] : /^\d+$/.test(name) ? values[Number(name)] : named.get(name);
    return value ?? UNKNOWN_TERM;
  });
}

function substitute(pattern: string, places: RegExp, valueOf: (match: RegExpExecArray) => Term): Term {
  const parts: Term[] = [];
  let end = 0;
  for (const match of pattern.matchAll(places)) {
    parts.push({ kind: 'literal', value: pattern.slice(end, match.index) }, valueOf(match));
    end = match.index + match[0].length;
  }
  return textTerm([...parts, { kind: 'literal', value: pattern.slice(end) }]);
}

/** `os.path.join(…)`, and what pathlib's `/` does. */
export function joinPaths(parts: readonly Term[]): Term {
  const joined: Term[] = [];
  for (const part of parts) {
    // An absolute part starts anew.
    if (part.kind === 'literal' && String(part.value).startsWith('/')) joined.length = 0;
    const last = joined.at(-1);
    const needsSlash = last !== undefined && !(last.kind === 'literal' && String(last.value).endsWith('/'));
    if (needsSlash) joined.push({ kind: 'literal', value: '/' });
    joined.push(part);
  }
  return textTerm(joined);
}
