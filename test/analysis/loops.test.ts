import { describe, expect, it } from 'vitest';
import { isFounded, weigh } from '../../src/analysis/evidence.js';
import { UNKNOWN_TERM, type Knowledge, type Term } from '../../src/analysis/footprint.js';
import { findHazards } from '../../src/analysis/hazards.js';
import type { Run } from '../../src/analysis/ir.js';
import { findRuns } from '../../src/analysis/runs.js';
import { read } from '../readers/python/table.js';
import { column, effect, key, known, literal, MAIL, where } from './effects.js';
import { runIn, runsIn, stepsOf } from './runs-of.js';

const LOOP = "for (const image of list) { await images.add('each', image.id); }";
const ALL = "await images.add('all', {});";
const LATE = "await images.add('all', {}, { delay: 30_000 });";
const COMMENT = '// to make sure all the images are resized';
const EACH: Term = { kind: 'value', root: 'image', path: ['id'], text: 'image.id' };

const SURROUNDINGS = { nameFile: (path: string) => path.replace('/project/', '') };

function weighed(run: Run, ...knowledge: Knowledge[]) {
  const finding = weigh(run, knowledge, SURROUNDINGS);
  const { confidence, reasons } = finding.evidence;
  return { confidence, reasons, founded: isFounded(finding) };
}

describe('a loop of dispatches and one more', () => {
  it.each([
    ['directly after it', `${LOOP} ${ALL}`, ['each all']],
    ['with a log line and a constant between', `${LOOP} console.log('queued'); const data = {}; await images.add('all', data);`, ['each all']],
    ['with a log line and a constant in it', `for (const image of list) { console.log(image); const id = image.id; await images.add('each', id); } ${ALL}`, ['each all']],
    ['without braces', `for (const image of list) await images.add('each', image.id); ${ALL}`, ['each all']],
    ['of the same task', `${LOOP} await images.add('each', {});`, []],
    ['after something else', `${LOOP} await other(); ${ALL}`, []],
    ['before it', `${ALL} ${LOOP}`, []],
    ['with something else in it', `for (const image of list) { await image.save(); await images.add('each', image.id); } ${ALL}`, []],
    ['with two dispatches in it', `for (const image of list) { await images.add('each', image.id); await images.add('other', user.id); } ${ALL}`, []],
    ['that dispatches the same each time', `for (const image of list) { await images.add('each', user.id); } ${ALL}`, []],
    ['between two dispatches', `await images.add('first', user.id); ${LOOP} await images.add('all', user.id);`, ['each all']],
    ['before a run', `${LOOP} await images.add('all', user.id); await images.add('last', user.id);`, ['each all', 'all last']],
  ])('%s', (_, body, steps) => {
    expect(stepsOf(runsIn(body))).toEqual(steps);
  });

  it('is proven where the callback reads what is written for each', () => {
    const writes = known([effect('write', column('file', where({ id: EACH })), 18)]);
    const reason = '`all` reads Image.file (media/tasks.py:31), which `each` writes (media/tasks.py:18)';
    for (const rows of [where(), where({ user_id: UNKNOWN_TERM }), { kind: 'unknown' } as const]) {
      expect(weighed(runIn(`${LOOP} ${ALL}`), writes, known([effect('read', column('file', rows), 31)]))).toEqual({
        confidence: 'proven',
        reasons: [reason],
        founded: true,
      });
    }
  });

  it.each<[string, Knowledge, Knowledge]>([
    ['of nothing known', { kind: 'unread', reason: 'gone' }, { kind: 'unread', reason: 'gone' }],
    ['of another column', known([effect('write', column('file', where({ id: EACH })), 18)]), known([effect('read', column('size', where()), 31)])],
    ['of a column that is only selected', known([effect('write', column('file', where({ id: EACH })), 18)]), known([effect('read', column('file', where()), 31, { rank: 'selected' })])],
    ['of a row that is not of this round', known([effect('write', column('file', where({ id: literal(1) })), 18)]), known([effect('read', column('file', where()), 31)])],
    ['of another key', known([effect('write', key('cache', EACH), 18)]), known([effect('read', key('cache', literal('all')), 31)])],
  ])('is not worth a word %s', (_, each, all) => {
    expect(weighed(runIn(`${LOOP} ${ALL}`), each, all)).toMatchObject({ confidence: 'unlikely', founded: false });
  });

  it('is indicated by two signs', () => {
    const unread: Knowledge = { kind: 'unread', reason: 'gone' };
    expect(weighed(runIn(`${LOOP}\n${COMMENT}\n${LATE}`), unread, unread)).toEqual({
      confidence: 'indicated',
      reasons: ['`all` is delayed and `each` is not, as if one waited for the other', `a comment orders them: «${COMMENT}»`],
      founded: true,
    });
    expect(weighed(runIn(`${LOOP}\n${COMMENT}\n${ALL}`), unread, unread)).toMatchObject({ founded: false });
    expect(weighed(runIn(`${LOOP}\n${LATE}`), unread, unread)).toMatchObject({ founded: false });
    expect(weighed(runIn(`${LOOP}\n${LATE}`), known([MAIL]), known([MAIL]))).toMatchObject({ founded: false });
  });

  it('is not rewritten', () => {
    expect(findHazards(runIn(`${LOOP} ${ALL}`))[0]).toMatchObject({ effect: 'refuse', id: 'fan-in' });
  });

  it.each([
    ['for image in images:\n        each.delay(image.id)\n    all_.delay()', ['each all_']],
    ['for image in images:\n        pk = image.pk\n        each.apply_async((pk,))\n    # then all\n    all_.apply_async(countdown=30)', ['each all_']],
    ['for image in images:\n        image.save()\n        each.delay(image.id)\n    all_.delay()', []],
    ['for image in images:\n        each.delay(user.id)\n    all_.delay()', []],
    ['for image in images:\n        each.delay(image.id)\n    else:\n        pass\n    all_.delay()', []],
    ['while images:\n        each.delay(images.pop())\n    all_.delay()', []],
  ])('in Python: %s', (body, steps) => {
    expect(stepsOf(findRuns(read(`def f(images, user):\n    ${body}\n`)))).toEqual(steps);
  });
});
