import { describe, expect, it } from 'vitest';
import { findHazards } from '../../src/analysis/hazards.js';
import type { Run } from '../../src/analysis/ir.js';
import { runIn } from './runs-of.js';

const A = "await images.add('a', { id: image.id });";
const B = "await images.add('b', { id: image.id });";

function hazardsOf(run: Run): string[] {
  return findHazards(run).map(({ effect, id }) => `${effect} ${id}`);
}

describe('findHazards', () => {
  it.each([
    ['1: nothing but dispatches', `${A} ${B}`, []],
    ['3: an early result used', `const job = await images.add('a', image.id); ${B} save(job.id);`, ['refuse result-used']],
    [
      '3: an early result logged',
      `const job = await images.add('a', image.id); console.log(job.id); ${B}`,
      ['refuse result-used', 'warn log-between'],
    ],
    ['3: an early result kept', `user.job = await images.add('a', image.id); ${B}`, ['refuse result-used']],
    ['3: an early result kept and never read', `const job = await images.add('a', image.id); ${B}`, []],
    [
      '3: its id handed on',
      "const job = await images.add('a', image.id); await images.add('b', [image.id, job.id]);",
      ['refuse result-used'],
    ],
    ['4: the last result used', `${A} const job = await images.add('b', image.id); return job.id;`, []],
    ['4: the last result returned', `${A} return images.add('b', image.id);`, []],
    [
      '5: all results used',
      "const a = await images.add('a', image.id); const b = await images.add('b', image.id); return { a: a.id, b: b.id };",
      ['refuse result-used'],
    ],
    ['7: a pure declaration between', `${A} const id = image.id; ${B}`, []],
    ['8: a log line between', `${A} console.log(image.id); ${B}`, ['warn log-between']],
    ['8: a log line before a returned step', `${A} console.log(image.id); return images.add('b', image.id);`, ['refuse log-before-return']],
    ['13: a later argument calls', `${A} await images.add('b', { id: image.id, url: sign(image) });`, ['refuse argument-effect']],
    ['13: a later argument waits', `${A} await images.add('b', { id: image.id, url: await image.url });`, ['refuse argument-effect']],
    ['13: later options call', `${A} await images.add('b', image.id, { priority: rank(user) });`, ['refuse argument-effect']],
    ['13: the first argument calls', `await images.add('a', { id: image.id, url: await sign(image) }); ${B}`, []],
    [
      '13: a declaration after such an argument',
      `await images.add('a', { id: image.id, url: sign(image) }); const id = image.id; ${B}`,
      ['refuse declaration-order'],
    ],
    [
      '13: a declaration before such an argument',
      "await images.add('a', image.id); const id = image.id; await images.add('b', [id, sign()]);",
      ['refuse argument-effect'],
    ],
    ['14: a fresh value later', `${A} await images.add('b', { id: image.id, at: Date.now() });`, ['warn argument-fresh']],
    ['14: a fresh value first', `await images.add('a', { id: image.id, at: Date.now() }); ${B}`, []],
    ['16: spread is the library’s', `${A} await images.add('b', ...[image.id]);`, []],
    ['19: a later delay', `${A} await images.add('b', image.id, { delay: 5000 });`, ['warn later-delay']],
    ['19: a later countdown', 'aTask.applyAsync([image.id]); bTask.applyAsync([image.id], { countdown: 5 });', ['warn later-delay']],
    ['19: a delay on the first', `await images.add('a', image.id, { delay: 5000 }); ${B}`, []],
    [
      '19: delays that grow',
      `${A} await images.add('b', image.id, { delay: 1000 }); await images.add('c', image.id, { delay: 2000 });`,
      ['refuse staggered-delays'],
    ],
    [
      '19: delays that grow from the first',
      "await images.add('a', image.id, { delay: 1000 }); await images.add('b', image.id, { delay: 2000 });",
      ['refuse staggered-delays'],
    ],
    [
      '19: delays that do not grow',
      "await images.add('a', image.id, { delay: 2000 }); await images.add('b', image.id, { delay: 2000 });",
      ['warn later-delay'],
    ],
    ['20: a later eta', 'aTask.applyAsync([image.id]); bTask.applyAsync([image.id], { eta: user.time });', ['warn later-eta']],
    ['20: a later expiry', 'aTask.applyAsync([image.id]); bTask.applyAsync([image.id], { expires: 5 });', ['refuse later-expires']],
    ['24, 36: different connections', `${A} await other.add('b', image.id);`, ['refuse different-connections']],
    ['24: different queues', `${A} await mails.add('b', image.id);`, []],
    ['26: one try around all', `try { ${A} ${B} } catch (error) { save(error); }`, []],
    ['27: one awaited', `${A} images.add('b', image.id);`, ['refuse mixed-waiting']],
    ['27: one void', `${A} void images.add('b', image.id);`, ['refuse mixed-waiting']],
    ['27: all void', "void images.add('a', image.id); void images.add('b', image.id);", []],
    ['27: none awaited', "images.add('a', image.id); images.add('b', image.id);", []],
    ['27: a catch on one', `${A} await images.add('b', image.id).catch(save);`, ['refuse settled-apart']],
    ['29: comments', `// one\n${A} // two\n/* three */ ${B}`, []],
    ['29: a directive inside', `${A}\n// eslint-disable-next-line no-console\n${B}`, ['refuse directive-comment']],
    ['29: a directive above', `// @ts-expect-error untyped\n${A}\n${B}`, ['refuse directive-comment']],
    ['29: a directive in a block comment', `${A}\n/* istanbul ignore next */\n${B}`, ['refuse directive-comment']],
    ['33: a wrapper', "trigger('a', image.id); trigger('b', image.id);", ['refuse wrapper']],
    ['36: different libraries', "images.add('a', image.id); bTask.delay(image.id);", ['refuse different-libraries']],
    ['41: twenty steps', stepsTo(20), []],
    ['41: more than twenty steps', stepsTo(21), ['warn long-chain']],
  ])('%s', (_, body, expected) => {
    expect(hazardsOf(runIn(body))).toEqual(expected);
  });

  it.each([
    ['cleanup', true],
    ['clean_up', true],
    ['cleanUpImage', true],
    ['CLEANUP', true],
    ['image:unlock', true],
    ['lock.release', true],
    ['close-session', true],
    ['log', true],
    ['logUpload', true],
    ['finalizeOrder', true],
    ['finalise', true],
    ['always', true],
    ['login', false],
    ['CLOSEST', false],
    ['CLEANUP_FILES', true],
    ['tasks.cleanup', true],
    ['logo-resize', false],
    ['closest', false],
    ['releasenotes', false],
    ['image-log-in', false],
    ['thumbnail', false],
  ])('30: a last step named %s: %s', (name, refused) => {
    expect(hazardsOf(runIn(`${A} await images.add('${name}', image.id);`))).toEqual(refused ? ['refuse always-step'] : []);
    expect(hazardsOf(runIn(`await images.add('${name}', image.id); ${B}`)), 'as the first step').toEqual([]);
  });

  it.each([
    [`const job = await images.add('a', image.id); ${B} save(job);`, 'the result of `a` is used; a chain only returns the last step'],
    ["trigger('a', image.id); trigger('b', image.id);", /^`trigger` \(jobs\.ts:3\) queues the task itself.*`signature`.*`dispatchers`/],
    [`${A} await images.add('b', image.id).catch(save);`, /^errors of each dispatch are handled apart: .* on `b` alone$/],
    [`${A} await images.add('cleanup', image.id);`, /in a chain this runs only if all before succeed$/],
    [`${A} await images.add('b', image.id, { delay: 5000 });`, 'the delay of `b` is now counted from the end of the previous step'],
    [`${A} await images.add('b', image.id, { delay: 1 }); await images.add('c', image.id, { delay: 2 });`, /drop them/],
    [`${A} await other.add('b', image.id);`, 'the queues are on different connections'],
    [`${A}\n// eslint-disable-next-line x\n${B}`, /«\/\/ eslint-disable-next-line x»/],
    ["images.add('a', image.id); bTask.delay(image.id);", /bullmq, celery-node/],
  ])('%s says why', (body, message) => {
    const [hazard] = findHazards(runIn(body));
    if (typeof message === 'string') expect(hazard?.message).toBe(message);
    else expect(hazard?.message).toMatch(message);
  });

  it('lists refusals before warnings', () => {
    const body = `${A} console.log(1); await images.add('b', { id: image.id, at: Date.now(), url: sign() });`;
    expect(hazardsOf(runIn(body))).toEqual(['refuse argument-effect', 'warn log-between']);
    expect(
      findHazards(runIn(`${A} console.log(1); await other.add('cleanup', [image.id, Date.now()]);`)).map(({ effect }) => effect),
    ).toEqual(['refuse', 'refuse', 'warn', 'warn']);
  });

  it('says nothing of a wrapper that has a signature', () => {
    const run = runIn("trigger('a', image.id); trigger('b', image.id);");
    const dispatches = run.dispatches.map((dispatch) => ({
      ...dispatch,
      wrapper: { name: 'trigger', signature: { name: 'triggerSignature' } },
    }));
    expect(hazardsOf({ ...run, dispatches })).toEqual([]);
  });
});

function stepsTo(count: number): string {
  return Array.from({ length: count }, (_, index) => `await images.add('step${String(index)}', image.id);`).join('\n');
}
