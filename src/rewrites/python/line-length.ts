import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Black's own. */
const DEFAULT = 88;

interface Source {
  readonly file: string;
  /** The tables that hold the setting, and its name there. */
  readonly tables: readonly string[];
  readonly key: RegExp;
}

/** Where a project says how long its lines may be, in the order in which a folder is asked. */
const SOURCES: readonly Source[] = [
  { file: 'pyproject.toml', tables: ['tool.black', 'tool.ruff'], key: /^\s*line[-_]length\s*=\s*(\d+)/m },
  { file: 'ruff.toml', tables: [''], key: /^\s*line-length\s*=\s*(\d+)/m },
  { file: '.flake8', tables: ['flake8'], key: /^\s*max[-_]line[-_]length\s*[=:]\s*(\d+)/m },
  { file: 'setup.cfg', tables: ['flake8', 'pycodestyle'], key: /^\s*max[-_]line[-_]length\s*[=:]\s*(\d+)/m },
];

/** How long the lines of a file may be, by the nearest setting of a formatter or linter in the folders around it. */
export function findLineLength(path: string): number {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    for (const source of SOURCES) {
      const length = lengthIn(folder, source);
      if (length !== undefined) return length;
    }
    if (folder === dirname(folder) || existsSync(join(folder, '.git'))) return DEFAULT;
  }
}

function lengthIn(folder: string, { file, tables, key }: Source): number | undefined {
  const text = readText(join(folder, file));
  if (text === undefined) return undefined;
  for (const table of tables) {
    const length = key.exec(tableOf(text, table))?.[1];
    if (length !== undefined) return Number(length);
  }
  return undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The lines below `[name]`, up to the next table; for an empty name those above the first table. */
function tableOf(text: string, name: string): string {
  const parts = text.split(/^[ \t]*\[([^\]\n]+)\][ \t]*(?:#.*)?\r?$/m);
  if (name === '') return parts[0] ?? '';
  const at = parts.findIndex((part, index) => index % 2 === 1 && part.trim() === name);
  return at === -1 ? '' : parts[at + 1] ?? '';
}
