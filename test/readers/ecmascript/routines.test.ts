import { describe, expect, it } from 'vitest';
import type { Dispatch, Item, SourceFile, Span } from '../../../src/analysis/ir.js';
import { readSource } from '../../../src/readers/ecmascript/routines.js';
import { modulesOf } from './parsers.js';
import { createTable } from './table.js';

const PAIR = "await images.add('process', { id: image.id });\nawait images.add('thumbnail', { id: image.id });";

/** The source as every parser shows it; they must agree, so one answer stands for all. */
function read(text: string, parserOptions = {}): SourceFile {
  const read = [...modulesOf(text, parserOptions)].map(([parser, module]) => [parser, readSource(module, createTable())] as const);
  const [first, ...others] = read;
  if (first === undefined) throw new Error('no parser');
  for (const [parser, source] of others) expect(source.routines, `${parser} and ${first[0]}`).toEqual(first[1].routines);
  return first[1];
}

/** The items of the first block of `function upload`, filled up with a pair of dispatches so that the block counts. */
function itemsIn(body: string): { text: string; items: readonly Item[] } {
  const text = `async function upload(image, user, queue) {\n${body}\n}`;
  return { text, items: read(text).routines[0]?.blocks[0]?.items ?? [] };
}

function dispatchIn(statement: string, before = ''): { dispatch: Dispatch; at: (span: Span | undefined) => string | undefined } {
  const { text, items } = itemsIn(`${before}\n${PAIR}\n${statement}`);
  const dispatch = items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : [])).at(2);
  if (dispatch === undefined) throw new Error(`no dispatch in ${statement}`);
  return { dispatch, at: (span) => (span === undefined ? undefined : text.slice(span.start, span.end)) };
}

describe('routines', () => {
  it.each([
    [`async function uploadImage() {\n${PAIR}\n}`, 'uploadImage'],
    [`const upload = async () => {\n${PAIR}\n};`, 'upload'],
    [`const upload = async function named() {\n${PAIR}\n};`, 'named'],
    [`class UploadController { async create() {\n${PAIR}\n} }`, 'UploadController.create'],
    [`class UploadController { create = async () => {\n${PAIR}\n}; }`, 'UploadController.create'],
    [`export const uploads = { async create() {\n${PAIR}\n} };`, 'uploads.create'],
    [`register({ create: async () => {\n${PAIR}\n} });`, 'create'],
    [`export async function POST() {\n${PAIR}\n}`, 'POST'],
    [`export default async () => {\n${PAIR}\n}`, 'default'],
    [`exports.create = async () => {\n${PAIR}\n}`, 'create'],
    [`module.exports = async () => {\n${PAIR}\n}`, 'default'],
    [`app.post('/images', async (req, res) => {\n${PAIR}\n});`, "app.post('/images')"],
    [`app.post('/images', wrap(async (req, res) => {\n${PAIR}\n}));`, "app.post('/images')"],
    [`const create = wrap(async (req, res) => {\n${PAIR}\n});`, 'create'],
    [`images.forEach(async (image) => {\n${PAIR}\n});`, 'images.forEach callback'],
    [`(async () => {\n${PAIR}\n})();`, '<anonymous>'],
    [PAIR, '<module>'],
  ])('%s is called %s', (text, name) => {
    expect(read(text).routines.map((routine) => routine.name)).toEqual([name]);
  });

  it('asks for the role of routines with dispatches, and says whether they are async', () => {
    const text = `images.add('a', 1);\nimages.add('b', 1);\nfunction upload(req) { images.add('a', req.id); images.add('b', req.id); }\nasync function none() { await images.add('a', 1); }`;
    expect(read(text).routines.map(({ name, role, async }) => [name, role, async])).toEqual([
      ['<module>', 'script', true],
      ['upload', 'request', false],
    ]);
    expect(read(text, { sourceType: 'commonjs', path: '/p/a.cjs' }).routines[0]?.async).toBe(false);
  });

  it.each([
    ['a branch', `if (user) {\n${PAIR}\n}`],
    ['the other branch', `if (user) {} else {\n${PAIR}\n}`],
    ['a loop', `for (const image of user.images) {\n${PAIR}\n}`],
    ['a while loop', `while (user) {\n${PAIR}\n}`],
    ['try', `try {\n${PAIR}\n} catch {}`],
    ['catch', `try {} catch (error) {\n${PAIR}\n}`],
    ['finally', `try {} finally {\n${PAIR}\n}`],
    ['a case', `switch (user) { case 1:\n${PAIR}\nbreak; }`],
    ['a bare block', `{\n${PAIR}\n}`],
    ['a label', `outer: {\n${PAIR}\n}`],
  ])('%s is a block of its routine', (_, body) => {
    const [routine, ...others] = read(`async function upload(image, user) {\n${body}\n}`).routines;
    expect(others).toEqual([]);
    expect([routine?.name, routine?.blocks.length]).toEqual(['upload', 1]);
    expect(routine?.blocks[0]?.items.filter(({ kind }) => kind === 'dispatch')).toHaveLength(2);
  });

  it('reads a static block as part of what is around the class', () => {
    expect(read(`class A { static {\nimages.add('a', 1);\nimages.add('b', 1);\n} }`).routines.map(({ name }) => name)).toEqual(['<module>']);
  });

  it('keeps a nested function apart from what is around it', () => {
    const text = `async function outer(image) { await images.add('a', image); const inner = async () => {\n${PAIR}\n}; await images.add('b', image); }`;
    expect(read(text).routines.map(({ name, blocks }) => [name, blocks[0]?.items.map(({ kind }) => kind)])).toEqual([
      ['outer', ['dispatch', 'declaration', 'dispatch']],
      ['inner', ['dispatch', 'dispatch']],
    ]);
  });

  it.each([
    ['one dispatch', "await images.add('a', image);", []],
    ['one dispatch and log lines', "await images.add('a', image); console.log(image); logger.info(image);", []],
    ['calls below the statements', "const a = [images.add('a', image)]; if (images.add('b', image)) {}", []],
    ['different branches', "if (user) { await images.add('a', image); } else { await images.add('b', image); }", []],
    ['two calls', "await images.add('a', image); save(image);", ['images.add', 'save']],
  ])('asks the recogniser only where a run could be: %s', (_, body, expected) => {
    for (const [parser, module] of modulesOf(`async function upload(image, user) { ${body} }`)) {
      const table = createTable();
      expect(readSource(module, table).routines, parser).toEqual([]);
      expect(table.asked, parser).toEqual(expected);
    }
  });
});

