import { describe, expect, it } from 'vitest';
import { effectsOf, opaqueOf } from '../../footprints/ecmascript/lab.js';
import { effects, HEAD } from './effects.js';
import { toy } from './toy-library.js';

type Row = readonly [name: string, body: string, expected: readonly string[], before?: string];

function checks(rows: readonly Row[]): void {
  it.each(rows.map(([name, body, expected, before]) => ({ name, body, expected, before })))('$name', ({ body, expected, before }) => {
    expect(effects(body, before)).toEqual(expected);
  });
}

const ID = '[id=argument(data.id)]';
const WRITES_URL = [`write plain images.url ${ID}`];

describe('what an id is', () => {
  const rows: readonly Row[] = [
    ['a member of the data', `await db.images.set(job.data.id, { url: 1 })`, WRITES_URL],
    ['destructured data', `const { id } = job.data; await db.images.set(id, { url: 1 })`, WRITES_URL],
    ['destructured twice', `const { data: { id: imageId } } = job; await db.images.set(imageId, { url: 1 })`, WRITES_URL],
    ['a name for a name', `const { data } = job; const { id } = data; const same = id; await db.images.set(same, { url: 1 })`, WRITES_URL],
    ['a text of it', `await db.images.set(String(job.data.id), { url: 1 })`, WRITES_URL],
    ['a number of it', `await db.images.set(Number(job.data.id), { url: 1 })`, WRITES_URL],
    ['its toString()', `await db.images.set(job.data.id.toString(), { url: 1 })`, WRITES_URL],
    ['a template of nothing else', 'await db.images.set(`${job.data.id}`, { url: 1 })', WRITES_URL],
    ['an assertion', `await db.images.set(job.data.id as string, { url: 1 })`, WRITES_URL],
    ['an optional member', `await db.images.set(job?.data?.id!, { url: 1 })`, WRITES_URL],
    ['a literal', `await db.images.set('all', { url: 1 })`, ['write plain images.url [id="all"]']],
    ['a constant', `await db.images.set(ALL, { url: 1 })`, ['write plain images.url [id="all"]'], `const ALL = 'all';`],
    ['a variable that is assigned', `let id; id = job.data.id; await db.images.set(id, { url: 1 })`, WRITES_URL],
    ['a variable that may be another', `let id = job.data.id; if (job.data.other) id = job.data.other; await db.images.set(id, { url: 1 })`, ['write plain images.url [unknown]']],
    ['a variable that is counted up', `let id = job.data.id; id++; await db.images.set(id, { url: 1 })`, ['write plain images.url [unknown]']],
    ['a property that is assigned', `const key = { id: job.data.other }; key.id = job.data.id; await db.images.set(key.id, { url: 1 })`, WRITES_URL],
    ['a property that is assigned to itself', `const key = { id: job.data.id }; key.id = key.id.toString(); await db.images.set(key.id, { url: 1 })`, WRITES_URL],
    ['columns that are added', `const data = {}; if (job.data.x) data.url = 1; await db.images.set(job.data.id, data)`, WRITES_URL],
    ['something computed', `await db.images.set(job.data.id + 1, { url: 1 })`, ['write plain images.url [unknown]']],
    ['a default', `const { id = 5 } = job.data; await db.images.set(id, { url: 1 })`, WRITES_URL],
    ['an element of a list', `for (const id of job.data.ids) await db.images.set(id, { url: 1 })`, ['write plain images.url [id=argument(data.ids.[])]']],
    ['an element of a part of a list', `for (const id of job.data.ids.filter((one) => one > 5)) await db.images.set(id, { url: 1 })`, ['write plain images.url [unknown]']],
    ['one of a list', `await db.images.set(job.data.ids.find((one) => one > 5), { url: 1 })`, ['write plain images.url [unknown]']],
    ['an element that is mapped', `await Promise.all(job.data.ids.map(async (id) => { await db.images.set(id, { url: 1 }); }))`, ['write plain images.url [id=argument(data.ids.[])]']],
  ];
  checks(rows);
});

