/**
 * The `paths` and `baseUrl` of the tsconfig.json that governs a folder. Read here rather than by oxc-resolver, which gives up on
 * every import of a file whose tsconfig extends a package that is not installed.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isRecord, parseRelaxedJson } from './json.js';

const MAX_EXTENDS = 8;

interface Alias {
  readonly before: string;
  readonly after: string;
  readonly wildcard: boolean;
  /** Absolute paths, with a `*` where the pattern has one. */
  readonly targets: readonly string[];
}

interface PathMapping {
  readonly aliases?: readonly Alias[];
  readonly baseUrl?: string;
}

interface AliasTarget {
  readonly path: string;
  /** By `baseUrl` or the pattern `*`, which speak of every package too, and not of this one in particular. */
  readonly general: boolean;
}

export interface PathAliases {
  /** The absolute paths (endings not yet tried) that a bare specifier stands for, most specific first. */
  targetsOf(specifier: string, directory: string): AliasTarget[];
}

/** @param findPackage the folder of a package that a tsconfig may extend */
export function createPathAliases(findPackage: (name: string, from: string) => string | undefined): PathAliases {
  const byDirectory = new Map<string, PathMapping>();

  function mappingOf(directory: string): PathMapping {
    const known = byDirectory.get(directory);
    if (known !== undefined) return known;
    const own = ['tsconfig.json', 'jsconfig.json'].map((name) => join(directory, name)).find((path) => existsSync(path));
    const mapping = own === undefined ? {} : readMapping(own, 0);
    const parent = dirname(directory);
    const found = isEmpty(mapping) && parent !== directory ? mappingOf(parent) : mapping;
    byDirectory.set(directory, found);
    return found;
  }

  function readMapping(path: string, depth: number): PathMapping {
    const config = readConfig(path);
    if (config === undefined || depth > MAX_EXTENDS) return {};
    const directory = dirname(path);
    const own = ownMapping(config, directory);
    const parents = [config.extends].flat().filter((parent) => typeof parent === 'string');
    const bases = parents.flatMap((parent) => locate(parent, directory) ?? []).map((base) => readMapping(base, depth + 1));
    const merged = bases.reverse().reduce<PathMapping>((result, base) => ({ ...base, ...result }), own);
    // A solution file says nothing itself; its projects do.
    const references = Array.isArray(config.references) ? config.references : [];
    if (!isEmpty(merged)) return merged;
    for (const reference of references) {
      if (!isRecord(reference) || typeof reference.path !== 'string') continue;
      const mapping = readMapping(configAt(resolve(directory, reference.path)), depth + 1);
      if (!isEmpty(mapping)) return mapping;
    }
    return merged;
  }

  function locate(parent: string, directory: string): string | undefined {
    const file = parent.startsWith('.') || isAbsolute(parent) ? resolve(directory, parent) : inPackage(parent, directory);
    if (file === undefined) return undefined;
    return [file, `${file}.json`, join(file, 'tsconfig.json')].find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  }

  function inPackage(specifier: string, directory: string): string | undefined {
    const parts = specifier.split('/');
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const folder = findPackage(name, directory);
    return folder === undefined ? undefined : join(folder, ...parts.slice(name.split('/').length));
  }

  return {
    targetsOf(specifier, directory) {
      const { aliases = [], baseUrl } = mappingOf(directory);
      const matched = aliases
        .filter((alias) => isMatch(alias, specifier))
        .sort((a, b) => Number(a.wildcard) - Number(b.wildcard) || b.before.length - a.before.length)
        .flatMap((alias) => alias.targets.map((target) => ({ path: expanded(alias, target, specifier), general: alias.wildcard && alias.before === '' })));
      return baseUrl === undefined ? matched : [...matched, { path: join(baseUrl, specifier), general: true }];
    },
  };
}

function readConfig(path: string): Record<string, unknown> | undefined {
  try {
    return parseRelaxedJson(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function configAt(path: string): string {
  return path.endsWith('.json') ? path : join(path, 'tsconfig.json');
}

function ownMapping(config: Record<string, unknown>, directory: string): PathMapping {
  const options = isRecord(config.compilerOptions) ? config.compilerOptions : {};
  const baseUrl = typeof options.baseUrl === 'string' ? resolve(directory, options.baseUrl) : undefined;
  const paths = isRecord(options.paths) ? options.paths : undefined;
  const aliases = Object.entries(paths ?? {}).map(([pattern, targets]) => aliasOf(pattern, targets, baseUrl ?? directory));
  return { ...(paths === undefined ? {} : { aliases }), ...(baseUrl === undefined ? {} : { baseUrl }) };
}

function aliasOf(pattern: string, targets: unknown, base: string): Alias {
  const [before = '', after = ''] = pattern.split('*');
  const paths = (Array.isArray(targets) ? targets : []).filter((target) => typeof target === 'string');
  return { before, after, wildcard: pattern.includes('*'), targets: paths.map((target) => resolve(base, target)) };
}

function isMatch({ before, after, wildcard }: Alias, specifier: string): boolean {
  if (!wildcard) return specifier === before;
  return specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
}

function expanded({ before, after, wildcard }: Alias, target: string, specifier: string): string {
  return wildcard ? target.replace('*', specifier.slice(before.length, specifier.length - after.length)) : target;
}

function isEmpty({ aliases, baseUrl }: PathMapping): boolean {
  return aliases === undefined && baseUrl === undefined;
}
