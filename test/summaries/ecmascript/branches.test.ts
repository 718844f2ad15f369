import { describe, expect, it } from 'vitest';
import { effects } from './effects.js';

const ID = '[id=argument(data.id)]';
const OTHER = '[id=argument(data.other)]';
const EITHER = '[unknown]';
const write = (id: string): string => `await db.images.set(${id}, { url: 1 });`;
const CLASS = `class Job { id; async run(data) { this.id = data.id;`;

describe('what a branch changes', () => {
  it.each([
    ['a property, in one that leaves', `const key = { id: job.data.id }; if (job.data.x) { key.id = job.data.other; return; } ${write('key.id')}`, ID],
    ['a property, in one that goes on', `const key = { id: job.data.id }; if (job.data.x) { key.id = job.data.other; } ${write('key.id')}`, EITHER],
    ['a property, in both', `const key = { id: 1 }; if (job.data.x) key.id = job.data.other; else key.id = job.data.id; ${write('key.id')}`, EITHER],
    ['a property, to the same', `const key = { id: 1 }; if (job.data.x) key.id = job.data.id; else key.id = job.data.id; ${write('key.id')}`, ID],
    ['a property, in another case', `const key = { id: job.data.id }; switch (job.data.x) { case 1: key.id = job.data.other; break; case 2: ${write('key.id')} }`, ID],
    ['a property, in a case that falls through', `const key = { id: job.data.id }; switch (job.data.x) { case 1: key.id = job.data.other; case 2: ${write('key.id')} }`, EITHER],
    ['a property, in a round of a loop', `const key = { id: job.data.id }; for (const one of job.data.all) key.id = job.data.other; ${write('key.id')}`, EITHER],
    ['a property, in what is tried', `const key = { id: job.data.id }; try { key.id = job.data.other; await fetch(1); } catch { ${write('key.id')} }`, EITHER],
    ['a name, in another case', `let id = job.data.id; switch (job.data.x) { case 1: id = job.data.other; break; case 2: ${write('id')} }`, ID],
    ['a name, in the same case', `let id = job.data.id; switch (job.data.x) { case 1: id = job.data.other; ${write('id')} }`, OTHER],
    ['a name, in the same round', `let id = job.data.id; for (const one of job.data.all) { id = job.data.other; ${write('id')} }`, OTHER],
    ['a name, after a round', `let id = job.data.id; for (const one of job.data.all) { id = job.data.other; } ${write('id')}`, EITHER],
  ])('%s', (_, body, row) => {
    expect(effects(body)).toEqual([`write plain images.url ${row}`]);
  });

  it.each([
    ['a field, in one that leaves', `if (data.x) { this.id = data.other; return; } ${write('this.id')}`, ID],
    ['a field, in one that goes on', `if (data.x) this.id = data.other; ${write('this.id')}`, EITHER],
  ])('%s', (_, body, row) => {
    expect(effects(`await new Job().run(job.data)`, `${CLASS} ${body} } }`)).toEqual([`write plain images.url ${row}`]);
  });
});

describe('what code changes', () => {
  it.each([
    ['the data it is handed', `job.data.id = job.data.other; ${write('job.data.id')}`, OTHER],
    ['a property, in a function', `const key = { id: job.data.id }; move(key, job.data.other); ${write('key.id')}`, OTHER],
    ['a property, by Object.assign', `const key = { id: job.data.id }; Object.assign(key, { id: job.data.other }); ${write('key.id')}`, OTHER],
    ['a name that a literal holds', `let id = job.data.id; const key = { id }; id = job.data.other; ${write('key.id')}`, ID],
    ['an element', `const ids = [job.data.id]; ids[0] = job.data.other; for (const id of ids) ${write('id')}`, EITHER],
    ['all elements', `const ids = [job.data.id]; ids.length = 0; for (const id of ids) ${write('id')}`, EITHER],
    ['a list, by what is pushed', `const ids = []; ids.push(job.data.id); for (const id of ids) ${write('id')}`, ID],
    ['a list, by something else that is pushed', `const ids = [job.data.id]; ids.push(job.data.other); for (const id of ids) ${write('id')}`, EITHER],
    ['a list, in front', `const ids = [job.data.id]; ids.unshift(job.data.other); ${write('ids[0]')}`, EITHER],
    ['one of two objects of a class', `await both(job.data.x, job.data.y, job.data);`, EITHER],
  ])('%s', (_, body, row) => {
    const before = `const move = (key, id) => { key.id = id; }; class Box { id }; async function both(a: Box, b: Box, { id, other }) { a = load(); b = load(); a.id = id; b.id = other; ${write('a.id')} } function load(): Box { return JSON.parse('{}'); }`;
    expect(effects(body, before)).toEqual([`write plain images.url ${row}`]);
  });
});

describe('what ends a task', () => {
  const before = `import invariant from 'tiny-invariant'; function fail() { console.log(1); throw new Error(); } async function failLater() { throw new Error(); } declare function unknown(): void; const never = (): never => unknown();`;

  it.each([
    `fail();`,
    `await failLater();`,
    `never();`,
    `process.exit(1);`,
    `invariant(false, 'no');`,
    `if (job.data.x) fail(); else throw new Error();`,
  ])('%s', (statement) => {
    expect(effects(`${statement} ${write('1')}`, before)).toEqual([]);
  });

  it.each([`failLater();`, `invariant(job.data.x, 'no');`, `if (job.data.x) fail();`, `new Base().fail();`])('not %s', (statement) => {
    expect(effects(`${statement} ${write('1')}`, `${before} class Base { fail() { throw new Error(); } }`)).toEqual(['write plain images.url [id=1]']);
  });

  it('a round, not the switch around it', () => {
    expect(effects(`for (const one of [1]) { switch (job.data.kind) { case 'page': continue; } ${write('1')} }`, '', { data: { kind: 'page' } })).toEqual([]);
  });

  it.each([
    `if (job.data.x) { ${write('1')} throw new Error(); }`,
    `if (job.data.x) { ${write('1')} fail(); }`,
    `if (job.data.x) await failWith();`,
    `if (job.data.x) return failWith();`,
    `await fetch(1).catch(async (error) => { ${write('1')} throw error; });`,
    `await fetch(1).then(() => {}, async (error) => { ${write('1')} throw error; });`,
  ])('what is done before it counts for nothing: %s', (statement) => {
    expect(effects(statement, `${before} async function failWith(): Promise<never> { ${write('1')} throw new Error(); }`)).toEqual([]);
  });
});