describe('what a key is', () => {
  const rows: readonly Row[] = [
    ['a template', 'await cache.put(`thumb:${job.data.id}`, 1)', ['write plain cache ["thumb:"+argument(data.id)]']],
    ['a sum', `await cache.put('thumb:' + job.data.id, 1)`, ['write plain cache ["thumb:"+argument(data.id)]']],
    ['a constant in front', 'await cache.put(`${PREFIX}:${job.data.id}`, 1)', ['write plain cache ["thumb:"+argument(data.id)]'], `const PREFIX = 'thumb';`],
    ['from a function', `await cache.put(keyOf(job.data.id), 1)`, ['write plain cache ["thumb:"+argument(data.id)]'], 'const keyOf = (id) => `thumb:${id}`;'],
    ['from an object of functions', `await cache.put(keys.thumb(job.data.id), 1)`, ['write plain cache ["thumb:"+argument(data.id)]'], 'const keys = { thumb: (id) => `thumb:${id}` };'],
  ];
  checks(rows);
});

describe('rows', () => {
  const READS_URL = [`read used images.url ${ID}`];
  const rows: readonly Row[] = [
    ['a property', `const image = await db.images.get(job.data.id); return image.url`, READS_URL],
    ['a property at once', `return (await db.images.get(job.data.id)).url`, READS_URL],
    ['an optional property', `const image = await db.images.get(job.data.id); return image?.url`, READS_URL],
    ['a pattern', `const { url } = await db.images.get(job.data.id)`, READS_URL],
    ['a .then()', `return db.images.get(job.data.id).then((image) => image.url)`, READS_URL],
    ['what is made of a property', `const image = await db.images.get(job.data.id); return image.url.split('/')`, READS_URL],
    ['handed to a function', `show(await db.images.get(job.data.id))`, READS_URL, `function show(image) { console.log(image.url); }`],
    ['returned by a function', `const image = await load(job.data.id); return image.url`, READS_URL, `async function load(id) { return db.images.get(id); }`],
    ['returned by an arrow', `const image = await load(job.data.id); return image.url`, READS_URL, `const load = (id) => db.images.get(id);`],
    ['several, in a loop', `for (const image of await db.images.list({ owner: job.data.id })) console.log(image.url)`, ['read used images.url [owner=argument(data.id)]']],
    ['several, mapped', `const list = await db.images.list({ owner: job.data.id }); return list.map(({ url }) => url)`, ['read used images.url [owner=argument(data.id)]']],
    ['several, filtered and found', `const list = await db.images.list({ owner: job.data.id }); return list.filter((one) => one.done).find((one) => one.main)`, ['read used images.done [owner=argument(data.id)]', 'read used images.main [owner=argument(data.id)]']],
    ['the first of several', `const [image] = await db.images.list({ owner: job.data.id }); return image.url`, ['read used images.url [owner=argument(data.id)]']],
    ['side by side', `const [a] = await Promise.all([db.images.get(job.data.id), db.users.get(1)]); return a.url`, READS_URL],
    ['a key that is a column', `const image = await db.images.get(job.data.id); await db.owners.set(image.owner, { seen: 1 })`, [`read used images.owner ${ID}`, `write plain owners.seen [id=toy:images.owner[id=argument(data.id)]]`]],
    ['a literal `many`', `const list = await db.images.list({ owner: 1 }); return list.length`, []],
  ];
  checks(rows);
});

