/** Paths of files as texts: what `join` and `resolve` put together. https://nodejs.org/api/path.html */
import type { Term } from '../../analysis/footprint.js';
import type { EcmascriptDataLibrary } from './library.js';
import { linksOf } from './query/links.js';
import { textTerm } from './texts.js';

const JOINING: ReadonlySet<string> = new Set(['join', 'resolve', 'normalize']);
const SLASH: Term = { kind: 'literal', value: '/' };

export const paths: EcmascriptDataLibrary = {
  id: 'paths',
  packages: ['node:path', 'path', 'node:path/posix', 'path/posix'],
  read(chain, context) {
    const called = linksOf(chain).findLast((link) => link.called);
    if (called === undefined || !JOINING.has(called.name)) return undefined;
    const parts = called.args.map((argument) => context.termOf(argument)).flatMap((part, index) => (index === 0 ? [part] : [SLASH, part]));
    return { kind: 'term', term: normalised(textTerm(parts)) };
  },
};

/** No slash twice, and no `./`: equal paths are equal texts. */
function normalised(term: Term): Term {
  if (term.kind === 'text') return { kind: 'text', parts: term.parts.map(normalised) };
  return term.kind === 'literal' ? { kind: 'literal', value: String(term.value).replace(/\/{2,}/g, '/').replace(/(^|\/)\.\//g, '$1') } : term;
}
