/** The Prisma schemas of a project: which files make up each, where its client is written to, and which one a client speaks of. */
import { basename, dirname, join, resolve } from 'node:path';
import type { SourceFiles } from '../../../files/source-files.js';
import { parseSchema, type Models, type SchemaFile } from './schema.js';

export interface Schema {
  /** Tells it from the project's other schemas: the path of its main file. */
  readonly path: string;
  readonly models: Models;
  /** Tables whose names other schemas of the project have, too: nobody knows whether these lie in one database. */
  readonly ambiguous: ReadonlySet<string>;
}

export interface Schemas {
  /** The package of the client that is written to a path, or to a folder around it. */
  clientAt(path: string): string | undefined;
  /**
   * The schema of a client.
   * @param file where the client is made, or used
   */
  schemaOf(client: string, file: string): Schema;
}

export const CLIENT = '@prisma/client';
export const NO_SCHEMA: Schema = { path: '', models: new Map(), ambiguous: new Set() };

interface Found {
  readonly schema: Schema;
  /** Absolute paths. */
  readonly outputs: readonly string[];
  /** Its client is `@prisma/client` itself. */
  readonly isDefault: boolean;
}

/** Where the schema of a project mostly lies, counted from a folder around the code. */
const PLACES = ['', 'prisma', 'prisma/schema', 'src/prisma', 'db', 'packages/prisma', 'packages/db/prisma', 'packages/database/prisma'];
/** The client's place where the schema says none, written out. */
const DEFAULT_OUTPUT = /(?:^|\/)node_modules\/(?:\.prisma|@prisma)\/client\/?$/;

/** @param openFiles called once, when somebody asks for the first time */
export function createSchemas(openFiles: (extensions: readonly string[]) => SourceFiles): Schemas {
  let index: { entries(): ReadonlyMap<string, SchemaFile> } | undefined;
  let read: ReadonlyMap<string, SchemaFile> | undefined;
  let found: readonly Found[] = [];

  function schemas(): readonly Found[] {
    index ??= openFiles(['.prisma']).index(parseSchema);
    const files = index.entries();
    if (files !== read) found = schemasIn(files);
    read = files;
    return found;
  }

  return {
    clientAt(path) {
      const owner = schemas().find(({ outputs }) => outputs.some((output) => isWithin(path, output)));
      return owner === undefined ? undefined : `${CLIENT}#${owner.schema.path}`;
    },
    schemaOf(client, file) {
      const path = client.slice(CLIENT.length + 1);
      const all = schemas();
      if (client.startsWith(`${CLIENT}#`)) return all.find(({ schema }) => schema.path === path)?.schema ?? NO_SCHEMA;
      const defaults = all.filter(({ isDefault }) => isDefault);
      return nearest(defaults.length > 0 ? defaults : all, dirname(file)) ?? NO_SCHEMA;
    },
  };
}

function schemasIn(files: ReadonlyMap<string, SchemaFile>): readonly Found[] {
  const groups = new Map<string, [string, SchemaFile][]>();
  for (const [path, file] of files) {
    const main = mainFile(path, file.hasSource, files);
    groups.set(main, [...(groups.get(main) ?? []), [path, file]]);
  }
  const tables = new Map([...groups].map(([path, parts]) => [path, new Set(parts.flatMap(([, { models }]) => [...models.values()].map(({ table }) => table)))]));
  return [...groups].map(([path, parts]) => {
    const outputs = parts.flatMap(([file, part]) => part.outputs.map((output) => (output === '' ? '' : resolve(dirname(file), output))));
    const isElsewhere = (output: string): boolean => output !== '' && !DEFAULT_OUTPUT.test(output);
    const others = [...tables].flatMap(([other, names]) => (other === path ? [] : [...names]));
    return {
      schema: { path, models: new Map(parts.flatMap(([, { models }]) => [...models])), ambiguous: new Set(others) },
      outputs: outputs.filter(isElsewhere),
      isDefault: !outputs.some(isElsewhere),
    };
  });
}

/** A schema of several files has one that says where the data are; the others lie beside it or below. */
function mainFile(path: string, hasSource: boolean, files: ReadonlyMap<string, SchemaFile>): string {
  if (hasSource) return path;
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    const [only, ...others] = [...files].filter(([file, each]) => each.hasSource && dirname(file) === folder);
    if (only !== undefined) return others.length === 0 ? only[0] : path;
  }
  return dirname(path);
}

/** The only schema below the nearest folder around the file that has any; of several the one in a usual place. */
function nearest(all: readonly Found[], folder: string): Schema | undefined {
  const below = all.filter(({ schema }) => isWithin(schema.path, folder));
  const [only, ...others] = below;
  if (only !== undefined && others.length === 0) return only.schema;
  if (only === undefined) return dirname(folder) === folder ? undefined : nearest(all, dirname(folder));
  for (const place of PLACES) {
    const there = below.filter(({ schema: { path } }) => [path, dirname(path)].includes(join(folder, place)));
    const usual = there.length === 1 ? there[0] : there.find(({ schema }) => basename(schema.path) === 'schema.prisma');
    if (usual !== undefined) return usual.schema;
  }
  return undefined;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}