describe('chains', () => {
  const rows: readonly Row[] = [
    ['begun under a name', `const some = db.images.where({ id: job.data.id }); await some.set({ url: 1 })`, WRITES_URL],
    ['begun by a function', `await some(job.data.id).set({ url: 1 })`, WRITES_URL, `const some = (id) => db.images.where({ id });`],
    ['a table under a name', `await images.set(job.data.id, { url: 1 })`, WRITES_URL, `const images = db.images;`],
    ['a table taken out', `const { images } = db; await images.set(job.data.id, { url: 1 })`, WRITES_URL],
    ['put together in branches', `let some = db.images; if (job.data.id) some = some.where({ id: job.data.id }); else some = some.where({ owner: job.data.owner }); await some.set({ url: 1 })`, [...WRITES_URL, 'write plain images.url [owner=argument(data.owner)]']],
    ['put together in one branch', `let some = db.images.where({ owner: 1 }); if (job.data.id) { some = db.images.where({ id: job.data.id }); } await some.set({ url: 1 })`, [...WRITES_URL, 'write plain images.url [owner=1]']],
    ['put together one after the other', `let some = db.images.where({ owner: 1 }); some = db.images.where({ id: job.data.id }); await some.set({ url: 1 })`, WRITES_URL],
    ['of a transaction or the client itself', `await save(job.data.id, {})`, WRITES_URL, `const save = async (id, { tx }) => { await (tx ?? db).images.set(id, { url: 1 }); };`],
    ['never waited for', `db.images.set(job.data.id, { url: 1 })`, WRITES_URL],
    ['waited for later', `const done = db.images.set(job.data.id, { url: 1 }); await done`, WRITES_URL],
    ['never used', `const done = db.images.set(job.data.id, { url: 1 });`, WRITES_URL],
    ['a client that is made', `const own = connect(1); await own.images.set(job.data.id, { url: 1 })`, WRITES_URL, `import { connect } from 'toy-db';`],
    ['a client that is made at once', `await connect(1).images.set(job.data.id, { url: 1 })`, WRITES_URL, `import { connect } from 'toy-db';`],
    ['a field', `await new Images().save(job.data.id)`, WRITES_URL, `import { Database } from 'toy-db'; class Images { private db = new Database(); async save(id) { await this.db.images.set(id, { url: 1 }); } }`],
    ['a parameter property', `await images.save(job.data.id)`, WRITES_URL, `import { Database } from 'toy-db'; class Images { constructor(private readonly db: Database) {} async save(id) { await this.db.images.set(id, { url: 1 }); } } const images = new Images(new Database());`],
    ['a class that extends the client', `await service.images.set(job.data.id, { url: 1 })`, WRITES_URL, `import { Database } from 'toy-db'; class Service extends Database {} const service = new Service();`],
    ['a typed parameter', `await save(anything, job.data.id)`, WRITES_URL, `import { Database } from 'toy-db'; async function save(own: Database, id) { await own.images.set(id, { url: 1 }); }`],
    ['a callback', `await db.inside(async (tx) => { await tx.images.set(job.data.id, { url: 1 }); })`, WRITES_URL],
    ['a callback in another function', `await inTransaction((tx) => tx.images.set(job.data.id, { url: 1 }))`, WRITES_URL, `const inTransaction = (work) => db.inside(work);`],
    ['a global', `await toyFetch('x')`, ['read used external toyFetch']],
  ];
  checks(rows);
});

