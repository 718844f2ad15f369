import { describe, expect, it } from 'vitest';
import type { Limit, Resource, Row } from '../../src/analysis/footprint.js';
import { samenessOf } from '../../src/analysis/meetings.js';
import { compare } from '../../src/analysis/verdict.js';
import { column, effect, IMAGE, key, known, literal, row, text, USER, where } from './effects.js';
import { runIn } from './runs-of.js';

const HASH = key('redis', text(literal('job:'), IMAGE));

function fieldsOf(resource: Resource, ...fields: string[]): Resource {
  return { ...resource, fields } as Resource;
}

function limited(limit: Limit): Row {
  return { kind: 'keyed', by: [{ column: 'image_id', is: IMAGE }], limits: [limit] };
}

/** The kinds of conflicts of two tasks with these effects. */
function conflictsOf(earlier: Parameters<typeof known>[0], later: Parameters<typeof known>[0]): string[] {
  const { dispatches } = runIn("await images.add('a', { id: image.id }); await images.add('b', { id: image.id });");
  const [a, b] = dispatches;
  if (a === undefined || b === undefined) throw new Error('no run');
  return compare({ position: 0, dispatch: a, knowledge: known(earlier) }, { position: 1, dispatch: b, knowledge: known(later) }, false).conflicts.map(({ kind }) => kind);
}

describe('fields of a value', () => {
  it('meet where one is the same, or where it is all of the value', () => {
    expect(samenessOf(fieldsOf(HASH, 'a', 'b'), fieldsOf(HASH, 'b', 'c'))).toBe('same');
    expect(samenessOf(fieldsOf(HASH, 'a'), HASH)).toBe('same');
    expect(samenessOf(HASH, fieldsOf(HASH, 'a'))).toBe('same');
    expect(samenessOf(fieldsOf(HASH, 'a'), fieldsOf(HASH, 'b'))).toBe('apart');
    expect(samenessOf(fieldsOf(column('meta'), 'a'), fieldsOf(column('meta'), 'b'))).toBe('apart');
  });

  it('are a lost update where both rewrite all of the value, and nothing where only another is read', () => {
    const rewrite = (field: string, line: number) => [effect('read', column('meta'), line), effect('write', fieldsOf(column('meta'), field), line + 1)];
    expect(conflictsOf(rewrite('a', 10), rewrite('b', 20))).toEqual(['lost-update']);
    expect(conflictsOf(rewrite('a', 10), [effect('read', fieldsOf(column('meta'), 'b'), 20)])).toEqual([]);
    expect(conflictsOf(rewrite('a', 10), [effect('read', fieldsOf(column('meta'), 'a'), 20)])).toEqual(['write-read']);
  });

  it('are fresh where the task has just written them, all of them', () => {
    const written = effect('write', HASH, 10);
    const later = (read: Resource) => [effect('write', fieldsOf(HASH, 'a', 'b'), 20), effect('read', read, 21)];
    expect(conflictsOf([written], later(fieldsOf(HASH, 'b')))).toEqual([]);
    expect(conflictsOf([written], later(fieldsOf(HASH, 'b', 'c')))).toEqual(['write-read']);
    expect(conflictsOf([written], later(HASH))).toEqual(['write-read']);
  });
});

describe('rows to which a query is limited', () => {
  const made = (kind: string): Resource => row('Step', where({ image_id: IMAGE, kind: literal(kind) }));
  const among = (isOut: boolean, ...values: string[]): Resource => row('Step', limited({ column: 'kind', values: values.map(literal), isOut }));

  it('are apart from those that it leaves out', () => {
    expect(samenessOf(made('a'), among(true, 'a'))).toBe('apart');
    expect(samenessOf(among(true, 'a', 'b'), made('b'))).toBe('apart');
    expect(samenessOf(made('c'), among(true, 'a', 'b'))).toBe('same');
    expect(samenessOf(made('a'), among(false, 'b', 'c'))).toBe('apart');
    expect(samenessOf(made('b'), among(false, 'b', 'c'))).toBe('same');
  });

  it('are not told apart by what is not known, or is about to be written', () => {
    expect(samenessOf(row('Step', where({ image_id: IMAGE, kind: USER })), among(false, 'b', 'c'))).toBe('same');
    expect(samenessOf(row('Step', where({ image_id: IMAGE })), among(true, 'a'))).toBe('same');
    const moved = column('kind', where({ image_id: IMAGE, kind: literal('a') }), 'Step');
    expect(samenessOf(moved, column('kind', limited({ column: 'kind', values: [literal('b'), literal('c')], isOut: false }), 'Step'))).toBe('same');
  });

  it('tell better than the column by which they are chosen', () => {
    const earlier = [effect('create', made('a'), 10)];
    const chosen = effect('read', column('kind', where({ image_id: IMAGE }), 'Step'), 20, { rank: 'where' });
    expect(conflictsOf(earlier, [chosen, effect('read', among(true, 'a'), 20)])).toEqual([]);
    expect(conflictsOf(earlier, [chosen, effect('read', among(true, 'b'), 20)])).toEqual(['insert-read']);
  });
});
