import { describe, expect, it } from 'vitest';
import { namesIn, reasonOfCommon, type Census } from '../../src/analysis/common.js';
import { weigh } from '../../src/analysis/evidence.js';
import { column, effect, known, MAIL } from './effects.js';
import { runIn } from './runs-of.js';

/** A project of so many dispatches, and how many of them carry each name. */
function census(dispatches: number, counts: Readonly<Record<string, number>>): Census {
  return { dispatches, carrying: (name) => counts[name] ?? 0 };
}

const TENANT = census(20, { tenant: 18, image: 5 });
const A = "await images.add('a', { tenantId: user.tenant_id, image: image.id });";
const B = "await images.add('b', { tenantId: user.tenant_id, mail: user.mail });";

describe('common arguments', () => {
  it.each([
    ['a tenant beside two subjects', `${A} ${B}`, TENANT, true],
    ['a tenant under another name', `${A} await images.add('b', { of: user.tenant_id, mail: user.mail });`, TENANT, true],
    ['in a small project', `${A} ${B}`, census(9, { tenant: 9 }), false],
    ['that are not so common', `${A} ${B}`, census(20, { tenant: 14 }), false],
    ['and a shared subject', `${A} await images.add('b', { tenantId: user.tenant_id, of: image.id });`, TENANT, false],
    ['that are all that a task is handed', `${A} await images.add('b', { tenantId: user.tenant_id });`, TENANT, false],
    ['that are all that a task is handed, beside a constant', `${A} await images.add('b', { tenantId: user.tenant_id, kind: 'x' });`, TENANT, false],
    ['of two pairs out of three', `${A} ${B} await images.add('c', { tenantId: user.tenant_id, mail: user.mail });`, TENANT, false],
  ])('%s', (_, body, counted, isCommon) => {
    const reason = '`user.tenant_id`: nearly every dispatch of this project carries that, so sharing it says little';
    expect(reasonOfCommon(runIn(body), () => counted)).toBe(isCommon ? reason : undefined);
  });

  it('make a run unlikely of which nothing is known', () => {
    const surroundings = { nameFile: (path: string) => path, census: () => TENANT };
    expect(weigh(runIn(`${A} ${B}`), [], surroundings).evidence.confidence).toBe('unlikely');
    expect(weigh(runIn(`${A} ${B}`), [], { nameFile: (path) => path }).evidence.confidence).toBe('possible');
    const proof = [known([effect('write', column('file'), 1)]), known([effect('read', column('file'), 2)])];
    expect(weigh(runIn(`${A} ${B}`), proof, surroundings).evidence.confidence).toBe('proven');
  });

  it('are not asked for where enough is known, or a task has no other arguments', () => {
    const asked = () => {
      throw new Error('asked');
    };
    expect(reasonOfCommon(runIn(`${A} await images.add('b', { tenantId: user.tenant_id });`), asked)).toBeUndefined();
    expect(weigh(runIn(`${A} ${B}`), [known([MAIL]), known([MAIL])], { nameFile: (path) => path, census: asked }).evidence.confidence).toBe('unlikely');
  });

  it.each([
    ["await images.add('a', image.id); await images.add('b', image.id);", ['image']],
    ["await images.add('a', { imageId: image.pk }); await images.add('b', image.pk);", ['image']],
    ["await images.add('a', { alert_group_pk: image.group_id }); await images.add('b', image.group_id);", ['group', 'alertgroup']],
    ["await images.add('a', { id: image.user.id }); await images.add('b', image);", ['user']],
    ["await images.add('a', { paid: image.paid }); await images.add('b', image);", ['paid']],
    ["await images.add('a', [image.id, { a: user }]); await images.add('b', image);", ['image', 'user', 'a']],
  ])('%s', (body, names) => {
    const [first] = runIn(body).dispatches;
    expect(first === undefined ? [] : namesIn(first)).toEqual(names);
  });
});