describe('what is not run', () => {
  const dead = (test: string): [string, string] => [test, `${test} await db.images.set(job.data.id, { url: 1 });`];
  it.each([
    dead('return;'),
    dead('throw new Error();'),
    dead('if (false)'),
    dead('if (!true)'),
    dead(`if (job.name === 'other')`),
    dead(`if (job.name === 'resize') {} else`),
    dead(`if (job.name === 'resize') return;`),
    dead(`if (job.name === 'resize') { return; }`),
    dead(`if (job.name !== 'resize' && job.data.x)`),
    dead(`if (job.data.kind === 'page')`),
    dead(`if (job.data.kind !== 'image') {} else if (job.data.force)`),
    dead(`const isPage = job.data.kind === 'page'; if (isPage)`),
    dead(`const { kind } = job.data; if (kind === 'page')`),
    dead(`const { force } = job.data; if (force)`),
    dead(`if (typeof job.data.kind === 'number')`),
    dead(`if (['page', 'film'].includes(job.data.kind))`),
    dead(`const pictures = ['image']; if (!pictures.includes(job.data.kind))`),
    dead(`const found = job.data.force ?? false; if (found)`),
  ])('%s', (_, body) => {
    expect(effects(body, '', { jobName: 'resize', data: { kind: 'image', force: false, id: 5 } })).toEqual([]);
  });

  const alive = (test: string): [string, string] => [test, `${test} await db.images.set('x', { url: 1 });`];
  it.each([
    alive(`if (job.name === 'resize')`),
    alive(`if (job.name !== 'resize') return;`),
    alive(`if (job.data.kind === 'image')`),
    alive(`if (job.data.other)`),
    alive(`if (job.data.other === 'page')`),
    alive(`if (job.data.other) return;`),
    alive(`if (job.data.other) { if (job.data.more) return; }`),
    alive(`if (!job.data.force)`),
    alive(`if (typeof job.data.kind === 'string')`),
    alive(`if (typeof job.data.other === 'string')`),
    alive(`if (['page', 'image'].includes(job.data.kind))`),
    alive(`if (['page', 'film'].includes(job.data.other))`),
    alive(`if (['page', job.data.other].includes(job.data.kind))`),
    alive(`if (['page', ...job.data.kinds].includes(job.data.kind))`),
  ])('%s, but this is', (_, body) => {
    expect(effects(body, '', { jobName: 'resize', data: { kind: 'image', force: false, id: 5 } })).toEqual(['write plain images.url [id="x"]']);
  });

  it('other cases of a switch', () => {
    const body = `switch (job.data.kind) { case 'image': await db.images.set(1, { url: 1 }); break; case 'page': await db.pages.set(1, { url: 1 }); break; default: await db.others.set(1, { url: 1 }); } await db.last.set(1, { url: 1 });`;
    expect(effects(body, '', { data: { kind: 'page' } })).toEqual(['write plain last.url [id=1]', 'write plain pages.url [id=1]']);
    expect(effects(body, '', { data: { kind: 'film' } })).toEqual(['write plain last.url [id=1]', 'write plain others.url [id=1]']);
    expect(effects(body)).toHaveLength(4);
  });

  it('a branch that a literal argument decides', () => {
    const before = `async function save(id, deep = false) { if (deep) await db.deep.set(id, { url: 1 }); else await db.images.set(id, { url: 1 }); }`;
    expect(effects(`await save(1)`, before)).toEqual(['write plain images.url [id=1]']);
    expect(effects(`await save(1, true)`, before)).toEqual(['write plain deep.url [id=1]']);
    expect(effects(`await save(1, job.data.deep)`, before)).toHaveLength(2);
  });

  it('what a handler does that throws again', () => {
    expect(effects(`try { await db.images.set(1, { url: 1 }); } catch (error) { await db.images.set(1, { failed: 1 }); throw error; }`)).toEqual(['write plain images.url [id=1]']);
    expect(effects(`try { await db.images.set(1, { url: 1 }); } catch (error) { await db.images.set(1, { failed: 1 }); }`)).toHaveLength(2);
  });
});

describe('fills of what is not there', () => {
  const image = 'const image = await db.images.get(job.data.id); ';
  const write = `await db.images.set(job.data.id, { url: 1 });`;
  const put = `await cache.put('thumb:' + job.data.id, 1);`;
  const cached = `const cached = await cache.get('thumb:' + job.data.id); `;
  const lazy: readonly (readonly [string, string])[] = [
    ['!', `${image} if (!image.url) ${write}`],
    ['=== null', `${image} if (image.url === null) { ${write} }`],
    ['== null', `${image} if (null == image.url) { ${write} }`],
    ['an else', `${image} if (image.url) { console.log(1); } else { ${write} }`],
    ['an early return', `${image} if (image.url) return image.url; ${write}`],
    ['and', `${image} if (job.data.force && !image.url) ${write}`],
    ['no row', `${image} if (!image) ${write}`],
    ['&&', `${image} !image.url && (await db.images.set(job.data.id, { url: 1 }))`],
    ['??', `${image} return image.url ?? (await db.images.set(job.data.id, { url: 1 }))`],
    ['a key', `${cached} if (cached) return cached; ${put}`],
    ['a key that is parsed', `${cached} if (cached !== null) { return JSON.parse(cached); } ${put}`],
    ['a key at once', `if (await cache.get('thumb:' + job.data.id)) return; ${put}`],
  ];
  it.each(lazy)('%s', (_, body) => {
    expect(effects(body).filter((line) => line.startsWith('write'))).toEqual([expect.stringMatching(/^write lazy/)]);
  });

  const plain: readonly (readonly [string, string])[] = [
    ['the other column', `${image} if (!image.file) ${write}`],
    ['what is there', `${image} if (image.url) ${write}`],
    ['either', `${image} if (job.data.force || !image.url) ${write}`],
    ['another key', `const cached = await cache.get('other:' + job.data.id); if (cached) return cached; ${put}`],
    ['after the branch', `${image} if (!image.url) { console.log(1); } ${write}`],
    ['after another branch that returns', `${image} if (image.file) return; ${write}`],
  ];
  it.each(plain)('not %s', (_, body) => {
    expect(effects(body).filter((line) => line.startsWith('write'))).toEqual([expect.stringMatching(/^write plain/)]);
  });
});

