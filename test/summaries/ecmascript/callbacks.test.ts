import { describe, expect, it } from 'vitest';
import { effects } from './effects.js';

const ID = '[id=argument(data.id)]';
const WRITES_URL = [`write plain images.url ${ID}`];
const READS_OWNED = ['read used images.url [owner=argument(data.id)]'];
const STORE = `class Store { constructor(id) { this.id = id; } get saved() { return db.images.set(this.id, { url: 1 }); } set url(url) { db.images.set(this.id, { url }); } static get all() { return db.images.list({ owner: 1 }); } }`;

describe('accessors', () => {
  it.each([
    ['a getter', `await new Store(job.data.id).saved`, STORE],
    ['a setter', `new Store(job.data.id).url = 1`, STORE],
    ['an inherited getter', `await new Mine(job.data.id).saved`, `${STORE} class Mine extends Store {}`],
    ['a getter of an object', `await of(job.data.id).saved`, `const of = (id) => ({ get saved() { return db.images.set(id, { url: 1 }); } });`],
  ])('%s', (_, body, before) => {
    expect(effects(body, before)).toEqual(WRITES_URL);
  });

  it('a static getter, and what it gives', () => {
    expect(effects(`for (const image of await Store.all) console.log(image.url)`, STORE)).toEqual(['read used images.url [owner=1]']);
  });

  it('the table that a subclass says', () => {
    const repository = `class Repository { get table() { throw new Error(); } async save(id) { await this.table.set(id, { url: 1 }); } } class Images extends Repository { get table() { return db.images; } } class Films extends Repository { get table() { return db.films; } }`;
    expect(effects(`await new Films().save(job.data.id)`, repository)).toEqual([`write plain films.url ${ID}`]);
  });
});

describe('generators', () => {
  const rows = `async function* rows(owner) { for (;;) { const page = await db.images.list({ owner }); for (const row of page) yield row; if (page.length === 0) return; } }`;
  it.each([
    ['a loop over one', `for await (const row of rows(job.data.id)) console.log(row.url)`],
    ['one that hands on another', `for await (const row of all(job.data.id)) console.log(row.url)`],
    ['a list of all', `for (const row of await Array.fromAsync(rows(job.data.id))) console.log(row.url)`],
  ])('%s', (_, body) => {
    expect(effects(body, `${rows} async function* all(id) { yield* rows(id); }`)).toEqual(READS_OWNED);
  });

  it('one that gives rows of two kinds', () => {
    const both = `function* both(id) { yield db.images.get(id); yield db.films.get(id); }`;
    expect(effects(`for (const row of both(job.data.id)) console.log(row.url)`, both)).toEqual([]);
  });
});

describe("packages' functions", () => {
  const list = `const list = await db.images.list({ owner: job.data.id });`;
  it.each([
    ['p-map', `${list} await pMap(list, async (row) => { console.log(row.url); }, { concurrency: 2 })`, `import pMap from 'p-map';`],
    ['async', `${list} await async.eachLimit(list, 5, async (row) => { console.log(row.url); })`, `import async from 'async';`],
    ['a callback that gives rows', `const rows = await retry(() => db.images.list({ owner: job.data.id })); for (const row of rows) console.log(row.url)`, `import retry from 'p-retry';`],
  ])('%s', (_, body, before) => {
    expect(effects(body, before)).toEqual(READS_OWNED);
  });

  it.each([
    ['one that folds', `${list} reduce(list, (sum, row) => sum.url, 0)`, `import { reduce } from 'lodash';`],
    ['one that keeps a function', `const load = memoize((id) => db.images.get(id)); const row = await load(job.data.id); return row.url`, `import memoize from 'memoizee';`],
  ])('not %s', (_, body, before) => {
    expect(effects(body, before)).toEqual([]);
  });
});

describe('functions around functions', () => {
  const traced = `const traced = async (name, work) => { console.log(name); return work(); };`;
  it('one inside of itself', () => {
    expect(effects(`await traced('a', () => traced('b', () => db.images.set(job.data.id, { url: 1 })))`, traced)).toEqual(WRITES_URL);
  });

  it('one that calls itself for ever', () => {
    expect(effects(`await again(() => db.images.set(job.data.id, { url: 1 }))`, `async function again(work) { await work(); await again(work); }`)).toEqual(WRITES_URL);
  });

  it('a table that a factory is handed', () => {
    const factory = `const saver = (table) => async (id) => { await table.set(id, { url: 1 }); }; const saveFilm = saver(db.films); const save = saver(db.images);`;
    expect(effects(`await save(job.data.id)`, factory)).toEqual(WRITES_URL);
  });

  it.each([
    ['tsyringe', `container.resolve(Images)`, `import { container } from 'tsyringe';`],
    ['TypeDI', `Container.get(Images)`, `import { Container } from 'typedi';`],
    ['Inversify', `container.get(Images)`, `import { Container } from 'inversify'; const container = new Container();`],
  ])('what %s looks up', (_, looked, before) => {
    expect(effects(`await ${looked}.save(job.data.id)`, `${before} class Images { async save(id) { await db.images.set(id, { url: 1 }); } }`)).toEqual(WRITES_URL);
  });
});
