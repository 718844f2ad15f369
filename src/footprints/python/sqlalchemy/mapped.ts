/** Mapped classes: which class of the project is one, in which table, with which columns and relations. https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html */
import { createAncestries, lastName, nameOf } from '../classes.js';
import { tableOn } from '../databases.js';
import { keywordOf, positionalOf } from '../../../readers/python/calls.js';
import type { Model } from '../../../analysis/footprint.js';
import { textOf } from '../../../readers/python/literals.js';
import { topLevelVariables } from '../../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import { decoratorsOf } from '../../../resolve/python/attributes.js';
import type { PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';

const ancestryOf = createAncestries((base) => (base.kind === 'class' ? base : undefined));

/** What a mapped class extends in the end. */
const BASES = /^(?:sqlalchemy\..*declarative_base\(\)|sqlalchemy\.orm\.(?:DeclarativeBase|DeclarativeBaseNoMeta|MappedAsDataclass)|sqlalchemy\.orm\.registry\(\)\.generate_base\(\)|flask_sqlalchemy\.SQLAlchemy\(\)\.Model|sqlmodel\.(?:main\.)?SQLModel)$/;
const COLUMNS: ReadonlySet<string> = new Set(['Column', 'mapped_column', 'Field']);
const RELATIONS: ReadonlySet<string> = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship']);
const PACKAGES = /^(?:sqlalchemy|flask_sqlalchemy|sqlmodel)\./;

export const PRIMARY_KEY = 'id';

/** What a class' body declares under a name. */
export interface Declared {
  readonly name: string;
  readonly kind: 'column' | 'relation';
  /** The class whose body it is. */
  readonly owner: PyClass;
  /** `Column(…)`; none where the annotation says it all: `name: Mapped[str]`. */
  readonly declaration?: PyNode;
  /** `Mapped['Image']` */
  readonly type?: PyNode;
}

const mapped = new WeakMap<PyClass, boolean>();

/** Whether objects of the class, or of a base of it, are rows of a table: a base without a table tells nothing of which. */
export function isMapped(of: PyClass, context: ReadingContext): boolean {
  const known = mapped.get(of) ?? (extendsBase(of, context) && heirsOf(of, of, context).length > 0);
  mapped.set(of, known);
  return known;
}

function extendsBase(of: PyClass, context: ReadingContext): boolean {
  const { classes, outside, others } = ancestryOf(of, context);
  return outside.some((path) => BASES.test(path)) || others.some(isBase) || classes.some((one) => standsForBase(one, context));
}

/** One of several, too: `Base = object` for type checkers, else `Base = declarative_base()`. */
function isBase(value: PyValue): boolean {
  return value.kind === 'alternatives' ? value.values.some(isBase) : value.kind === 'external' && BASES.test(value.path);
}

/** `if TYPE_CHECKING: class Base: … else: Base = declarative_base()` */
function standsForBase(of: PyClass, context: ReadingContext): boolean {
  const bindings = topLevelVariables(of.module).get(nameOf(of))?.bindings ?? [];
  return bindings.some(({ value }) => value !== undefined && isBase(context.evaluate(value, of.module)));
}

const members = new WeakMap<PyClass, Map<string, Declared | undefined>>();

/** A column or relation of a mapped class, by the attribute's name. */
export function declaredIn(of: PyClass, name: string, context: ReadingContext): Declared | undefined {
  const known = members.get(of) ?? new Map<string, Declared | undefined>();
  members.set(of, known);
  if (!known.has(name)) known.set(name, readDeclared(of, name, context));
  return known.get(name);
}

/** All columns of a mapped class. */
export function columnsOf(of: PyClass, context: ReadingContext): Declared[] {
  return allDeclared(of, 'column', context);
}

export function relationsOf(of: PyClass, context: ReadingContext): Declared[] {
  return allDeclared(of, 'relation', context);
}

function allDeclared(of: PyClass, kind: Declared['kind'], context: ReadingContext): Declared[] {
  return [...context.membersOf(of).keys()].flatMap((name) => {
    const declared = declaredIn(of, name, context);
    return declared?.kind === kind ? [declared] : [];
  });
}

function readDeclared(of: PyClass, name: string, context: ReadingContext): Declared | undefined {
  const bound = context.boundIn(of, name);
  if (bound?.kind === 'function') return givenBack(bound.node, bound.owner, name, context);
  if (bound?.kind !== 'assignment') return undefined;
  const { owner, value } = bound;
  const type = childIn(bound.node, 'type');
  const typed = type === undefined ? {} : { type };
  if (value === undefined) return type !== undefined && /^(?:\w+\.)*Mapped\b/.test(sourceOf(type, owner.module)) ? { name, kind: 'column', owner, ...typed } : undefined;
  const made = madeBy(value, owner, context);
  return made === undefined ? undefined : { name, owner, ...made, ...typed };
}

/** `@declared_attr def owner_id(cls): return Column(…)` */
function givenBack(method: PyNode, owner: PyClass, name: string, context: ReadingContext): Declared | undefined {
  const { module } = owner;
  if (!decoratorsOf(method).some((decorator) => /(?:^|\.)declared_attr(?:\.directive)?$/.test(sourceOf(decorator, module)))) return undefined;
  const body = childIn(method, 'body');
  const given = (body === undefined ? [] : namedChildren(body)).find(({ type }) => type === 'return_statement');
  const [value] = given === undefined ? [] : namedChildren(given);
  const made = value === undefined ? undefined : madeBy(value, owner, context);
  return made === undefined ? undefined : { name, owner, ...made };
}

/** `Column(…)`, `relationship(…)`; also within `deferred(…)`. */
function madeBy(value: PyNode, { module }: PyClass, context: ReadingContext): Pick<Declared, 'kind' | 'declaration'> | undefined {
  const called = value.type === 'call' ? childIn(value, 'function') : undefined;
  const callee = called === undefined ? undefined : context.evaluate(called, module);
  if (callee?.kind !== 'external' || !PACKAGES.test(callee.path)) return undefined;
  const last = lastName(callee.path);
  if (COLUMNS.has(last)) return { kind: 'column', declaration: value };
  if (RELATIONS.has(last)) return { kind: 'relation', declaration: value };
  const [inner] = last === 'deferred' ? positionalOf(value) : [];
  return inner === undefined ? undefined : madeBy(inner, { kind: 'class', module, node: value }, context);
}

/** A column as the table calls it; the primary key, where it is one column, as `id`. */
export function columnName(of: PyClass, { name, declaration, owner }: Declared, context: ReadingContext): string {
  if (primaryKeyOf(of, context) === name) return PRIMARY_KEY;
  if (declaration === undefined) return name;
  const [first] = positionalOf(declaration);
  const named = keywordOf(declaration, 'name', owner.module) ?? first;
  return (named === undefined ? undefined : textOf(named, owner.module)) ?? name;
}

const primaryKeys = new WeakMap<PyClass, { readonly name: string | undefined }>();

/** The attribute that is the primary key; undefined where several columns make it up. */
export function primaryKeyOf(of: PyClass, context: ReadingContext): string | undefined {
  const known = primaryKeys.get(of);
  if (known !== undefined) return known.name;
  const keys = columnsOf(of, context).filter(({ declaration, owner }) => {
    const value = declaration === undefined ? undefined : keywordOf(declaration, 'primary_key', owner.module);
    return value !== undefined && sourceOf(value, owner.module) === 'True';
  });
  const [only, ...others] = keys;
  const name = others.length === 0 ? only?.name : undefined;
  primaryKeys.set(of, { name });
  return name;
}

/** The table that holds a row for each object of the class: where classes share or join tables, that of the outermost. */
export function tableOf(of: PyClass, context: ReadingContext): Model {
  return tableOn(of, modelOf(heirsOf(of, of, context).at(-1) ?? of, context));
}

/** Where a class keeps a column: in the table of the outermost class with a table that has it. */
export function columnIn(of: PyClass, declared: Declared, context: ReadingContext): { readonly model: Model; readonly column: string } {
  const column = columnName(of, declared, context);
  return { model: column === PRIMARY_KEY ? tableOf(of, context) : tableOn(of, modelOf(heirsOf(of, declared.owner, context).at(-1) ?? of, context)), column };
}

/** The classes with tables between a class and one that it extends, this included. */
function heirsOf(of: PyClass, owner: PyClass, context: ReadingContext): PyClass[] {
  return ancestryOf(of, context).classes.filter(
    (one) => extendsBase(one, context) && !isAbstract(one, context) && (owner === of || ancestryOf(one, context).classes.some(({ node }) => node === owner.node)),
  );
}

/** Says that it has no table, or nothing of one: a base of others. */
function isAbstract(of: PyClass, context: ReadingContext): boolean {
  const { node, module } = of;
  const body = childIn(node, 'body');
  const bases = childIn(node, 'superclasses');
  const written = body === undefined ? '' : sourceOf(body, module);
  if (/^\s*__abstract__\s*=\s*True\b/m.test(written) || (bases !== undefined && /\bDeclarativeBase(?:NoMeta)?\b/.test(sourceOf(bases, module)))) return true;
  return context.boundIn(of, '__tablename__') === undefined && !/\b(?:Column|mapped_column|Mapped|relationship|Field)\b/.test(written);
}

function modelOf(of: PyClass, context: ReadingContext): Model {
  const name = nameOf(of);
  const table = tableName(of, context);
  const bind = textBound(of, '__bind_key__', context);
  return { key: table === undefined ? `${of.module.path}#${name}` : `sql:${table}${bind === undefined ? '' : ` in ${bind}`}`, name };
}

/** `__tablename__ = 'images'` */
function textBound(of: PyClass, attribute: string, context: ReadingContext): string | undefined {
  const bound = context.boundIn(of, attribute);
  return bound?.value === undefined ? undefined : textOf(bound.value, bound.owner.module);
}

/** The table's name with its schema, as far as the class says. */
export function tableName(of: PyClass, context: ReadingContext): string | undefined {
  const name = textBound(of, '__tablename__', context);
  const schema = schemaOf(of);
  return name === undefined ? undefined : schema === undefined ? name : `${schema}.${name}`;
}

/** `__table_args__ = {'schema': 'events'}`, or what computes it. */
function schemaOf({ node, module }: PyClass): string | undefined {
  const body = childIn(node, 'body');
  return body === undefined ? undefined : /table_args_*\b[\s\S]{0,2000}?['"]?\bschema['"]?\s*[:=]\s*['"](\w+)['"]/.exec(sourceOf(body, module))?.[1];
}
