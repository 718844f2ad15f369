import { describe, expect, it } from 'vitest';
import type { Canvas, CanvasCall, CanvasSite } from '../../../src/analysis/canvas.js';
import { partsOf } from '../../../src/analysis/canvas.js';
import type { Facts } from '../../../src/analysis/facts.js';
import { parseModule } from '../../../src/readers/ecmascript/module.js';
import { createProject } from '../../../src/project.js';

const BULLMQ = `import { Queue } from 'bullmq';
import { chain, chord, group, s, si } from 'task-canvas/bullmq';
const images = new Queue('images');
`;

/** The canvases of a module, as `describeCanvas` writes them. */
function canvasesOf(code: string, path = '/project/app.ts'): string[] {
  return sitesOf(code, path).map(({ canvas }) => describeCanvas(canvas, code));
}

function sitesOf(code: string, path = '/project/app.ts'): readonly CanvasSite[] {
  let sites: readonly CanvasSite[] = [];
  const parsed = parseModule(path, code);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const rule = { name: 'spy', description: '', set: 'strict', type: 'problem', hasSuggestions: false, options: {}, defaults: {}, check } as const;
  function check(facts: Facts): [] {
    sites = facts.canvases();
    return [];
  }
  createProject('/project').reportsIn(parsed.module, rule, {});
  return sites;
}

/** `chain[images:a, b].linkError → delay`. */
function describeCanvas(canvas: Canvas, text: string): string {
  const inside = canvas.kind === 'signature' ? `${canvas.maker} ${canvas.task.name}` : `${canvas.kind}[${partsOf(canvas).map((part) => describeCanvas(part, text)).join(', ')}]`;
  const more = 'openParts' in canvas && canvas.openParts ? '+' : '';
  const calls = canvas.calls.map(describeCall).join('');
  const dropped = canvas.dropped === undefined ? '' : ` dropped${canvas.dropped.map(describeCall).join('')}`;
  const start = canvas.start === undefined ? '' : ` → ${canvas.start.name}${canvas.resultUsed ? ' =' : ''}`;
  return `${inside}${more}${calls}${dropped}${canvas.open ? ' open' : ''}${start}`;

  function describeCall({ name, positional, keyword }: CanvasCall): string {
    const given = [...positional.flatMap(({ canvases }) => canvases.map((each) => describeCanvas(each, text))), ...keyword.keys()];
    return `.${name}(${given.join(', ')})`;
  }
}

function sliced(code: string, pick: (canvas: Canvas) => { readonly start: number; readonly end: number } | undefined): string[] {
  return sitesOf(code).map(({ canvas }) => {
    const span = pick(canvas);
    return span === undefined ? '' : code.slice(span.start, span.end);
  });
}