describe('the project’s own calls', () => {
  const rows: readonly Row[] = [
    ['a function', `await save(job.data.id)`, WRITES_URL, `async function save(id) { await db.images.set(id, { url: 1 }); }`],
    ['an object parameter', `await save({ id: job.data.id })`, WRITES_URL, `async function save({ id }) { await db.images.set(id, { url: 1 }); }`],
    ['all of the data', `await save(job.data)`, WRITES_URL, `async function save({ id }: { id: string }) { await db.images.set(id, { url: 1 }); }`],
    ['all of the job', `await save(job)`, WRITES_URL, `async function save(job) { await db.images.set(job.data.id, { url: 1 }); }`],
    ['a static', `await Images.save(job.data.id)`, WRITES_URL, `class Images { static async save(id) { await db.images.set(id, { url: 1 }); } }`],
    ['an inherited method', `await new Images().save(job.data.id)`, WRITES_URL, `class Base { async save(id) { await this.write(id); } } class Images extends Base { async write(id) { await db.images.set(id, { url: 1 }); } }`],
    ['super', `await new Images().save(job.data.id)`, WRITES_URL, `class Base { async save(id) { await db.images.set(id, { url: 1 }); } } class Images extends Base { async save(id) { await super.save(id); } }`],
    ['a field of the data', `await new Images(job.data.id).save()`, WRITES_URL, `class Images { constructor(private readonly id: string) {} async save() { await db.images.set(this.id, { url: 1 }); } }`],
    ['a field that is assigned', `await new Images(job.data.id).save()`, WRITES_URL, `class Images { id; constructor(id) { this.id = id; } async save() { await db.images.set(this.id, { url: 1 }); } }`],
    ['super()', `await new Images(job.data.id).save()`, WRITES_URL, `class Base { constructor(id) { this.id = id; } async save() { await db.images.set(this.id, { url: 1 }); } } class Images extends Base { constructor(id) { super(id); } }`],
    ['a constructor', `new Images(job.data.id)`, WRITES_URL, `class Images { constructor(id) { void db.images.set(id, { url: 1 }); } }`],
    ['an interface', `await save(anything as Saver, job.data.id)`, WRITES_URL, `interface Saver { save(id: string): Promise<void> } class Images implements Saver { async save(id) { await db.images.set(id, { url: 1 }); } } const save = (saver: Saver, id) => saver.save(id);`],
    ['several implementers', `await save(job.data.id)`, ['write plain a.url [id=argument(data.id)]', 'write plain b.url [id=argument(data.id)]'], `interface Saver { save(id: string): Promise<void> } class A implements Saver { async save(id) { await db.a.set(id, { url: 1 }); } } class B implements Saver { async save(id) { await db.b.set(id, { url: 1 }); } } class Jobs { constructor(private saver: Saver) {} run(id) { return this.saver.save(id); } } declare const jobs: Jobs; const save = (id) => jobs.run(id);`],
    ['a stub that is overridden', `await run(job.data.id)`, WRITES_URL, `class Base { async save(id) { throw new Error('not implemented'); } } class Images extends Base { async save(id) { await db.images.set(id, { url: 1 }); } } declare const base: Base; const run = (id) => base.save(id);`],
    ['a function that is handed over', `await twice(() => db.images.set(job.data.id, { url: 1 }))`, WRITES_URL, `async function twice(work) { await work(); await work(); }`],
    ['a function handed to a package', `await retry(async () => { await db.images.set(job.data.id, { url: 1 }); })`, WRITES_URL, `import retry from 'p-retry';`],
    ['a closure of a factory', `await images.save(job.data.id)`, WRITES_URL, `const createImages = (own) => ({ async save(id) { await own.images.set(id, { url: 1 }); } }); const images = createImages(db);`],
    ['an inner function', `const save = async (id) => { await db.images.set(id, { url: 1 }); }; await save(job.data.id)`, WRITES_URL],
    ['a recursive function', `await save(job.data.id, 3)`, WRITES_URL, `async function save(id, times) { await db.images.set(id, { url: 1 }); if (times > 0) await save(id, times - 1); }`],
  ];
  checks(rows);

  it('says the way', () => {
    const files = {
      'worker.ts': `${HEAD}\nimport { process } from './process';\nnew Worker('images', async (job) => {\n  await process(job.data.id);\n});`,
      'process.ts': `import { save } from './save';\nexport async function process(id) {\n  [1].forEach(() => save(id));\n}`,
      'save.ts': `import { db } from 'toy-db';\nexport const save = (id) =>\n  db.images.set(id, { url: 1 });`,
    };
    expect(effectsOf(files, { libraries: [toy] })).toEqual([`write plain images.url ${ID} save.ts:3`]);
  });
});