describe('forms of a dispatch', () => {
  it.each([
    ["images.add('x', image);", 'floating', 'unused', "images.add('x', image)"],
    ["await images.add('x', image)", 'awaited', 'unused', "await images.add('x', image)"],
    ["void images.add('x', image);", 'voided', 'unused', "void images.add('x', image)"],
    ["return images.add('x', image);", 'returned', 'returned', "images.add('x', image)"],
    ["return await images.add('x', image);", 'awaited', 'returned', "await images.add('x', image)"],
    ["return (\n  images.add('x', image)\n);", 'returned', 'returned', "(\n  images.add('x', image)\n)"],
    ["(await images.add('x', image));", 'awaited', 'unused', "(await images.add('x', image))"],
    ["await (images.add('x', image));", 'awaited', 'unused', "await (images.add('x', image))"],
    ["const job = await images.add('x', image);", 'awaited', 'bound', "await images.add('x', image)"],
    ["const job = images.add('x', image);", 'floating', 'bound', "images.add('x', image)"],
    ["user.job = await images.add('x', image);", 'awaited', 'bound', "await images.add('x', image)"],
  ])('%s', (statement, waiting, result, expression) => {
    const { dispatch, at } = dispatchIn(statement);
    expect([dispatch.waiting, dispatch.result.kind, at(dispatch.expression), at(dispatch.call)]).toEqual([
      waiting,
      result,
      expression,
      "images.add('x', image)",
    ]);
    expect([at(dispatch.receiver), dispatch.method, dispatch.settledApart]).toEqual(['images', 'add', false]);
  });

  it.each([
    ["await images.add('x', image).catch(log);", "await images.add('x', image).catch(log)"],
    ["images.add('x', image).then(done).catch(() => {});", "images.add('x', image).then(done).catch(() => {})"],
    ["void images.add('x', image)\n  .finally(done);", "void images.add('x', image)\n  .finally(done)"],
  ])('%s is settled apart', (statement, expression) => {
    const { dispatch, at } = dispatchIn(statement);
    expect([dispatch.settledApart, at(dispatch.expression), at(dispatch.call)]).toEqual([true, expression, "images.add('x', image)"]);
  });

  it('sees through types', () => {
    const { dispatch, at } = dispatchIn("const job: Job = (await (this.queue as Queue)!.add<Data>('x', image as Data)) as Job;");
    expect([at(dispatch.receiver), at(dispatch.typeArguments), at(dispatch.expression), at(dispatch.arguments[1]?.span)]).toEqual([
      '(this.queue as Queue)!',
      '<Data>',
      "(await (this.queue as Queue)!.add<Data>('x', image as Data)) as Job",
      'image as Data',
    ]);
    expect(dispatch.result).toMatchObject({ kind: 'bound', name: 'job', used: false });
    expect(dispatch.result.kind === 'bound' && at(dispatch.result.binding)).toBe('const job: Job = ');
  });

  it.each([
    ["const job = await images.add('x', image);", '', 'job', false],
    ["const job = await images.add('x', image); save(job.id);", '', 'job', true],
    ["const job = await images.add('x', image); return () => job;", '', 'job', true],
    ["job = await images.add('x', image);", 'let job;', 'job', false],
    ["job = await images.add('x', image); save(job);", 'let job;', 'job', true],
    ["unknown = await images.add('x', image);", '', 'unknown', true],
    ["user.job = await images.add('x', image);", '', 'user.job', true],
    ["const { id } = await images.add('x', image); save(id);", '', '{ id }', true],
  ])('the result in %s', (statement, before, name, used) => {
    expect(dispatchIn(statement, before).dispatch.result).toMatchObject({ kind: 'bound', name, used });
  });

  it('leaves the `;` of the next line to the statement, not to the expression', () => {
    const { text, items } = itemsIn(`${PAIR}\nawait images.add('x', image)\n;[1].forEach(save)`);
    const item = items[2];
    expect(item?.kind === 'dispatch' && [item.statement, item.dispatch.expression].map(({ start, end }) => text.slice(start, end))).toEqual(
      ["await images.add('x', image)\n;", "await images.add('x', image)"],
    );
  });

  it('says which arguments reach the task and which are options', () => {
    const { dispatch, at } = dispatchIn("await images.add('x', { id: image.id }, { delay: 5 });");
    expect([dispatch.payload.map(({ span }) => at(span)), at(dispatch.options?.span)]).toEqual([['{ id: image.id }'], '{ delay: 5 }']);
    expect(dispatch.options?.entries?.get('delay')?.literal).toBe(5);
    const spread = dispatchIn('await images.add(...image.args);').dispatch;
    expect([spread.payload.length, spread.payload[0]?.spread, spread.options?.spread]).toEqual([1, true, true]);
  });

  it.each([
    ["await images.add('y', { parent: job.id })", [{ binding: 'job', how: 'id' }]],
    ["await images.add('y', { parent: String(job!.id) })", [{ binding: 'job', how: 'id' }]],
    ["await images.add('y', { parent: job?.id })", [{ binding: 'job', how: 'id' }]],
    ["await images.add('y', job.data)", [{ binding: 'job', how: 'value' }]],
    ["await images.add('y', [job.id, job])", [{ binding: 'job', how: 'value' }]],
    ["await images.add('y', [job, job.id])", [{ binding: 'job', how: 'value' }]],
    ["await images.add('y', await job.waitUntilFinished())", [{ binding: 'job', how: 'value' }]],
    ["const jobId = job.id; await images.add('y', { jobId })", [{ binding: 'job', how: 'id' }]],
    ["const { id } = job; await images.add('y', { id })", [{ binding: 'job', how: 'id' }]],
    ["const { data } = job; await images.add('y', data)", [{ binding: 'job', how: 'value' }]],
    ["await images.add('y', { id: image.id })", []],
  ])('%s uses %j', (statement, uses) => {
    const { items } = itemsIn(`const job = await images.add('x', image);\n${statement};`);
    expect(items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch.uses] : [])).at(1)).toEqual(uses);
  });

  it('knows an id that was taken out of the result at once', () => {
    const { items } = itemsIn(
      "const { id, data } = await images.add('x', image);\nawait images.add('y', id);\nawait images.add('z', data);",
    );
    expect(items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch.uses.map(({ how }) => how)] : []))).toEqual([
      [],
      ['id'],
      ['value'],
    ]);
  });
});

