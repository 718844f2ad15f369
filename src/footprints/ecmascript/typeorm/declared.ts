/** The tables that the entities of a project are said to lie in. */
import type { FileIndex, SourceFiles } from '../../../files/source-files.js';

const ENTITY = /@Entity\(([^)]*)\)(?:[^@]|@(?!Entity\())*?\bclass\s+(\w+)/g;

const indexes = new WeakMap<SourceFiles, FileIndex<readonly string[]>>();

/** Whether several classes of the project have one table: the tables of two databases, mostly. */
export function isDeclaredTwice(table: string, files: SourceFiles): boolean {
  const index = indexes.get(files) ?? files.index(tablesIn);
  indexes.set(files, index);
  return [...index.entries().values()].flat().filter((name) => name === table).length > 1;
}

function tablesIn(text: string): readonly string[] | undefined {
  if (!text.includes('@Entity(')) return undefined;
  return [...text.matchAll(ENTITY)].map(([, options = '', name = '']) => /^\s*['"`]([^'"`]+)/.exec(options)?.[1] ?? /\bname:\s*['"`]([^'"`]+)/.exec(options)?.[1] ?? snakeCase(name));
}

/** The name of a class as that of its table: https://typeorm.io/docs/entity/entities */
export function snakeCase(name: string): string {
  return name.replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
