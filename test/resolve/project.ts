import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSourceFiles } from '../../src/files/source-files.js';
import { createDataLibraries } from '../../src/footprints/ecmascript/index.js';
import type { EcmascriptDataLibrary } from '../../src/footprints/ecmascript/library.js';
import { LIBRARIES } from '../../src/libraries/index.js';
import { walk } from '../../src/readers/ecmascript/estree.js';
import type { Expression } from '../../src/readers/ecmascript/estree.js';
import type { Module } from '../../src/readers/ecmascript/module.js';
import type { Origin } from '../../src/resolve/origin.js';
import { createResolver } from '../../src/resolve/resolver.js';
import type { ProjectResolver } from '../../src/resolve/resolver.js';

export type Files = Readonly<Record<string, string>>;

/** A project in a temporary folder, which goes with the test. `-> target` as a file's text makes a link. */
export function projectOf(files: Files): { readonly root: string; readonly resolver: ProjectResolver; readonly dataLibraries: readonly EcmascriptDataLibrary[] } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(files)) writeTo(root, path, text);
  const { all: dataLibraries, generatedAt } = createDataLibraries((extensions) => createSourceFiles(root, extensions, 0));
  return { root, resolver: createResolver({ root, libraries: LIBRARIES, recheckAfter: 0, generatedAt }), dataLibraries };
}

function writeTo(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  if (text.startsWith('-> ')) symlinkSync(join(root, text.slice(3)), file);
  else writeFileSync(file, text);
}

/** The arguments of the calls `ask(…)` in a module. */
function askedIn(module: Module): Expression[] {
  const asked: Expression[] = [];
  walk(module.ast, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'ask') return;
    const [argument] = node.arguments;
    if (argument !== undefined && argument.type !== 'SpreadElement') asked.push(argument);
  });
  return asked;
}

/** What the `ask(…)` in the first file (or in `main`) is, in one line. */
export function answer(files: Files, main = Object.keys(files)[0] ?? ''): string {
  const { root, resolver } = projectOf(files);
  return answerIn(resolver, join(root, main));
}

export function answerIn(resolver: ProjectResolver, path: string): string {
  const module = resolver.moduleAt(path);
  const [asked] = module === undefined ? [] : askedIn(module);
  return module === undefined || asked === undefined ? 'nothing asked' : textOf(resolver.originOf(asked, module));
}

function textOf(origin: Origin): string {
  const symbol = 'symbol' in origin ? ` = ${basename(origin.symbol.module.path)}#${origin.symbol.name}` : '';
  switch (origin.kind) {
    case 'package': {
      const { made, decorator } = origin;
      const from = made === undefined ? '' : ` made ${source(made)}`;
      return `${origin.package} ${origin.path.join('.')}${from}${decorator === undefined ? '' : ` by @${source(decorator)}`}${symbol}`;
    }
    case 'class':
    case 'instance':
      return `${origin.kind} ${origin.node.id?.name ?? '?'}${symbol}`;
    case 'function':
      return `function of ${basename(origin.module.path)}${symbol}`;
    case 'literal':
      return `literal ${JSON.stringify(origin.value)}`;
    case 'parameter':
      return `parameter ${[String(origin.index), ...origin.path].join('.')}`;
    case 'namespace':
      return `namespace ${basename(origin.module.path)}`;
    case 'object':
      return `object${symbol}`;
    case 'unknown':
      return 'unknown';
  }
}

function source({ module, node }: { readonly module: Module; readonly node: { readonly range: readonly [number, number] } }): string {
  return module.text.slice(...node.range);
}