describe('canvases of task-canvas', () => {
  const bullmq = (code: string): string => BULLMQ + code;

  it.each([
    ['a chain', `await chain(si(images, 'a', {}), s(images, 'b', {})).delay();`, ['chain[si a, s b] → delay']],
    ['pipes are one chain', `si(images, 'a', {}).pipe(si(images, 'b', {})).pipe(si(images, 'c', {})).delay();`, ['chain[si a, si b, si c] → delay']],
    ['a pipe keeps apart what has methods', `chain(si(images, 'a', {})).linkError(si(images, 'e', {})).pipe(si(images, 'b', {})).delay();`, ['chain[chain[si a].linkError(si e), si b] → delay']],
    ['a chord', `chord([si(images, 'a', {}), si(images, 'b', {})], si(images, 'c', {})).delay();`, ['chord[si a, si b, si c] → delay']],
    ['a group of a mapped array', `export const f = (xs) => group(...xs.map((x) => si(images, 'a', { x }))).delay();`, ['group[si a] → delay =']],
    ['a group of who knows what', `export const f = (xs) => { group(...xs).delay(); };`, ['group[]+ → delay']],
    ['a part that cannot be read', `chain(si(images, 'a', {}), make()).delay();`, ['chain[si a, unknown[] open] → delay']],
    ['options of the start', `const job = await chain(si(images, 'a', {}).set({ delay: 5 })).delay({ onFailure: 'wait' });`, ['chain[si a.set(delay)] → delay =']],
    ['a result that is only caught', `chain(si(images, 'a', {})).delay().catch(console.error);`, ['chain[si a] → delay']],
    ['a method by a computed name', `chain(si(images, 'a', {}))['linkError'](si(images, 'e', {})).delay();`, ['chain[si a] open', 'si e open']],
    ['never dispatched', `chain(si(images, 'a', {})).linkError(si(images, 'e', {}));`, ['chain[si a].linkError(si e)']],
    ['handed on', `send(chain(si(images, 'a', {})));`, ['chain[si a] open']],
  ])('%s', (_name, code, expected) => {
    expect(canvasesOf(bullmq(code))).toEqual(expected);
  });

  it.each([
    ['a constant', `const c = chain(si(images, 'a', {}));\nawait c.delay();`, ['chain[si a] → delay']],
    ['a constant made of a constant', `const c = chain(si(images, 'a', {}));\nconst d = c.linkError(si(images, 'e', {}));\nd.delay();`, ['chain[si a].linkError(si e) → delay']],
    ['an error callback that is dropped', `const c = chain(si(images, 'a', {}));\nc.linkError(si(images, 'e', {}));\nc.delay();`, ['chain[si a] dropped.linkError(si e) → delay']],
    ['parts in constants', `const a = si(images, 'a', {});\nconst b = si(images, 'b', {}).set({ delay: 1 });\nchain(a, b).delay();`, ['chain[si a, si b.set(delay)] → delay']],
    ['an error callback in a constant', `const e = si(images, 'e', {});\nchain(si(images, 'a', {})).linkError(e).delay();`, ['chain[si a].linkError(si e) → delay']],
    ['a part that is dispatched, too', `const a = si(images, 'a', {});\na.delay();\nchain(a, si(images, 'b', {})).delay();`, ['si a → delay', 'chain[si a, si b] → delay']],
    ['piped on later', `const c = chain(si(images, 'a', {}));\nc.pipe(si(images, 'b', {})).delay();`, ['chain[si a, si b] → delay']],
    ['dispatched twice', `const c = chain(si(images, 'a', {}));\nc.delay();\nc.delay();`, ['chain[si a] → delay']],
    ['dispatched in two forms', `const c = chain(si(images, 'a', {}));\nc.delay();\nc.linkError(si(images, 'e', {})).delay();`, ['chain[si a] open → delay']],
    ['exported', `export const c = chain(si(images, 'a', {}));\nc.delay();`, ['chain[si a] open']],
    ['changed', `let c = chain(si(images, 'a', {}));\nif (x) c = c.linkError(e);\nc.delay();`, ['chain[si a] open']],
  ])('%s', (_name, code, expected) => {
    expect(canvasesOf(bullmq(code))).toEqual(expected);
  });

  it('knows the functions by where they come from', () => {
    expect(canvasesOf(`import * as canvas from 'task-canvas/celery';\nimport { createClient } from 'celery-node';\nconst client = createClient();\ncanvas.si(client.createTask('images.process'), 1).delay();`)).toEqual(['si images.process → delay']);
    expect(canvasesOf(`const { si: signature } = require('task-canvas/bullmq');\nsignature(images, 'a', {}).delay();`, '/project/app.cjs')).toEqual(['si a → delay']);
    expect(canvasesOf(`import { chain } from 'lodash';\nchain(xs).delay();`)).toEqual([]);
    expect(canvasesOf(`import { chain as c } from 'task-canvas/bullmq';\nc(x).delay();`)).toEqual(['chain[unknown[] open] → delay']);
  });

  it('tells the task and its arguments', () => {
    const [bull] = sitesOf(bullmq(`si(images, 'a', { imageId }, { attempts: 3 }).delay();`));
    expect(bull?.canvas).toMatchObject({ task: { key: "bullmq:'images':'a'", name: 'a' }, immutable: true, openArguments: false });
    expect(bull?.canvas.kind === 'signature' && bull.canvas.positional.map(({ entries }) => [...(entries?.keys() ?? [])])).toEqual([['imageId']]);
    const [celery] = sitesOf(
      `import { s } from 'task-canvas/celery';\nimport { createClient } from 'celery-node';\nconst client = createClient();\nexport function f(id) { s(client.createTask('images.process'), id, 2).set({ kwargs: { width: 3 } }).delay(); }`,
    );
    expect(celery).toMatchObject({ routine: { name: 'f' }, canvas: { task: { name: 'images.process' }, immutable: false } });
    expect(celery?.canvas.kind === 'signature' && [celery.canvas.positional.length, ...celery.canvas.keyword.keys()]).toEqual([2, 'width']);
  });

  it('tells where things stand', () => {
    const code = bullmq(`await (chain(si(images, 'a', {})))\n  .linkError(si(images, 'e', {}))\n  .delay();\nconst c = group(si(images, 'b', {}));\nc.set({}).delay( { onFailure: 'fail' } );`);
    expect(sliced(code, ({ span }) => span)).toEqual([`(chain(si(images, 'a', {})))\n  .linkError(si(images, 'e', {}))`, `group(si(images, 'b', {}))`]);
    expect(sliced(code, ({ own }) => own)).toEqual([`(chain(si(images, 'a', {})))`, `group(si(images, 'b', {}))`]);
    expect(sliced(code, ({ place }) => place)).toEqual([`(chain(si(images, 'a', {})))\n  .linkError(si(images, 'e', {}))`, `c.set({})`]);
    expect(sliced(code, ({ calls: [call] }) => call?.suffix)).toEqual([`.linkError(si(images, 'e', {}))`, `.set({})`]);
    expect(sliced(code, ({ start }) => start?.suffix)).toEqual([`.delay()`, `.delay( { onFailure: 'fail' } )`]);
    expect(sliced(code, ({ start }) => start?.inside)).toEqual([``, ` { onFailure: 'fail' } `]);
    expect(sliced(code, ({ calls: [call] }) => call?.positional[0]?.span)).toEqual([`si(images, 'e', {})`, '']);
  });
});
