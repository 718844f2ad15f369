import { describe, expect, it } from 'vitest';
import { findRuns, isSilenced } from '../../src/analysis/runs.js';
import { isInScope } from '../../src/analysis/scope.js';
import { stagesOf } from '../../src/analysis/stages.js';
import type { Role } from '../../src/analysis/ir.js';
import { SCOPES } from '../../src/settings.js';
import { runIn, runsIn, sourceOf, stepsOf } from './runs-of.js';

const A = "await images.add('a', { id: image.id });";
const B = "await images.add('b', { id: image.id });";
const C = "await mails.add('c', { to: user.email });";

describe('findRuns', () => {
  it.each([
    ['two tasks on one id', `${A} ${B}`, ['a b']],
    ['a later step that shares nothing belongs to it', `${A} ${B} ${C}`, ['a b c']],
    ['a step in the middle that shares nothing', `${A} ${C} ${B}`, ['a c b']],
    ['an earlier step that shares nothing does not', `${C} ${A} ${B}`, ['a b']],
    ['an object and its id', "await images.add('a', { image }); await images.add('b', image.id);", ['a b']],
    ['conversions', "await images.add('a', String(image.id)); await images.add('b', `x${image.id}`);", ['a b']],
    ['an alias', "const { id } = image; await images.add('a', id); await images.add('b', image.id);", ['a b']],
    ['celery-node', 'processTask.delay(image.id); mailTask.delay(image.id);', ['processTask mailTask']],
    ['logs and declarations between', `${A} console.log(1); const id = image.id; ${B}`, ['a b']],
    [
      'the same task twice among others',
      "await images.add('a', image.id); await images.add('a', user.id); await images.add('b', image.id);",
      ['a a b'],
    ],
    ['a returned last step', "await images.add('a', image.id); return images.add('b', image.id);", ['a b']],
    ['an id handed on', "const job = await images.add('a', image.id); await images.add('b', { id: image.id, after: job.id });", ['a b']],
    ['two runs apart', `${A} ${B} save(); ${A} ${B}`, ['a b', 'a b']],
    ['`this` and a property of it', "await images.add('a', this.image); await images.add('b', this.image.id);", ['a b']],
    ['inside a loop body (10)', `for (const image of user.images) { ${A} ${B} }`, ['a b']],
    [
      'a new run after a made result',
      "const job = await images.add('a', image.id); await images.add('b', job.data); await images.add('c', job.data);",
      ['b c'],
    ],
  ])('%s', (_, body, steps) => {
    expect(stepsOf(runsIn(body))).toEqual(steps);
  });

  it.each([
    ['constants only (2)', "await images.add('a', { kind: 'x' }); await images.add('b', { kind: 'x' });"],
    ['a constant variable (2)', "const kind = 'x'; await images.add('a', { kind }); await images.add('b', { kind });"],
    ['an environment variable (2)', "await images.add('a', process.env.X); await images.add('b', process.env.X);"],
    ['different properties (2)', "await images.add('a', user.id); await images.add('b', user.email);"],
    [
      'the options and not the payload',
      "await images.add('a', 1, { priority: user.rank }); await images.add('b', 2, { priority: user.rank });",
    ],
    ['`this` alone', "await images.add('a', this); await images.add('b', this);"],
    ['a call between (7)', `${A} await save(image); ${B}`],
    ['a plain call between (7)', `${A} save(); ${B}`],
    ['a condition (9)', `${A} if (user) { ${B} }`],
    ['a conditional call (9)', `${A} user && images.add('b', image.id);`],
    ['an optional call (9)', `${A} images?.add('b', image.id);`],
    ['exclusive branches (9)', `if (user) { ${A} } else { ${B} }`],
    ['different cases (9)', `switch (user) { case 1: ${A} break; case 2: ${B} }`],
    ['a loop around one of them (10)', `for (const x of user) { ${A} } ${B}`],
    ['a map (10)', "image.ids.map((id) => images.add('a', id)); image.ids.map((id) => images.add('b', id));"],
    ['addBulk (10)', "await images.addBulk([{ name: 'a', data: image.id }]); await images.add('b', image.id);"],
    ['one task on several arguments (11)', "await images.add('a', [image.id, 1]); await images.add('a', [image.id, 2]);"],
    ['Promise.all (12)', "await Promise.all([images.add('a', image.id), images.add('b', image.id)]);"],
    [
      'promises kept for Promise.all (12)',
      "const a = images.add('a', image.id); const b = images.add('b', image.id); await Promise.all([a, b]);",
    ],
    ['an assignment between (15)', `${A} image = user.image; ${B}`],
    ['a mutation between (15)', `${A} image.state = 1; ${B}`],
    ['a delete between (15)', `${A} delete image.id; ${B}`],
    ['try around one of them (26)', `try { ${A} } catch {} ${B}`],
    ['a different try each (26)', `try { ${A} } catch {} try { ${B} } catch {}`],
    ['an early return (28)', `${A} if (user) return; ${B}`],
    ['a throw (28)', `${A} throw user; ${B}`],
    ['a chain already (32)', "await chain(si(images, 'a', image.id), si(images, 'b', image.id))();"],
    ['a flow and an add (32)', "await flow.add({ name: 'a', data: image.id }); await images.add('b', image.id);"],
    [
      'a result used as a value (6)',
      "const job = await images.add('a', image.id); await images.add('b', { id: image.id, data: job.data });",
    ],
    ['one dispatch alone', A],
  ])('nothing: %s', (_, body) => {
    expect(runsIn(body)).toEqual([]);
  });

  it.each([
    [`${A} ${B}`, ['image.id']],
    ["const id = image.id; await images.add('a', { id }); await images.add('b', image.id);", ['id']],
    ["await images.add('a', { image, user }); await images.add('b', { id: image.id, user });", ['user', 'image.id']],
    ["await images.add('a', image); await images.add('b', image); await images.add('c', image.id);", ['image']],
    [
      "await images.add('a', [image.id, user.id]); await images.add('b', user.id); await images.add('c', image.id);",
      ['image.id', 'user.id'],
    ],
  ])('%s share %j', (body, texts) => {
    expect(new Set(runIn(body).shared.map(({ text }) => text))).toEqual(new Set(texts));
  });

  it('holds the items from the first dispatch to the last', () => {
    const run = runIn(`console.log(0); ${A} console.log(1); const n = image.n; ${B} console.log(2);`);
    expect(run.items.map(({ kind }) => kind)).toEqual(['dispatch', 'log', 'declaration', 'dispatch']);
    expect(run.routine.name).toBe('upload');
  });

  it('holds the comments inside and directly above', () => {
    const run = runIn(`save(); // beside the line before\n// above, 1\n/* above, 2 */\n${A}\n// inside\n${B}\n// below`);
    expect(run.comments.map(({ text }) => text)).toEqual(['// above, 1', '/* above, 2 */', '// inside']);
    expect(runIn(`// far above\n\n${A}\n${B}`).comments).toEqual([]);
  });

  it('gives the runs of a file in source order, across routines and blocks', () => {
    const text = `function f(image) { if (image) { ${A} ${B} } ${A} save(); ${A} ${C} ${B} }\nfunction g(image) { ${C} }`.replaceAll(
      'await ',
      '',
    );
    expect(stepsOf(findRuns(sourceOf(text)))).toEqual(['a b', 'a c b']);
  });
});