describe('what stands between', () => {
  it.each([
    ['console.log(image.id)', 'log'],
    ["console.log('queued at', new Date())", 'log'],
    ['logger.info({ image }, `queued ${image.id}`)', 'log'],
    ['log.debug(image)', 'log'],
    ['this.logger.warn(image)', 'log'],
    ['this.#logger.verbose(image)', 'log'],
    ['req.log.error(image)', 'log'],
    ['console.log(save(image))', 'barrier'],
    ['await logger.info(image)', 'barrier'],
    ['logger.child(image)', 'barrier'],
    ['blog.info(image)', 'barrier'],
    ['const id = image.id', 'declaration'],
    ['let id', 'declaration'],
    ['const { a, b: [c] } = image, d = `${image.id}`', 'declaration'],
    ['const run = () => save(image)', 'declaration'],
    ['const { a = save() } = image', 'barrier'],
    ['const id = save(image)', 'barrier'],
    ['const at = Date.now()', 'barrier'],
    ['const id = await image.load()', 'barrier'],
    ['function later() {}', 'declaration'],
    ['type Id = string', 'declaration'],
    ['interface Id { a: string }', 'declaration'],
    ['class Id { static a = save(); }', 'barrier'],
    ['await Promise.all([images.add("a", image)])', 'barrier'],
    ['image.ready = true', 'barrier'],
    ['i++', 'barrier'],
    ['await image.save()', 'barrier'],
    ["if (user) await images.add('x', image)", 'barrier'],
    ["queue?.add('x', image)", 'barrier'],
    ["await queue?.add('x', image)", 'barrier'],
    ["await queue.add?.('x', image)", 'barrier'],
    ["user && images.add('x', image)", 'barrier'],
    ["user ? images.add('x', image) : 0", 'barrier'],
    ["const a = await images.add('x', image), b = 1", 'barrier'],
    ["for (const a of user) images.add('x', a)", 'loop'],
    ["promises.push(images.add('x', image))", 'barrier'],
    ["const promise = images.add('x', image); await Promise.all([promise])", 'barrier'],
    ["const promise = images.add('x', image); await promise", 'barrier'],
    ["const promise = images.add('x', image); return Promise.allSettled([promise, ...user])", 'barrier'],
    ["const result = images.add('x', image); await result.get()", 'dispatch'],
  ])('%s is a %s', (statement, kind) => {
    expect(itemsIn(`${PAIR}\n${statement};`).items[2]?.kind).toBe(kind);
  });

  it('leaves empty statements out', () => {
    expect(itemsIn(`${PAIR};;;`).items).toHaveLength(2);
  });

  it('says what a log line reads of results and what a declaration declares', () => {
    const { items } = itemsIn(
      "const job = await images.add('x', image);\nconsole.log(job.id, image);\nconst { a, b: [c] } = image;\nawait images.add('y', image);",
    );
    expect(items[1]).toMatchObject({ kind: 'log', uses: ['job'] });
    expect(items[2]).toMatchObject({ kind: 'declaration', declares: ['a', 'c'] });
  });
});

