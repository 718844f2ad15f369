import { join } from 'node:path';
import { createCeleryRecogniser } from '../../../src/libraries/celery/recognise.js';
import type { CeleryDetail } from '../../../src/libraries/celery/detail.js';
import type { PythonModule } from '../../../src/readers/python/module.js';
import type { Recognised, Recogniser } from '../../../src/readers/python/recogniser.js';
import { sourceOf, walk, type PyNode } from '../../../src/readers/python/tree.js';
import { pythonProjectOf } from '../../resolve/python/project.js';
import type { Files } from '../../resolve/project.js';

export interface Asked {
  readonly module: PythonModule;
  readonly recogniser: Recogniser;
  readonly recognised: readonly Recognised[];
}

/** The dispatches of the first file, outermost expressions only. */
export function ask(files: Files, main = Object.keys(files)[0] ?? ''): Asked {
  const { root, resolver } = pythonProjectOf(files);
  const recogniser = createCeleryRecogniser({ resolver, roleOf: () => 'service' });
  const module = resolver.moduleAt(join(root, main));
  if (module === undefined) throw new Error(`${main} is not there`);
  const recognised: Recognised[] = [];
  walk(module.ast, (node) => {
    const found = node.type === 'call' ? recogniser.recognise(node, module) : undefined;
    if (found !== undefined) recognised.push(found);
    return found === undefined;
  });
  return { module, recogniser, recognised };
}

/** `celery resize delay (image_id) [countdown=3]`, a line for each dispatch. */
export function lines(files: Files, main?: string): string {
  const { module, recognised } = ask(files, main);
  return recognised.map((found) => lineOf(found, module)).join('\n');
}

function lineOf({ library, task, method, options, detail }: Recognised, module: PythonModule): string {
  const { form, arguments: given, commit } = detail as CeleryDetail;
  const source = (node: PyNode): string => sourceOf(node, module);
  const written = given.map(({ kind, name, node }) => ({ positional: '', keyword: `${name ?? '?'}=`, list: '*', dict: '**' })[kind] + source(node));
  const parts = [library, task.name, method === form ? form : `${form} (${method})`, `(${written.join(', ')})`];
  if (options.length > 0) parts.push(`[${options.map(source).join(', ')}]`);
  if (commit !== undefined) parts.push(`on commit by ${commit.form}`, ...commit.options.map(source));
  return parts.join(' ');
}
