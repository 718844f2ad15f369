import { describe, expect, it } from 'vitest';
import { weigh } from '../../src/analysis/evidence.js';
import { UNKNOWN_TERM, type Effect, type Knowledge } from '../../src/analysis/footprint.js';
import type { Evidence } from '../../src/analysis/ir.js';
import { column, effect, IMAGE, key, known, literal, MAIL, row, text, USER, where } from './effects.js';
import { runIn } from './runs-of.js';

const A = "await images.add('a', { id: image.id, user: user.id });";
const B = "await images.add('b', { id: image.id, user: user.id });";
const C = "await images.add('c', { id: image.id });";
const SURROUNDINGS = { nameFile: (path: string) => path.replace('/project/', '') };

function weighed(body: string, ...knowledge: Knowledge[]): Evidence {
  return weigh(runIn(body), knowledge, SURROUNDINGS).evidence;
}

/** What is said of two tasks with these effects. */
function pair(earlier: readonly Effect[], later: readonly Effect[]): Evidence {
  return weighed(`${A} ${B}`, known(earlier), known(later));
}

const KEY = text(literal('image:'), IMAGE);
const FILE = text(literal('/tmp/'), IMAGE, literal('.png'));

describe('what is proven', () => {
  it.each<[string, readonly Effect[], readonly Effect[], string, string]>([
    [
      'a column written, then read',
      [effect('write', column('file'), 18)],
      [effect('read', column('file'), 31)],
      'write-read',
      '`b` reads Image.file of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'a column written, then filtered by',
      [effect('write', column('state'), 18)],
      [effect('read', column('state', where({ id: IMAGE, state: literal('ready') })), 31, { rank: 'where' })],
      'write-read',
      '`b` reads Image.state of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'a column that is itself part of what rows are chosen by',
      [effect('write', column('state', where({ id: IMAGE, state: literal('new') })), 18)],
      [effect('read', column('state', where({ id: IMAGE, state: literal('ready') })), 31, { rank: 'where' })],
      'write-read',
      '`b` reads Image.state of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'two columns',
      [effect('write', column('file'), 18), effect('write', column('size'), 19)],
      [effect('read', column('file'), 31), effect('read', column('size'), 32)],
      'write-read',
      '`b` reads Image.file and Image.size of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'many columns',
      ['file', 'size', 'kind', 'hash'].map((name, index) => effect('write', column(name), 18 + index)),
      ['file', 'size', 'kind', 'hash'].map((name, index) => effect('read', column(name), 31 + index)),
      'write-read',
      '`b` reads Image.file, Image.size and 2 more of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'rows of a parent',
      [effect('write', column('seen', where({ user_id: USER })), 18)],
      [effect('read', column('seen', where({ user_id: USER })), 31)],
      'write-read',
      '`b` reads Image.seen of the rows where user_id is `user.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'what another task reads that the later dispatches',
      [effect('write', column('file'), 18)],
      [effect('read', column('file'), 31, { behind: ['notify_async'] })],
      'write-read',
      '`b` through `notify_async` reads Image.file of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'a column that both rewrite',
      [effect('read', column('meta'), 17), effect('write', column('meta'), 18)],
      [effect('read', column('meta'), 31), effect('write', column('meta'), 32)],
      'lost-update',
      '`b` reads and rewrites Image.meta of the row `image.id` (media/tasks.py:32), and so does `a` (media/tasks.py:18), so one may undo what the other did',
    ],
    [
      'a counter that the later writes over',
      [effect('write', column('views'), 18, { mode: 'atomic' })],
      [effect('read', column('views'), 31), effect('write', column('views'), 32)],
      'lost-update',
      '`b` reads and rewrites Image.views of the row `image.id` (media/tasks.py:32), and so does `a` (media/tasks.py:18), so one may undo what the other did',
    ],
    [
      'a cache key set, then read',
      [effect('write', key('cache', KEY), 18)],
      [effect('read', key('cache', KEY), 31)],
      'write-read',
      '`b` reads the cache key `image:{image.id}` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'a cache key dropped, then read',
      [effect('delete', key('cache', KEY), 18)],
      [effect('read', key('cache', KEY), 31)],
      'delete-read',
      '`b` reads the cache key `image:{image.id}` (media/tasks.py:31), which `a` deletes (media/tasks.py:18)',
    ],
    [
      'a file made, then deleted',
      [effect('create', key('file', FILE), 18)],
      [effect('delete', key('file', FILE), 31)],
      'write-delete',
      '`b` deletes the file `/tmp/{image.id}.png` (media/tasks.py:31), which `a` makes (media/tasks.py:18)',
    ],
    [
      'a file read, then deleted',
      [effect('read', key('file', FILE), 18)],
      [effect('delete', key('file', FILE), 31)],
      'read-delete',
      '`b` deletes the file `/tmp/{image.id}.png` (media/tasks.py:31), which `a` reads (media/tasks.py:18)',
    ],
    [
      'a row written, then deleted',
      [effect('write', column('file'), 18)],
      [effect('delete', row('Image'), 31)],
      'write-delete',
      '`b` deletes the row `image.id` of Image (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ],
    [
      'a row deleted, then read',
      [effect('delete', row('Image'), 18)],
      [effect('read', column('file'), 31)],
      'delete-read',
      '`b` reads the row `image.id` of Image (media/tasks.py:31), which `a` deletes (media/tasks.py:18)',
    ],
    [
      'child rows made, then loaded',
      [effect('create', row('Page', where({ image_id: IMAGE, number: UNKNOWN_TERM })), 18)],
      [effect('read', row('Page', where({ image_id: IMAGE })), 31)],
      'insert-read',
      '`b` reads rows of Page where image_id is `image.id` (media/tasks.py:31), which `a` makes (media/tasks.py:18)',
    ],
    [
      'child rows made, then changed by what they hold',
      [effect('create', row('Page', where({ image_id: IMAGE, kind: literal('a') })), 18)],
      [effect('read', column('kind', where({ image_id: IMAGE }), 'Page'), 31, { rank: 'where' })],
      'insert-read',
      '`b` reads rows of Page where image_id is `image.id` (media/tasks.py:31), which `a` makes (media/tasks.py:18)',
    ],
    [
      'child rows deleted, then loaded',
      [effect('delete', row('Page', where({ image_id: IMAGE })), 18)],
      [effect('read', column('text', where({ image_id: IMAGE }), 'Page'), 31)],
      'insert-read',
      '`b` reads rows of Page where image_id is `image.id` (media/tasks.py:31), which `a` deletes (media/tasks.py:18)',
    ],
  ])('%s', (_, earlier, later, kind, reason) => {
    const { confidence, reasons, conflicts } = pair(earlier, later);
    expect({ confidence, reasons }).toEqual({ confidence: 'proven', reasons: [reason] });
    expect(conflicts[0]).toMatchObject({ earlier: 0, later: 1, kind });
  });

  it('comes once for two tasks and a column, and the reads of the later task itself come first', () => {
    const { conflicts } = pair(
      [effect('write', column('file'), 18), effect('write', column('file'), 19), effect('write', column('size'), 20)],
      [effect('read', column('size'), 30, { behind: ['other'] }), effect('read', column('file'), 31), effect('read', column('file'), 32)],
    );
    expect(conflicts.map(({ before, after }) => [before.site.line, after.site.line])).toEqual([
      [18, 31],
      [20, 30],
    ]);
  });

  it('names three pairs of tasks at most', () => {
    const reads = known([effect('read', column('file'), 31)]);
    const run = ['b', 'c', 'd', 'e', 'f'].map((name) => `await images.add('${name}', image.id);`).join(' ');
    const { reasons, conflicts } = weighed(`${A} ${run}`, known([effect('write', column('file'), 18)]), reads, reads, reads, reads, reads);
    expect(reasons).toHaveLength(4);
    expect(reasons.at(-1)).toBe('2 more pairs of these tasks conflict likewise');
    expect(conflicts).toHaveLength(5);
  });

  it('says what the signs say, too', () => {
    const late = "await images.add('b', { id: image.id }, { delay: 5000 });";
    expect(weighed(`${A} ${late}`, known([effect('write', column('file'), 18)]), known([effect('read', column('file'), 31)])).reasons).toEqual([
      '`b` reads Image.file of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
      '`b` is delayed and `a` is not, as if one waited for the other',
    ]);
  });
});

const WRITE = effect('write', column('file'), 18);
const READ = effect('read', column('file'), 31);
const NONE = 'nothing was found that `a` does and `b` needs';

describe('what is said of a proven order', () => {
  it('leaves timers aside', () => {
    const timer = "await images.add('c', { id: image.id }, { delay: 5000 });";
    expect(weighed(`${A} ${B} ${timer}`, known([WRITE]), known([READ]), known([MAIL])).reasons).toEqual([
      '`b` reads Image.file of the row `image.id` (media/tasks.py:31), which `a` writes (media/tasks.py:18)',
    ]);
  });

  it('names rows that are made rather than those that are deleted before', () => {
    const pages = row('Page', where({ image_id: IMAGE }));
    const { reasons } = pair([effect('delete', pages, 17), effect('create', pages, 18)], [effect('read', pages, 31)]);
    expect(reasons).toEqual(['`b` reads rows of Page where image_id is `image.id` (media/tasks.py:31), which `a` makes (media/tasks.py:18)']);
  });
});

describe('what does not meet', () => {
  it.each<[string, readonly Effect[], readonly Effect[]]>([
    ['another column', [WRITE], [effect('read', column('size'), 31)]],
    ['a column of another table by the same name', [WRITE], [effect('read', column('file', where({ id: IMAGE }), 'Photo'), 31)]],
    ['another row', [WRITE], [effect('read', column('file', where({ id: USER })), 31)]],
    ['rows that a constant tells apart', [effect('write', column('file', where({ id: IMAGE, kind: literal('a') })), 18)], [effect('read', column('file', where({ id: IMAGE, kind: literal('b') })), 31)]],
    ['a row that the earlier makes', [effect('write', column('file', { kind: 'new' }), 18)], [READ]],
    ['a lazy fill', [effect('write', column('file'), 18, { mode: 'lazy' })], [READ]],
    ['a hook of saving', [effect('write', column('file'), 18, { mode: 'hook' })], [READ]],
    ['a save of the whole row', [effect('write', column('file'), 18, { mode: 'whole-save' })], [READ]],
    ['a counter', [effect('write', column('file'), 18, { mode: 'atomic' })], [READ]],
    ['counters on both sides', [effect('write', column('file'), 18, { mode: 'atomic' })], [effect('write', column('file'), 31, { mode: 'atomic' })]],
    ['a counter that is counted up from a plain write', [WRITE], [effect('read', column('file'), 31), effect('write', column('file'), 31, { mode: 'atomic' })]],
    ['a mere selection', [WRITE], [effect('read', column('file'), 31, { rank: 'selected' })]],
    ['one place that writes for both', [WRITE], [effect('read', column('file'), 17), WRITE]],
    ['a read after a write of its own', [WRITE], [effect('write', column('file'), 30), READ]],
    ['a read of a key that the later drops first', [effect('delete', key('cache', KEY), 18)], [effect('delete', key('cache', KEY), 30), effect('read', key('cache', KEY), 31)]],
    ['a write of a task that the earlier dispatches', [effect('write', column('file'), 18, { behind: ['other'] }), MAIL], [READ]],
    ['the other way round', [READ], [WRITE]],
    ['writes on both sides', [WRITE], [effect('write', column('file'), 31)]],
    ['a column of nobody knows which table', [effect('write', { kind: 'external', name: 'write' }, 18)], [READ]],
    ['mails on both sides', [MAIL], [MAIL]],
    ['another cache key', [effect('write', key('cache', KEY), 18)], [effect('read', key('cache', text(literal('thumb:'), IMAGE)), 31)]],
    ['the same key of another store', [effect('write', key('cache', KEY), 18)], [effect('read', key('redis', KEY), 31)]],
    ['a key that is not known', [effect('write', key('cache', UNKNOWN_TERM), 18)], [effect('read', key('cache', KEY), 31)]],
    ['a cache read, then dropped', [effect('read', key('cache', KEY), 18)], [effect('delete', key('cache', KEY), 31)]],
    ['child rows of another parent', [effect('create', row('Page', where({ image_id: IMAGE })), 18)], [effect('read', row('Page', where({ image_id: USER })), 31)]],
    [
      'child rows that a constant tells apart',
      [effect('create', row('Page', where({ image_id: IMAGE, kind: literal('a') })), 18)],
      [effect('read', column('kind', where({ image_id: IMAGE }), 'Page'), 31, { rank: 'where' }), effect('read', row('Page', where({ image_id: IMAGE, kind: literal('b') })), 31)],
    ],
    ['columns that are not known, where rows are only chosen by one', [effect('write', row('Image'), 18)], [effect('read', column('file'), 31, { rank: 'where' })]],
    ['columns that are not known of another row', [effect('write', row('Image'), 18)], [effect('read', column('file', where({ id: USER })), 31)]],
    ['all columns of a row that is saved whole', [effect('write', row('Image'), 18, { mode: 'whole-save' })], [READ]],
    ['child rows of nobody knows which parent', [effect('create', row('Page', { kind: 'new' }), 18)], [effect('read', row('Page', where({ image_id: IMAGE })), 31)]],
  ])('%s', (_, earlier, later) => {
    expect(pair(earlier, later)).toEqual({ confidence: 'unlikely', reasons: [NONE], conflicts: [] });
  });

  it('is no conflict of two dispatches of one task', () => {
    const both = known([WRITE, READ]);
    const { conflicts } = weighed(`${A} await images.add('a', user.id); ${B}`, both, both, known([effect('read', column('file'), 40)]));
    expect(conflicts.map(({ earlier, later }) => [earlier, later])).toEqual([[0, 2], [1, 2]]);
  });
});

describe('what may meet', () => {
  const rowUnknown = '`b` reads Image.file (media/tasks.py:31) and `a` writes it (media/tasks.py:18), but whether of the same row is not known';
  it.each<[string, readonly Effect[], readonly Effect[], string]>([
    ['a row that is not known', [effect('write', column('file', { kind: 'unknown' }), 18)], [READ], rowUnknown],
    ['rows by other columns', [WRITE], [effect('read', column('file', where({ user_id: USER })), 31)], rowUnknown],
    ['all rows', [WRITE], [effect('read', column('file', where()), 31)], rowUnknown],
    ['a key that nobody knows', [WRITE], [effect('read', column('file', where({ id: UNKNOWN_TERM })), 31)], rowUnknown],
    ['a row that a constant names', [effect('write', column('file', where({ id: literal(1) })), 18)], [effect('read', column('file', where({ id: literal(1) })), 31)], rowUnknown],
    [
      'columns that are not known',
      [effect('write', row('Image'), 18)],
      [READ],
      '`b` reads Image.file of the row `image.id` (media/tasks.py:31) and `a` writes columns of Image (media/tasks.py:18), but which ones is not known',
    ],
    [
      'a key that a constant names',
      [effect('write', key('cache', literal('stats')), 18)],
      [effect('read', key('cache', literal('stats')), 31)],
      '`b` reads the cache key `stats` (media/tasks.py:31) and `a` writes it (media/tasks.py:18), but the shared argument does not name it',
    ],
  ])('%s', (_, earlier, later, reason) => {
    expect(pair(earlier, later)).toEqual({ confidence: 'possible', reasons: [reason], conflicts: [] });
  });
});

describe('what is not known', () => {
  const opaque = (what: string, line: number) => ({ what, site: { file: '/project/media/tasks.py', line, offset: 0 } });
  it.each<[string, Knowledge, string]>([
    ['a task that is not read', { kind: 'unread', reason: '`b` has no consumer in this project' }, '`b` has no consumer in this project'],
    ['a stub', known([]), '`b` (media/tasks.py:1) does nothing that could be compared'],
    ['code that cannot be read', known([], { opaque: [opaque('calls `sync` of a value that is not known', 7)] }), 'what `b` (media/tasks.py:1) does is not known: it calls `sync` of a value that is not known (media/tasks.py:7)'],
    [
      'a task that only dispatches',
      known([], { dispatches: [{ key: 'x', name: 'x', site: { file: '', line: 1, offset: 0 } }] }),
      '`b` (media/tasks.py:1) only dispatches `x`, of which nothing is known',
    ],
  ])('%s', (_, knowledge, reason) => {
    expect(weighed(`${A} ${B}`, known([WRITE]), knowledge)).toEqual({ confidence: 'possible', reasons: [reason], conflicts: [] });
  });

  it('is what an earlier task does that only dispatches: nothing that a chain would wait for', () => {
    const dispatches = [{ key: 'x', name: 'x', site: { file: '', line: 1, offset: 0 } }];
    expect(weighed(`${A} ${B}`, known([], { dispatches }), known([READ])).confidence).toBe('unlikely');
  });

  it('is of no account beside what is proven', () => {
    expect(weighed(`${A} ${B} ${C}`, known([WRITE]), known([READ]), { kind: 'unread', reason: 'nobody knows `c`' }).confidence).toBe('proven');
  });

  it('grows as knowledge is taken away', () => {
    const all = [known([WRITE]), known([READ, effect('write', column('size'), 33)]), known([effect('read', column('size'), 41)])];
    const count = (knowledge: readonly Knowledge[]) => weighed(`${A} ${B} ${C}`, ...knowledge).conflicts.length;
    for (const index of all.keys()) {
      const fewer = all.map((each, at): Knowledge => (at === index ? { kind: 'unread', reason: 'gone' } : each));
      expect(count(fewer)).toBeLessThan(count(all));
      for (const other of all.keys()) {
        expect(count(fewer.map((each, at): Knowledge => (at === other ? known([]) : each)))).toBeLessThanOrEqual(count(fewer));
      }
    }
  });
});

describe('a task that dispatches the later one itself', () => {
  const redispatching = known([WRITE], { dispatches: [{ key: 'images#b', name: 'b', site: { file: '', line: 1, offset: 0 } }] });

  it('needs no order', () => {
    expect(weighed(`${A} ${B}`, redispatching, known([READ]))).toEqual({
      confidence: 'unlikely',
      reasons: ['`a` itself dispatches `b`, so this dispatch need not wait for it'],
      conflicts: [],
    });
  });

  it('says nothing of a third', () => {
    const { confidence, conflicts } = weighed(`${A} ${B} ${C}`, redispatching, known([READ]), known([effect('read', column('file'), 41)]));
    expect({ confidence, pairs: conflicts.map(({ earlier, later }) => [earlier, later]) }).toEqual({ confidence: 'proven', pairs: [[0, 2]] });
  });
});
