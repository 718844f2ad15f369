/** Paths of files as texts: what `join` and `resolve` put together. https://nodejs.org/api/path.html */
import type { Term } from '../../analysis/footprint.js';
import type { EcmascriptDataLibrary } from './library.js';
import { linksOf } from './query/links.js';

const JOINING: ReadonlySet<string> = new Set(['join', 'resolve', 'normalize']);
const SLASH: Term = { kind: 'literal', value: '/' };

export const paths: EcmascriptDataLibrary = {
  id: 'paths',
  packages: ['node:path', 'path', 'node:path/posix', 'path/posix'],
  read(chain, context) {
    const called = linksOf(chain).findLast((link) => link.called);
    if (called === undefined || !JOINING.has(called.name)) return undefined;
    const parts = called.args.map((argument) => context.termOf(argument)).flatMap((part, index) => (index === 0 ? [part] : [SLASH, part]));
    return { kind: 'term', term: { kind: 'text', parts: merged(parts) } };
  },
};

/** Neighbouring literals as one, and no slash twice: equal paths are equal texts. */
function merged(parts: readonly Term[]): Term[] {
  const result: Term[] = [];
  for (const part of parts.flatMap((each) => (each.kind === 'text' ? each.parts : [each]))) {
    const last = result.at(-1);
    if (last?.kind === 'literal' && part.kind === 'literal') result[result.length - 1] = { kind: 'literal', value: (String(last.value) + String(part.value)).replace(/\/{2,}/g, '/').replace(/(^|\/)\.\//g, '$1') };
    else result.push(part);
  }
  return result;
}
