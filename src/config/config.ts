import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Style } from '../analysis/edit.js';
import type { EvidenceLevel, ProjectSettings, Scope } from '../settings.js';
import { isObject } from './checks.js';
import type { RuleSettings } from './rules.js';
import { checkConfig } from './schema.js';
import { findJsonErrorLine } from './json-error.js';
import { causeOf, codeOf, UsageError } from '../problems.js';

const CONFIG_FILE = 'fix-chains.config.json';
const PACKAGE_KEY = 'fixChains';

/** What the configuration says; what is absent is left to the default. */
export interface Config extends ProjectSettings {
  readonly scope?: Scope;
  readonly evidence?: EvidenceLevel;
  readonly styles?: readonly Style[];
  readonly linkError?: string;
  readonly passResults?: boolean;
  /** As in a .gitignore beside the configuration. */
  readonly ignore?: readonly string[];
  readonly rules?: RuleSettings;
}

/** A configuration, and the folder that its paths are relative to. */
export interface FoundConfig {
  readonly folder: string;
  readonly config: Config;
}

/**
 * The configuration that holds in a folder: the given file, else the nearest `fix-chains.config.json` or package.json with `fixChains`
 * upwards. It is data: nothing of it is executed.
 * @param cwd where to look from, and what messages name files by
 * @throws {UsageError} when the file cannot be read, is no JSON, or says something that it cannot
 */
export function findConfig(cwd: string, given?: string): FoundConfig | undefined {
  if (given !== undefined) {
    const path = resolve(cwd, given);
    const text = readIfThere(path, cwd);
    if (text === undefined) throw new UsageError(`${given}: no such file or folder`);
    const value = parse(path, text, cwd);
    return configOf(path, given.endsWith('package.json') && isObject(value) ? (value[PACKAGE_KEY] ?? {}) : value, cwd);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = findConfigIn(folder, cwd);
    if (found !== undefined || dirname(folder) === folder) return found;
  }
}

function findConfigIn(folder: string, cwd: string): FoundConfig | undefined {
  const path = join(folder, CONFIG_FILE);
  const text = readIfThere(path, cwd);
  if (text !== undefined) return configOf(path, parse(path, text, cwd), cwd);
  const packagePath = join(folder, 'package.json');
  const packageText = readIfThere(packagePath, cwd);
  // A package.json that does not speak of this tool is none of its business, broken or not.
  if (packageText?.includes(`"${PACKAGE_KEY}"`) !== true) return undefined;
  const value = parse(packagePath, packageText, cwd);
  if (!isObject(value) || !Object.hasOwn(value, PACKAGE_KEY)) return undefined;
  return configOf(packagePath, value[PACKAGE_KEY], cwd);
}

function readIfThere(path: string, cwd: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw new UsageError(`${shown(path, cwd)}: ${causeOf(error)}`);
  }
}

function parse(path: string, text: string, cwd: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${shown(path, cwd)}:${String(findJsonErrorLine(text))}: is not valid JSON from here on`);
  }
}

function configOf(path: string, value: unknown, cwd: string): FoundConfig {
  const problem = checkConfig(value);
  if (problem !== undefined) throw new UsageError(`${shown(path, cwd)}: ${problem}`);
  const { style, styles, ...rest } = value as Config & { style?: Style };
  if (style !== undefined && styles !== undefined) throw new UsageError(`${shown(path, cwd)}: style: say either style or styles`);
  if (styles?.length === 0) throw new UsageError(`${shown(path, cwd)}: styles: must name one style at least`);
  const chosen = style === undefined ? styles : [style];
  return { folder: dirname(path), config: { ...rest, ...(chosen === undefined ? {} : { styles: chosen }) } };
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path) || path;
}
