import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits, type ImportRequest } from '../../../src/analysis/edit.js';
import { planImports } from '../../../src/rewrites/python/plan-imports.js';
import { pythonProjectOf } from '../../resolve/python/project.js';

const CHAIN: ImportRequest = { from: 'celery', name: 'chain' };

/** The names to write and the text that has them imported; undefined where that was refused. */
function plan(text: string, ...requests: readonly ImportRequest[]): { readonly names: readonly string[]; readonly text: string } | undefined {
  const { root, resolver } = pythonProjectOf({ 'views.py': text });
  const module = resolver.moduleAt(join(root, 'views.py'));
  const planned = module === undefined ? undefined : planImports(requests, module, resolver);
  return planned === undefined ? undefined : { names: planned.names, text: applyEdits(text, planned.edits) };
}

const BODY = '\n\ndef upload():\n    pass\n';

describe('imports for a rewrite anywhere in a file', () => {
  it.each([
    ['adds what is not there', `from celery import group${BODY}`, ['chain'], `from celery import chain, group${BODY}`],
    ['uses what is there', `from celery import chain as sequence${BODY}`, ['sequence'], `from celery import chain as sequence${BODY}`],
    ['gives another name where it is taken', `from itertools import chain${BODY}`, ['celery_chain'], `from itertools import chain\n\nfrom celery import chain as celery_chain${BODY}`],
    ['gives another name where a function has it', `import json\n\n\ndef upload(chain):\n    pass\n`, ['celery_chain'], `import json\n\nfrom celery import chain as celery_chain\n\n\ndef upload(chain):\n    pass\n`],
  ])('%s', (_, text, names, expected) => {
    expect(plan(text, CHAIN)).toEqual({ names, text: expected });
  });

  it('brings several names in one statement', () => {
    expect(plan(`import json${BODY}`, CHAIN, { from: 'celery', name: 'group' })).toEqual({
      names: ['chain', 'group'],
      text: `import json\n\nfrom celery import chain, group${BODY}`,
    });
  });

  it('refuses a name that is there, and means something else in a function', () => {
    expect(plan('from celery import chain\n\n\ndef upload(chain):\n    return chain\n', CHAIN)).toBeUndefined();
  });
});