describe('bounds', () => {
  it('follows each constant once, however many ways lead to it', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `const c${String(level + 1)} = ${Array(12).fill(`c${String(level)}`).join(' + ')};`);
    const { items } = itemsIn(`const job = await images.add('a', image);\nconst c0 = job.id;\n${levels.join('\n')}\nawait images.add('b', c12);`);
    const last = items.at(-1);
    expect(last?.kind === 'dispatch' && last.dispatch.payload[0]?.paths.map(({ text }) => text)).toEqual(['c12']);
  });
});

describe('every parser gives the same', () => {
  it('compares three trees for JavaScript and two for TypeScript', () => {
    expect([...modulesOf('const a = 1;').keys()]).toEqual(['oxc', 'typescript-eslint', 'espree']);
    expect([...modulesOf('const a: number = 1;').keys()]).toEqual(['oxc', 'typescript-eslint']);
  });

  it.each([
    [
      'JSX',
      `export function Upload({ image }) { const send = async () => {\n${PAIR}\n}; return <button onClick={send}>{image.id}</button>; }`,
      { path: '/p/upload.jsx' },
    ],
    [
      'CommonJS',
      `const { images } = require('./queues');\nmodule.exports.upload = async function (req) { const { id } = req.body;\nawait images.add('a', { id });\nawait images.add('b', { id }); };`,
      { sourceType: 'commonjs', path: '/p/upload.cjs' },
    ],
    [
      'decorators',
      `@Controller() class A { constructor(@InjectQueue('images') private readonly queue: Queue) {} @Post() async create(@Body() image: Image) { await this.queue.add('a', image.id); await this.queue.add('b', image.id); } }`,
      {},
    ],
    ['CRLF', `async function f(image) {\r\n  await images.add('a', image);\r\n  // then\r\n  await images.add('b', image);\r\n}`, {}],
  ])('%s', (_, text, parserOptions) => {
    expect(
      read(text, parserOptions).routines.flatMap(({ blocks }) =>
        blocks.flatMap(({ items }) => items.filter(({ kind }) => kind === 'dispatch')),
      ),
    ).toHaveLength(2);
  });
});
