/** https://www.prisma.io/docs/orm/prisma-schema: what a `schema.prisma` says of models and of how they hang together. */

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
export type Models = ReadonlyMap<string, SchemaModel>;

/** What one file of a schema says. */
export interface SchemaFile {
  readonly models: Models;
  /** It says where the data are: the main file of its schema. */
  readonly hasSource: boolean;
  /** Where each client is written to, as the file says it; an empty text for the place that is the default. */
  readonly outputs: readonly string[];
}

const CLIENT_GENERATORS: ReadonlySet<string> = new Set(['prisma-client-js', 'prisma-client']);

export function clientName(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

export function parseSchema(text: string): SchemaFile {
  const blocks = [...text.matchAll(/^[ \t]*(\w+)\s+(\w+)\s*\{(.*?)^[ \t]*\}/gms)].map(([, kind = '', name = '', body = '']) => ({ kind, name, body }));
  return {
    models: new Map(blocks.filter(({ kind }) => kind === 'model' || kind === 'view').map(({ name, body }) => [clientName(name), modelOf(name, body)])),
    hasSource: blocks.some(({ kind }) => kind === 'datasource'),
    outputs: blocks.flatMap(({ kind, body }) => (kind === 'generator' ? outputOf(body) ?? [] : [])),
  };
}

/** Undefined for a generator that makes no client. */
function outputOf(generator: string): string | undefined {
  const valueOf = (setting: string): string | undefined => new RegExp(`^\\s*${setting}\\s*=\\s*"([^"]*)"`, 'm').exec(generator)?.[1];
  return CLIENT_GENERATORS.has(valueOf('provider') ?? '') ? valueOf('output') ?? '' : undefined;
}

function modelOf(name: string, body: string): SchemaModel {
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const fields = lines.flatMap((line) => fieldOf(line) ?? []);
  const table = attributeOf('map', body) ?? name;
  const schema = attributeOf('schema', body);
  return { name, table: schema === undefined ? table : `${schema}.${table}`, fields: new Map(fields.map((field) => [field.name, field])) };
}

/** `images` of `@@map("images")`. */
function attributeOf(name: string, body: string): string | undefined {
  return new RegExp(`@@${name}\\(\\s*(?:\\w+:\\s*)?"([^"]+)"`).exec(body)?.[1];
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
