/** https://www.prisma.io/docs/orm/prisma-schema: what a `schema.prisma` says of models and of how they hang together. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isId: boolean;
  /** Of a relation that this model holds: its own columns, and those of the other model that they name. */
  readonly keys?: readonly { readonly own: string; readonly other: string }[];
  /** The name that tells two relations between two models apart. */
  readonly relation?: string;
}

export interface SchemaModel {
  readonly name: string;
  /** The table's name in the database. */
  readonly table: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** By the name of the client's property: `imageTag` for `ImageTag`. */
export type Schema = ReadonlyMap<string, SchemaModel>;

const NO_SCHEMA: Schema = new Map();

export function clientName(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

export function parseSchema(text: string): Schema {
  const models = text.matchAll(/^\s*model\s+(\w+)\s*\{([^}]*)\}/gm);
  return new Map([...models].map(([, name = '', body = '']) => [clientName(name), modelOf(name, body)]));
}

function modelOf(name: string, body: string): SchemaModel {
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const fields = lines.flatMap((line) => fieldOf(line) ?? []);
  const table = /@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(body)?.[1] ?? name;
  return { name, table, fields: new Map(fields.map((field) => [field.name, field])) };
}

function fieldOf(line: string): Field | undefined {
  const [, name, type, list] = /^(\w+)\s+(\w+)(\[\])?/.exec(line) ?? [];
  if (name === undefined || type === undefined) return undefined;
  const relation = /@relation\(([^)]*)\)/.exec(line)?.[1] ?? '';
  const [own, other] = [columnsIn(relation, 'fields'), columnsIn(relation, 'references')];
  const label = /(?:^|,)\s*(?:name:\s*)?"([^"]+)"/.exec(relation)?.[1];
  return {
    name,
    type,
    isList: list !== undefined,
    isId: /\s@id\b/.test(line),
    ...(own.length === 0 ? {} : { keys: own.map((column, index) => ({ own: column, other: other[index] ?? 'id' })) }),
    ...(label === undefined ? {} : { relation: label }),
  };
}

function columnsIn(relation: string, part: string): readonly string[] {
  const list = new RegExp(`${part}:\\s*\\[([^\\]]*)\\]`).exec(relation)?.[1] ?? '';
  return list.split(',').map((column) => column.trim()).filter((column) => column !== '');
}

const PLACES = ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema', 'prisma', 'src/prisma/schema.prisma', 'db/schema.prisma', 'packages/prisma/schema.prisma', 'packages/db/prisma/schema.prisma', 'packages/database/prisma/schema.prisma'];
/** Folders are looked through again after this many milliseconds. */
const RECHECK = 1000;
const DEEPEST = 12;

const found = new Map<string, { readonly at: number; readonly schema: Schema }>();
const parsed = new Map<string, { readonly stamp: string; readonly schema: Schema }>();

/** The schema of the nearest folder around a file that has one. */
export function schemaNear(file: string): Schema {
  const start = dirname(file);
  const known = found.get(start);
  if (known !== undefined && performance.now() - known.at < RECHECK) return known.schema;
  const schema = findSchema(start, 0);
  found.set(start, { at: performance.now(), schema });
  return schema;
}

function findSchema(folder: string, depth: number): Schema {
  for (const place of PLACES) {
    const schema = schemaAt(join(folder, place));
    if (schema.size > 0) return schema;
  }
  const isRoot = statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
  return isRoot || depth > DEEPEST || dirname(folder) === folder ? NO_SCHEMA : findSchema(dirname(folder), depth + 1);
}

/** A file, or a folder whose files make up one schema. */
function schemaAt(path: string): Schema {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NO_SCHEMA;
    if (stats.isDirectory()) {
      const files = readdirSync(path).filter((name) => name.endsWith('.prisma'));
      return new Map(files.flatMap((name) => [...schemaAt(join(path, name))]));
    }
    const stamp = `${String(stats.mtimeMs)}:${String(stats.size)}`;
    const known = parsed.get(path);
    if (known?.stamp === stamp) return known.schema;
    const schema = parseSchema(readFileSync(path, 'utf8'));
    parsed.set(path, { stamp, schema });
    return schema;
  } catch {
    // A schema that cannot be read says nothing.
    return NO_SCHEMA;
  }
}
