import { describe, expect, it } from 'vitest';
import { weigh } from '../../src/analysis/evidence.js';
import { runIn } from './runs-of.js';

const A = "await images.add('a', { id: image.id });";
const B = "await images.add('b', { id: image.id });";
const LATE = "await images.add('b', { id: image.id }, { delay: 5000 });";
/** What is said of two tasks of which nothing is known. */
function unknownOf(...names: string[]): string[] {
  return names.map((name) => `the definition of \`${name}\` is not read`);
}

const UNKNOWN = unknownOf('a', 'b');
const SURROUNDINGS = { nameFile: (path: string) => path };

const DELAYED = '`b` is delayed and `a` is not, as if one waited for the other';
const ORDERED = 'a comment orders them: «// wait for a»';
const ID = '`b` is given the id of `a`';

describe('weigh', () => {
  it.each([
    ['nothing', `${A} ${B}`, 'possible', UNKNOWN],
    ['a delay', `${A} ${LATE}`, 'possible', [DELAYED, ...UNKNOWN]],
    ['a delay that is computed', `${A} await images.add('b', image.id, { delay: user.wait });`, 'possible', [DELAYED, ...UNKNOWN]],
    [
      'a countdown',
      'processTask.applyAsync([image.id], {}); mailTask.applyAsync([image.id], { countdown: 5 });',
      'possible',
      ['`mailTask` is delayed and `processTask` is not, as if one waited for the other', ...unknownOf('processTask', 'mailTask')],
    ],
    ['no delay', `${A} await images.add('b', image.id, { delay: 0 });`, 'possible', UNKNOWN],
    ['both delayed', `await images.add('a', image.id, { delay: 1 }); ${LATE}`, 'possible', UNKNOWN],
    ['the first delayed', `await images.add('a', image.id, { delay: 1 }); ${B}`, 'possible', UNKNOWN],
    ['a comment', `${A}\n// wait for a\n${B}`, 'possible', [ORDERED, ...UNKNOWN]],
    [
      'an id',
      "const job = await images.add('a', image.id); await images.add('b', { id: image.id, after: job.id });",
      'possible',
      [ID, ...UNKNOWN],
    ],
    ['a comment and a delay', `${A}\n// wait for a\n${LATE}`, 'indicated', [DELAYED, ORDERED]],
    [
      'a comment and an id',
      "const job = await images.add('a', image.id);\n// wait for a\nawait images.add('b', { id: image.id, after: job.id });",
      'indicated',
      [ORDERED, ID],
    ],
  ])('%s', (_, body, confidence, reasons) => {
    const run = runIn(body);
    expect(weigh(run, [], SURROUNDINGS)).toEqual({ run, evidence: { confidence, reasons, conflicts: [] } });
  });

  it('says when a silencing comment lacks its reason', () => {
    expect(weigh(runIn(`// fix-chains: parallel\n${A}\n${B}`), [], SURROUNDINGS).evidence.reasons.at(-1)).toMatch(
      /only with a reason: `fix-chains: parallel -- reason`/,
    );
  });

  it.each([
    ['// after the image is processed', true],
    ['// once processing has finished', true],
    ['// when a is done, notify', true],
    ['// waits until a is ready', true],
    ['// must run first', true],
    ['// has to happen before the mail', true],
    ['// then notify the user', true],
    ['// and then b', true],
    ['/* b depends on a */', true],
    ['// one after the other', true],
    ['// runs after a', true],
    ['// to make sure all the schedules are refreshed', true],
    ['// making sure that every page has been written', true],
    ['// make sure that the page is fast', false],
    ['// be sure to tell all', false],
    ['// queue the thumbnail', false],
    ['// no need to wait for a', false],
    ["// don't wait for a", false],
    ['// b does not depend on a', false],
    ['// look after the image', false],
    ['// send when a user asks', false],
    ['// more than one', false],
    ['// eslint-disable-next-line wait-for-it', false],
  ])('%s orders: %s', (comment, orders) => {
    expect(weigh(runIn(`${A}\n${comment}\n${LATE}`), [], SURROUNDINGS).evidence.confidence).toBe(orders ? 'indicated' : 'possible');
  });
});
