/** The grammar of Python for tree-sitter, loaded when the first Python file is parsed and not before. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';
import type * as TreeSitter from 'web-tree-sitter';

/** What is used of WebAssembly, whose types belong to browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Buffer) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

const require = createRequire(import.meta.url);

let parser: TreeSitter.Parser | undefined;

/** The parser of Python; there is one, and it is made on first use. */
export function pythonParser(): TreeSitter.Parser {
  parser ??= createParser();
  return parser;
}

function createParser(): TreeSitter.Parser {
  const { Parser, Language } = startTreeSitter();
  const created = new Parser();
  created.setLanguage(Language.loadSync(compiled('tree-sitter-python/tree-sitter-python.wasm')));
  return created;
}

function compiled(specifier: string): object {
  return new WebAssembly.Module(readFileSync(require.resolve(specifier)));
}

/**
 * ESLint parses synchronously, and `Parser.init()` gives a promise, although nothing in it has to wait once WebAssembly is instantiated
 * synchronously. So web-tree-sitter runs in a context with a microtask queue of its own, which is worked off before `runInContext` returns.
 */
function startTreeSitter(): typeof TreeSitter {
  const context = vm.createContext({ process, console, performance, WebAssembly, TextDecoder, TextEncoder, URL }, { microtaskMode: 'afterEvaluate' });
  const file = require.resolve('web-tree-sitter');
  const define = vm.compileFunction(readFileSync(file, 'utf8'), ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: file,
    parsingContext: context,
  }) as (exports: unknown, require: NodeJS.Require, module: { exports: unknown }, filename: string, dirname: string) => void;
  const module = { exports: {} };
  define(module.exports, createRequire(file), module, file, dirname(file));
  const treeSitter = module.exports as typeof TreeSitter;

  let outcome: unknown = 'not begun';
  Object.assign(context, {
    begin: () => treeSitter.Parser.init({ instantiateWasm: instantiate }),
    end: (error: unknown) => {
      outcome = error;
    },
  });
  new vm.Script('begin().then(() => end(undefined), end)').runInContext(context);
  if (outcome !== undefined) throw new Error('the Python grammar could not be loaded', { cause: outcome });
  return treeSitter;
}

/** Emscripten's hook for those who instantiate the module themselves. */
function instantiate(imports: object, done: (instance: object, module: object) => void): object {
  const module = compiled('web-tree-sitter/web-tree-sitter.wasm');
  const instance = new WebAssembly.Instance(module, imports);
  done(instance, module);
  return instance.exports;
}
