import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HANDLER_ROWS } from '../../src/frameworks/index.js';
import { renderFrameworkTable } from '../../src/frameworks/table.js';
import type { HandlerRow, Signal } from '../../src/frameworks/schema.js';

function lineOf(signal: Signal, more: Partial<HandlerRow> = {}): string | undefined {
  return renderFrameworkTable([{ framework: 'X', role: 'request', ...more, signal }]).split('\n')[2];
}

describe('the table of the rows', () => {
  it('stands in docs/handlers.md, up to date', () => {
    const page = readFileSync(new URL('../../docs/handlers.md', import.meta.url), 'utf8');
    expect(page).toContain(`<!-- begin frameworks (generated) -->\n${renderFrameworkTable(HANDLER_ROWS)}\n<!-- end frameworks (generated) -->`);
  });

  it('has one line a row, and no cell is broken by a pipe', () => {
    const lines = renderFrameworkTable(HANDLER_ROWS).split('\n').slice(2);
    expect(lines).toHaveLength(HANDLER_ROWS.length);
    expect(lines.filter((line) => line.split(/(?<!\\)\|/).length !== 6)).toEqual([]);
  });

  it.each<[Signal, string]>([
    [
      { kind: 'call', from: { packages: ['p'] }, methods: ['get'], path: 'optional', at: { args: 'last' } },
      'last argument of `.get()` on what comes from `p`; or one of unknown origin, if there is a path',
    ],
    [{ kind: 'wrap', from: { packages: ['p'], names: ['f'] }, at: { args: [1], keys: ['a.b'] } }, 'argument 2 or key `a.b` of `f` from `p`'],
    [{ kind: 'decorator', from: { packages: ['p'], names: ['Get'] } }, 'method with `@Get` from `p`'],
    [{ kind: 'export', files: ['a/**'], names: 'default', keys: ['fetch'] }, 'export `default`, key `fetch`, of `a/**`'],
    [{ kind: 'class', base: '^A|B$', methods: ['run'] }, 'method `run` of a class that extends or implements a base named `/^A\\|B$/`'],
    [{ kind: 'type', from: { packages: ['p'] }, parameters: [['A|B', 0], ['C', 1]] }, 'parameter 1 of type `A`, `B` and parameter 2 of type `C` from `p`'],
    [{ kind: 'map', property: 'actions', keys: ['*'] }, 'functions under any key of an object in a key `actions`'],
  ])('%j', (signal, text) => {
    expect(lineOf(signal)).toBe(`| X | request | ${text} | strong |`);
  });

  it('names the condition', () => {
    expect(lineOf({ kind: 'directive', text: 'use x' }, { requires: ['next'], confidence: 'weak' })).toBe(
      "| X | request | `'use x'` at the top of the function, or of the file that exports it; package.json names `next` | weak |",
    );
  });
});
