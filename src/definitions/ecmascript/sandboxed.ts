/** Sandboxed processors: a worker is given a file, whose default export runs. https://docs.bullmq.io/guide/workers/sandboxed-processors */
import { existsSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Place } from '../../libraries/identity.js';
import { staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { memberOf } from '../../resolve/members.js';
import type { Value } from '../../resolve/values.js';
import { initialiserOf } from './initialisers.js';
import { packageFolderOf } from './packages.js';

const MAX_DEPTH = 12;

/** The endings under which the source of a built file stands, likeliest first. */
const ENDINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['.js', ['.ts', '.tsx', '.js', '.jsx']],
  ['.mjs', ['.mts', '.mjs', '.ts']],
  ['.cjs', ['.cts', '.cjs', '.ts']],
  ['', ['.ts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js']],
]);
const BUILT = /\/(?:dist|build|lib|out|\.build)\//;

/** What the file that an expression names exports; undefined where it names none of the project. */
export function exportOfFile(evaluator: Evaluator, place: Place): Value | undefined {
  for (const path of pathsOf(evaluator, place, 0)) {
    const module = sourcesOf(path).map((source) => (existsSync(source) ? evaluator.modules.at(source) : undefined)).find((found) => found !== undefined);
    if (module !== undefined) return defaultExportOf(evaluator, module);
  }
  return undefined;
}

/** A worker's child takes the default export, or, of CommonJS, what is exported as a whole. */
function defaultExportOf(evaluator: Evaluator, module: Module): Value {
  const value = evaluator.exported(module, 'default', 'value');
  return value.is.kind === 'namespace' || value.is.kind === 'object' ? memberOf(evaluator, value, 'default') : value;
}

function sourcesOf(path: string): string[] {
  const ending = extname(path);
  const stem = ending === '' ? path : path.slice(0, -ending.length);
  const stems = BUILT.test(path) ? [stem, stem.replace(BUILT, '/src/'), stem.replace(BUILT, '/')] : [stem];
  return stems.flatMap((each) => [...(ENDINGS.get(ending) ?? [ending])].map((other) => `${each}${other}`));
}

/** The absolute paths that an expression may stand for; a process is taken to be started in its package's folder. */
function pathsOf(evaluator: Evaluator, place: Place, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const texts = textsOf(evaluator, place, depth);
  return texts.map((text) => (text.startsWith('file:') ? pathOfUrl(text) : text)).map((text) => (isAbsolute(text) ? text : resolve(packageFolderOf(place.module.path), text)));
}

/** As `pathsOf`, but with relative paths and URLs as they are. */
function textsOf(evaluator: Evaluator, { node, module, env }: Place, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const textsIn = (inner: Node): string[] => textsOf(evaluator, { node: inner, module, env }, depth + 1);
  const { is } = evaluator.value(node, module, env);
  if (is.kind === 'literal') return typeof is.value === 'string' ? [is.value] : [];
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'Identifier':
      return textsOfName(evaluator, expression, module, depth);
    case 'MemberExpression':
      return textsOfMember(expression, module, textsIn);
    case 'ConditionalExpression':
      return [...textsIn(expression.consequent), ...textsIn(expression.alternate)];
    case 'LogicalExpression':
      return [...textsIn(expression.left), ...textsIn(expression.right)];
    case 'BinaryExpression':
      return expression.operator === '+' ? joined([expression.left, expression.right].map(textsIn)) : [];
    case 'TemplateLiteral':
      return joined(expression.quasis.flatMap(({ value }, index) => [[value.raw], ...[expression.expressions[index]].flatMap((inner) => (inner === undefined ? [] : [textsIn(inner)]))]));
    case 'NewExpression':
      return expression.callee.type === 'Identifier' && expression.callee.name === 'URL' ? textsOfUrl(expression, textsIn) : [];
    case 'CallExpression':
      return textsOfCall(expression, module, textsIn);
    default:
      return [];
  }
}

function textsOfName(evaluator: Evaluator, identifier: TSESTree.Identifier, module: Module, depth: number): string[] {
  if (variableOf(identifier, module) === undefined) {
    if (identifier.name === '__dirname') return [dirname(module.path)];
    return identifier.name === '__filename' ? [module.path] : [];
  }
  const written = initialiserOf(evaluator, identifier, module);
  return written === undefined || written.node === identifier ? [] : textsOf(evaluator, { ...written, env: undefined }, depth + 1);
}

/** `import.meta.url`, `import.meta.dirname`, and what a URL is read as. */
function textsOfMember(node: TSESTree.MemberExpression, module: Module, textsIn: (node: Node) => string[]): string[] {
  const name = staticName(node.property, node.computed);
  if (node.object.type !== 'MetaProperty') return name === 'pathname' || name === 'href' ? textsIn(node.object) : [];
  if (name === 'url') return [pathToFileURL(module.path).href];
  if (name === 'dirname') return [dirname(module.path)];
  return name === 'filename' ? [module.path] : [];
}

function textsOfUrl({ arguments: [path, base] }: TSESTree.NewExpression, textsIn: (node: Node) => string[]): string[] {
  const bases = base === undefined ? [] : textsIn(base);
  return path === undefined ? [] : textsIn(path).flatMap((text) => (bases.length === 0 ? [text] : bases.flatMap((each) => (URL.canParse(text, each) ? [new URL(text, each).href] : []))));
}

function textsOfCall(call: CallExpression, module: Module, textsIn: (node: Node) => string[]): string[] {
  const name = nameOfCallee(call);
  const [first] = call.arguments;
  switch (name) {
    case 'join':
    case 'resolve': {
      if (isRequire(call)) return first === undefined ? [] : textsIn(first).map((text) => resolve(dirname(module.path), text));
      const parts = call.arguments.map(textsIn).reduce<string[][]>((ways, texts) => ways.flatMap((way) => texts.map((text) => [...way, text])), [[]]);
      return parts.map((way) => (name === 'join' ? join(...way) : resolve(packageFolderOf(module.path), ...way)));
    }
    case 'dirname':
      return first === undefined ? [] : textsIn(first).map((text) => dirname(text.startsWith('file:') ? pathOfUrl(text) : text));
    case 'fileURLToPath':
      return first === undefined ? [] : textsIn(first).map(pathOfUrl);
    case 'cwd':
      return [packageFolderOf(module.path)];
    case 'toString':
      return call.callee.type === 'MemberExpression' ? textsIn(call.callee.object) : [];
    default:
      return [];
  }
}

function nameOfCallee({ callee }: CallExpression): string | undefined {
  const expression = unwrapped(callee);
  if (expression.type === 'Identifier') return expression.name;
  return expression.type === 'MemberExpression' ? staticName(expression.property, expression.computed) : undefined;
}

/** `require.resolve(…)` */
function isRequire({ callee }: CallExpression): boolean {
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'require';
}

function joined(parts: readonly (readonly string[])[]): string[] {
  return parts.reduce<string[]>((ways, texts) => ways.flatMap((way) => texts.map((text) => way + text)), ['']);
}

function pathOfUrl(text: string): string {
  try {
    return text.startsWith('file:') ? fileURLToPath(text) : text;
  } catch {
    // A URL of another machine.
    return text;
  }
}
