/** What only SQLAlchemy understands, as values: columns and what is made of them, statements, what they give. */
import type { Effect, Site, Term } from '../../../analysis/footprint.js';
import type { PyClass, PyValue } from '../values.js';
import type { Relation } from './relations.js';

/** A mapped class in a statement, or an alias of one. */
export interface Source {
  readonly of: PyClass;
  readonly alias?: object;
}

export interface ColumnUse {
  readonly source: Source;
  /** The attribute's name. */
  readonly name: string;
}

/** A column that holds a value in all rows that a condition chooses. */
export interface Named extends ColumnUse {
  readonly is: Term;
  /** The value is one of those that the term stands for. */
  readonly among: boolean;
}

/** A column that holds one of these values in all rows that a condition chooses, or none of them. */
export interface Bound extends ColumnUse {
  readonly values: readonly Term[];
  readonly isOut: boolean;
}

/** Columns, and conditions and sums of them. */
export interface Expression {
  readonly kind: 'expression';
  readonly columns: readonly ColumnUse[];
  /** Where it is nothing but a column. */
  readonly only?: ColumnUse;
  readonly names: readonly Named[];
  readonly bounds: readonly Bound[];
  /** Columns that are compared with each other. */
  readonly links: readonly (readonly [ColumnUse, ColumnUse])[];
}

/** A column that a statement reads to choose rows, and where that is written. */
export interface Choice {
  readonly use: ColumnUse;
  readonly rank: Effect['rank'];
  readonly site: Site;
}

export type Entity = { readonly kind: 'source'; readonly source: Source } | Expression;

export interface Statement {
  readonly kind: 'statement';
  readonly verb: 'select' | 'update' | 'delete' | 'insert';
  /** What a select gives. */
  readonly entities: readonly (Entity | undefined)[];
  /** The classes whose rows it is about; conditions by bare names are about the last. */
  readonly sources: readonly Source[];
  readonly names: readonly Named[];
  readonly bounds: readonly Bound[];
  readonly links: Expression['links'];
  readonly choices: readonly Choice[];
  /** Conditions that name no value narrow it further. */
  readonly narrowed: boolean;
  /** `session.query(…)`: its methods carry it out. */
  readonly isQuery: boolean;
  /** What an insert or an update writes, by the attribute's name. */
  readonly values: ReadonlyMap<string, PyValue>;
  /** Inserts only what is missing. */
  readonly fills: boolean;
  /** Of `album.images`: the other's column that names the album, and what it holds. */
  readonly filled?: { readonly name: string; readonly is: Term };
}

/** The rows of a statement that has been carried out. */
export interface Result {
  readonly kind: 'result';
  readonly statement: Statement;
  readonly form: 'first' | 'tuple';
}

export type Data = Expression | Statement | Result | { readonly kind: 'source'; readonly source: Source } | { readonly kind: 'relation'; readonly source: Source; readonly relation: Relation };

const LIBRARY = 'sqlalchemy';

export function valueOf(data: Data): PyValue {
  return { kind: 'handle', library: LIBRARY, data };
}

export function dataIn(value: PyValue | undefined): Data | undefined {
  return value?.kind === 'handle' && value.library === LIBRARY ? (value.data as Data) : undefined;
}

export function isSameSource(a: Source, b: Source): boolean {
  return a.of.node === b.of.node && a.alias === b.alias;
}

export function isSameColumn(a: ColumnUse, b: ColumnUse): boolean {
  return a.name === b.name && isSameSource(a.source, b.source);
}

export const NOTHING: Expression = { kind: 'expression', columns: [], names: [], bounds: [], links: [] };

export function columnExpression(use: ColumnUse): Expression {
  return { ...NOTHING, columns: [use], only: use };
}

const EMPTY: Statement = { kind: 'statement', verb: 'select', entities: [], sources: [], names: [], bounds: [], links: [], choices: [], narrowed: false, isQuery: false, values: new Map(), fills: false };

/** `select(Image, Tag.word)` */
export function selecting(entities: readonly (Entity | undefined)[], isQuery: boolean): Statement {
  const sources = entities.flatMap((entity) => (entity === undefined ? [] : entity.kind === 'source' ? [entity.source] : entity.columns.map(({ source }) => source)));
  return { ...EMPTY, entities, isQuery, sources: sources.filter((source, index) => sources.findIndex((other) => isSameSource(other, source)) === index) };
}

/** `update(Image)` */
export function changing(verb: 'update' | 'delete' | 'insert', source: Source): Statement {
  return { ...EMPTY, verb, sources: [source] };
}

/** The rows at the other end of a relation, `filled` where a column of theirs names this end. */
export function related(target: PyClass, filled: Statement['filled']): Statement {
  const source: Source = { of: target };
  const statement = selecting([{ kind: 'source', source }], true);
  if (filled === undefined) return { ...statement, narrowed: true };
  return { ...statement, filled, ...(filled.is.kind === 'unknown' ? { narrowed: true } : { names: [{ source, name: filled.name, is: filled.is, among: false }] }) };
}
