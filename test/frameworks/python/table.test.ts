import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PYTHON_HANDLER_ROWS } from '../../../src/frameworks/python/index.js';
import type { PythonSignal } from '../../../src/frameworks/python/schema.js';
import { renderPythonFrameworkTable } from '../../../src/frameworks/python/table.js';

describe('the table of the rows of Python', () => {
  it('stands in docs/handlers.md, up to date', () => {
    const page = readFileSync(new URL('../../../docs/handlers.md', import.meta.url), 'utf8');
    expect(page).toContain(
      `<!-- begin python-frameworks (generated) -->\n${renderPythonFrameworkTable(PYTHON_HANDLER_ROWS)}\n<!-- end python-frameworks (generated) -->`,
    );
  });

  it('has one line a row, and no cell is broken by a pipe', () => {
    const lines = renderPythonFrameworkTable(PYTHON_HANDLER_ROWS).split('\n').slice(2);
    expect(lines).toHaveLength(PYTHON_HANDLER_ROWS.length);
    expect(lines.filter((line) => line.split(/(?<!\\)\|/).length !== 6)).toEqual([]);
  });

  it.each<[PythonSignal, string]>([
    [{ kind: 'decorator', callee: { names: ['p.f'] } }, 'decorated with `@p.f`'],
    [{ kind: 'decorator', callee: { methods: ['get'], path: true } }, 'decorated with `.get()` of one of unknown origin, if there is a path'],
    [
      { kind: 'decorator', callee: { methods: ['get'], receiver: ['p.App'], receiverName: '^app$' } },
      'decorated with `.get()` of what comes from `p.App`; or one whose name fits `/^app$/`',
    ],
    [
      { kind: 'class', from: ['p.A'], base: 'A|B', methods: ['run'], parameters: ['^self$'], files: ['a/**'] },
      'method `run` with parameters named `/^self$/` of a class that extends `p.A`; or extends a base named `/A\\|B/` in `a/**`',
    ],
    [{ kind: 'class', methods: [], methodName: '^on_' }, 'method named `/^on_/` of any class'],
    [{ kind: 'reference', callee: { names: ['p.f'] }, at: [1, 'view'], methods: ['get'] }, 'argument 2 or `view=` of `p.f`; of a class that stands there, method `get`'],
    [{ kind: 'parameters', names: ['^sender$'], keywords: true }, 'first parameters named `/^sender$/` and `**kwargs`'],
    [{ kind: 'parameters', type: ['p.R'], typeName: 'R$' }, 'first parameter of type `p.R` or of one named `/R$/`'],
  ])('%j', (signal, text) => {
    expect(renderPythonFrameworkTable([{ framework: 'X', role: 'request', signal }]).split('\n')[2]).toBe(`| X | request | ${text} | strong |`);
  });
});
