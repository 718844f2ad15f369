import { join } from 'node:path';
import type { Canvas, CanvasCall, CanvasSite } from '../../../../src/analysis/canvas.js';
import type { Span } from '../../../../src/analysis/ir.js';
import { readCanvases } from '../../../../src/libraries/celery/canvas/canvases.js';
import { createCeleryRecogniser } from '../../../../src/libraries/celery/recognise.js';
import { pythonProjectOf } from '../../../resolve/python/project.js';

const TASKS = `from celery import shared_task


@shared_task
def a(x, size=None): ...


@shared_task(bind=True)
def b(self, x): ...


@shared_task(typing=False)
def c(): ...


@shared_task
def e(request, exc, traceback): ...
`;

const HEAD = 'from celery import chain, chord, group, signature\nfrom shop.tasks import a, b, c, e\n';

export interface Read {
  readonly text: string;
  readonly sites: readonly CanvasSite[];
}

/** The outermost canvases of code that has Celery's canvas and the tasks `a`, `b`, `c` and `e` imported. */
export function read(code: string, head = HEAD): Read {
  const { root, resolver } = pythonProjectOf({ 'shop/__init__.py': '', 'shop/tasks.py': TASKS, 'shop/views.py': head + code });
  const module = resolver.moduleAt(join(root, 'shop/views.py'));
  if (module === undefined) throw new Error('shop/views.py is not there');
  const recogniser = createCeleryRecogniser({ resolver, roleOf: () => 'service' });
  return { text: module.text, sites: readCanvases(module, resolver, recogniser) };
}

/** A line a canvas: `chain(a, b) .on_error(e) => delay`, every name and argument cut out of the text by its span. */
export function lines(code: string, head?: string): string[] {
  const { text, sites } = read(code, head);
  return sites.map(({ canvas }) => textOf(canvas, text));
}

function textOf(canvas: Canvas, text: string): string {
  const marks = [canvas.open && canvas.kind !== 'unknown' ? 'open' : [], canvas.resultUsed ? 'used' : []].flat();
  const calls = canvas.calls.map((call) => ` .${callText(call, text)}`).join('');
  const start = canvas.start === undefined ? '' : ` => ${callText(canvas.start, text)}`;
  return `${shapeOf(canvas, text)}${calls}${start}${marks.length === 0 ? '' : ` [${marks.join(', ')}]`}`;
}

function shapeOf(canvas: Canvas, text: string): string {
  const all = (canvases: readonly Canvas[], open: boolean): string => [...canvases.map((each) => textOf(each, text)), ...(open ? ['…'] : [])].join(', ');
  switch (canvas.kind) {
    case 'signature':
      return `${canvas.task.name}.${cut(canvas.makerSpan, text)}(${cut(canvas.inside, text)})${canvas.immutable ? '!' : ''}`;
    case 'chain':
      return `${canvas.form === 'pipe' ? 'pipe' : 'chain'}(${all(canvas.parts, canvas.openParts)})`;
    case 'group':
      return `group(${all(canvas.parts, canvas.openParts)})`;
    case 'chord':
      return `chord([${all(canvas.header, canvas.openParts)}], ${canvas.body === undefined ? '?' : textOf(canvas.body, text)})`;
    case 'unknown':
      return '?';
  }
}

function callText({ name, positional, keyword, open, suffix }: CanvasCall, text: string): string {
  const values = [...positional.map((each) => ['', each] as const), ...[...keyword].map(([key, each]) => [`${key}=`, each] as const)];
  const written = values.map(([before, { canvases, span }]) => before + (canvases.length === 0 ? cut(span, text) : canvases.map((each) => textOf(each, text)).join(' & ')));
  if (!cut(suffix, text).startsWith(name === '__call__' ? '(' : `.${name}`)) throw new Error(`the suffix of ${name} is «${cut(suffix, text)}»`);
  return `${name}(${[...written, ...(open ? ['…'] : [])].join(', ')})`;
}

export function cut({ start, end }: Span, text: string): string {
  return text.slice(start, end);
}