describe('what cannot be read', () => {
  const opaque = (body: string, before = ''): string[] =>
    opaqueOf({ 'worker.ts': `${HEAD}${before} new Worker('images', async (job) => { ${body} });` }, { libraries: [toy] });

  it.each([
    ['an untyped parameter', 'await save(anything)', 'declare const anything: any; async function save(client) { await client.sync(); }', ['calls `sync` of a value that is not known, worker.ts:1']],
    ['an untyped field', 'await new Images().save()', 'class Images { client; async save() { await this.client.sync(); } }', ['calls `sync` of a value that is not known, worker.ts:1']],
  ])('%s', (_, body, before, expected) => {
    expect(opaque(body, before)).toEqual(expected);
  });

  it.each([
    ['a log', `console.log(1); this.logger.info(2); logger.warn(3)`],
    ['data', `job.data.list.push(1); job.updateProgress(5)`],
    ['the language', `Math.max(1); JSON.stringify(job.data); new Date().toISOString(); [1].concat([2]).join(); 'x'.trim(); new Set([1]).has(1); Object.keys(job.data).map((key) => key.trim())`],
    ['a sum', `const parts = job.data.id.split('-'); return parts[parts.length - 1] > 5 || 2 * 3 < 7 ? 1 % 2 : 3`],
  ])('%s hides nothing', (_, body) => {
    expect(opaque(body)).toEqual([]);
  });
});

describe('bounds', () => {
  it.each([
    ['a sum of very many', `const x = ${Array.from({ length: 1000 }, (_, index) => `a${String(index)}`).join(' + ')};`],
    ['very many calls in a row', `x${'.y()'.repeat(800)};`],
    ['very deep functions', `${'(() => '.repeat(300)}1${')()'.repeat(300)};`],
    ['very many branches', `${'if (a) {'.repeat(300)}${'}'.repeat(300)}`],
  ])('%s', (_, body) => {
    expect(effects(`${body} await db.images.set(job.data.id, { url: 1 });`)).toEqual(WRITES_URL);
  });

  it('keeps what was found before code that is nested too deep to be walked', () => {
    const others = { 'deep.ts': `export function deep(x) { return x${'.y()'.repeat(3000)}; }` };
    const body = `await db.images.set(job.data.id, { url: 1 }); deep();`;
    expect(effects(body, `import { deep } from './deep';`, {}, others)).toEqual(WRITES_URL);
  });

  it('objects that hold each other', () => {
    const growing = Array.from({ length: 60 }, (_, index) => `all.p${String(index)} = { ...all };`).join(' ');
    expect(effects(`const all = {}; ${growing} await db.images.set(job.data.id, { url: all });`)).toEqual(WRITES_URL);
  });

  it('functions that call each other very often', () => {
    const functions = Array.from({ length: 30 }, (_, index) => `async function f${String(index)}(id) { await f${String(index + 1)}(id); await f${String(index + 1)}(id); }`).join(' ');
    expect(effects(`await db.images.set(job.data.id, { url: 1 }); await f0(1);`, `${functions} async function f30() {}`)).toEqual(WRITES_URL);
  });
});