describe('isSilenced', () => {
  it.each([
    ['// fix-chains: parallel -- both are read only', true],
    ['/* fix-chains: parallel -- both are read only */', true],
    ['//fix-chains:parallel--reason', true],
    ['// fix-chains: parallel — reason', true],
    ['// fix-chains: parallel', false],
    ['// fix-chains: parallel --', false],
    ['/* fix-chains: parallel -- */', false],
    ['// fix-chains: parallelise -- reason', false],
    ['// see fix-chains: parallel -- reason', false],
    ['// no dependency on the thumbnail', true],
    ['// these are independent', true],
    ['// run in parallel', true],
    ["// order doesn't matter", true],
    ['// the order does not matter', true],
    ['// concurrently', true],
    ['// they do not depend on each other', true],
    ['/*\n * queued in any\n * order\n */', true],
    ['// must not run in parallel', false],
    ["// don't run these concurrently", false],
    ['// never independent of each other', false],
    ['// queue both', false],
    ['// the order is shipped', false],
  ])('%s: %s', (comment, silenced) => {
    expect(isSilenced(runIn(`${comment}\n${A}\n${B}`)), 'above').toBe(silenced);
    expect(isSilenced(runIn(`${A}\n${comment}\n${B}`)), 'inside').toBe(silenced);
  });

  it('is not by a comment elsewhere', () => {
    expect(isSilenced(runIn(`// fix-chains: parallel -- reason\n\n${A}\n${B}`))).toBe(false);
    expect(isSilenced(runIn(`${A}\n${B}\n// fix-chains: parallel -- reason`))).toBe(false);
  });
});

describe('stagesOf', () => {
  it.each([
    ['different tasks', `${A} ${B} ${C}`, ['a', 'b', 'c']],
    ['one task on several arguments', `${A} ${B} await images.add('b', user.id); ${C}`, ['a', 'b b', 'c']],
    ['one task again behind another', `${A} ${B} ${A}`, ['a', 'b', 'a']],
  ])('%s', (_, body, stages) => {
    expect(stagesOf(runIn(body)).map((stage) => stage.map(({ task }) => task.name).join(' '))).toEqual(stages);
  });
});

describe('isInScope', () => {
  it.each<[Role, string[]]>([
    ['request', ['application', 'handlers', 'all']],
    ['message', ['application', 'all']],
    ['event', ['application', 'all']],
    ['signal', ['application', 'all']],
    ['service', ['application', 'all']],
    ['job', ['all']],
    ['command', ['all']],
    ['script', ['all']],
    ['migration', ['all']],
    ['test', ['all']],
  ])('%s is in %j', (role, scopes) => {
    expect(SCOPES.filter((scope) => isInScope(role, scope))).toEqual(scopes);
  });
});
