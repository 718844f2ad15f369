/**
 * The project's own dispatchers by name, found outward from the libraries: a file that holds a dispatching name may define a function
 * that dispatches; files that hold that function's name may define another around it.
 */
import { basename, dirname, extname } from 'node:path';
import { countDispatchNames, type DispatchNames } from '../files/prefilter.js';

/** What the search asks of the rest. */
export interface Searched {
  /** Absolute paths of all files in which dispatchers may be defined. */
  readonly paths: readonly string[];
  /** A file's bytes; undefined where it cannot be read. */
  bytesOf(path: string): Buffer | undefined;
  /** Names of the dispatchers that a file defines; none where it cannot be parsed. */
  dispatcherNamesOf(path: string): readonly string[];
}

const MOST_ROUNDS = 5;

/**
 * The names of all dispatchers of a project, and the names that imports give them.
 * @param methods the libraries' own dispatching names
 * @param declared names that the settings declare
 */
export function findWrapperNames(searched: Searched, methods: readonly string[], declared: readonly string[]): Set<string> {
  const names = new Set<string>();
  const parsed = new Set<string>();
  let fresh: DispatchNames = { methods, wrappers: new Set(declared) };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = new Set<string>();
    const defaults = new Set<string>();
    for (const path of searched.paths) {
      const bytes = searched.bytesOf(path);
      if (bytes === undefined) continue;
      for (const name of aliasesIn(bytes, fresh.wrappers)) next.add(name);
      if (countDispatchNames(bytes, fresh, 1) === 0) continue;
      if (parsed.has(path)) continue;
      parsed.add(path);
      const found = searched.dispatcherNamesOf(path);
      for (const name of found) next.add(name);
      if (found.length > 0 && EXPORTS_DEFAULT.test(bytes.toString('latin1'))) defaults.add(importedAs(path));
    }
    for (const name of defaultImportNames(searched, defaults)) next.add(name);
    for (const name of fresh.wrappers) names.add(name);
    const wrappers = new Set([...next].filter((name) => !names.has(name)));
    if (wrappers.size === 0) break;
    for (const name of wrappers) names.add(name);
    fresh = { methods: [], wrappers };
  }
  return names;
}

const EXPORTS_DEFAULT = /\bexport\s+(?:default\b|\{[^}]*\bas\s+default\b)|\bmodule\.exports\s*=/;
const NAME = String.raw`([\p{ID_Start}$_][\p{ID_Continue}$]*)`;
// Each begins at the start of a word, or a long one (data in a string) would be gone through once for each of its letters.
const RENAMED = /(?<![\w$])([\w$]+)\s+as\s+([\w$]+)/g;
const CONSTANT = /\b(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$]+\s*\.\s*)*([\w$]+)\s*(?:[;,\n]|$)/g;
const REQUIRED = /\{([^{}]*)\}\s*=\s*(?:await\s+import|require)\b/g;
const PAIR = /(?<![\w$])([\w$]+)\s*:\s*([\w$]+)/g;

/** The names that a text gives to these: `launch as start`, `const start = launch;`, `const { launch: start } = require(…)`. */
function aliasesIn(bytes: Buffer, names: ReadonlySet<string>): string[] {
  if (![...names].some((name) => bytes.includes(name))) return [];
  const text = bytes.toString('latin1');
  const pairs = [...text.matchAll(REQUIRED)].flatMap(([, inside = '']) => [...inside.matchAll(PAIR)]);
  const renamed = [...text.matchAll(RENAMED), ...pairs].map(([, name = '', alias = '']) => [name, alias] as const);
  const constants = [...text.matchAll(CONSTANT)].map(([, alias = '', name = '']) => [name, alias] as const);
  return [...renamed, ...constants].flatMap(([name, alias]) => (names.has(name) && alias !== 'default' ? [alias] : []));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** The last part of the specifiers that a file is imported by: `launch` for `jobs/launch.ts`, `jobs` for `jobs/index.ts`. */
function importedAs(path: string): string {
  const name = basename(path, extname(path));
  return name === 'index' ? basename(dirname(path)) : name;
}

/** The names under which files import the default export of files that are imported by one of these words. */
function defaultImportNames(searched: Searched, words: ReadonlySet<string>): string[] {
  const names: string[] = [];
  for (const path of words.size === 0 ? [] : searched.paths) {
    const bytes = searched.bytesOf(path);
    for (const word of words) {
      if (bytes?.includes(word) !== true) continue;
      const specifier = String.raw`['"][^'"\n]*\b${escaped(word)}(?:/index)?(?:\.\w+)?['"]`;
      const imported = new RegExp(String.raw`\bimport\s+${NAME}[^'";]*\bfrom\s*${specifier}`, 'gu');
      const named = new RegExp(String.raw`\bdefault\s+as\s+${NAME}[^'";]*\bfrom\s*${specifier}`, 'gu');
      const required = new RegExp(String.raw`\b${NAME}\s*=\s*require\(\s*${specifier}`, 'gu');
      const text = bytes.toString('utf8');
      for (const pattern of [imported, named, required])
        for (const [, name] of text.matchAll(pattern)) if (name !== undefined) names.push(name);
    }
  }
  return names;
}
