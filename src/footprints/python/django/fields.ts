/** The fields of a model, as its class' body declares them: https://docs.djangoproject.com/en/stable/ref/models/fields/ */
import { lastName } from '../classes.js';
import { classOn, databaseOf } from '../databases.js';
import { keywordOf, positionalOf } from '../../../readers/python/calls.js';
import type { Model } from '../../../analysis/footprint.js';
import { childIn, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { textOf } from '../../../readers/python/literals.js';
import type { PyClass } from '../values.js';
import type { ReadingContext } from '../library.js';
import { ancestryOf, isModel, outsideNames, tableOf } from './classes.js';
import { classIn, isOwn, ownModel } from './own-models.js';

/**
 * `one` leads to a row (a foreign key), `many` to rows through a table between, `generic` to rows that name this one by content type and id,
 * `any` to the row that is so named.
 */
type FieldKind = 'plain' | 'file' | 'one' | 'many' | 'generic' | 'any';

export interface Field {
  /** As declared: `image`. */
  readonly name: string;
  readonly kind: FieldKind;
  /** As the table calls it: `image_id` of a foreign key, `id` of the primary key. */
  readonly column: string;
  /** The class whose body declares it. */
  readonly owner: PyClass;
  /** `models.ForeignKey(Image, …)` */
  readonly declaration: PyNode;
}

/** Kinds by how the classes of fields are called, Django's and those of packages that build on them; the first that fits. */
const KINDS: readonly (readonly [RegExp, FieldKind])[] = [
  [/ManyToManyField$/, 'many'],
  [/^GenericRelation$/, 'generic'],
  [/^GenericForeignKey$/, 'any'],
  [/(?:ForeignKey|OneToOneField|ParentalKey)$/, 'one'],
  [/^FilePathField$/, 'plain'],
  [/(?:File|Image)Field$/, 'file'],
  [/Field$/, 'plain'],
];

export const PRIMARY_KEY = 'id';
export const PRIMARY_KEY_NAMES: ReadonlySet<string> = new Set(['id', 'pk']);

/** The field of a model that an attribute reads: `image` and `image_id` are one. */
export function fieldOf(of: PyClass, name: string, context: ReadingContext): Field | undefined {
  return declaredField(of, name, context) ?? (name.endsWith('_id') ? columnField(of, name, context) : undefined);
}

function columnField(of: PyClass, name: string, context: ReadingContext): Field | undefined {
  const field = declaredField(of, name.slice(0, -'_id'.length), context);
  return field?.kind === 'one' ? field : undefined;
}

function declaredField(of: PyClass, name: string, context: ReadingContext): Field | undefined {
  const bound = context.boundIn(of, name) ?? boundInOwn(of, name, context);
  return bound?.value === undefined ? undefined : fieldAt(name, bound.value, bound.owner, context);
}

/** What the nearest base of Django's own binds to a name. */
function boundInOwn(of: PyClass, name: string, context: ReadingContext): ReturnType<ReadingContext['boundIn']> {
  const own = ancestryOf(of, context).classes.find(isOwn);
  return own === undefined ? undefined : context.boundIn(own, name);
}

/** The fields that the bodies of a class and of its bases declare. */
export function fieldsOf(of: PyClass, context: ReadingContext): Field[] {
  return [...context.membersOf(of)].flatMap(([name, { value, owner }]) => {
    const field = value === undefined ? undefined : fieldAt(name, value, owner, context);
    return field === undefined ? [] : [field];
  });
}

const known = new WeakMap<PyClass, Map<PyNode, Field | undefined>>();

function fieldAt(name: string, declaration: PyNode, owner: PyClass, context: ReadingContext): Field | undefined {
  const fields = known.get(owner) ?? new Map<PyNode, Field | undefined>();
  known.set(owner, fields);
  if (!fields.has(declaration)) fields.set(declaration, readField(name, declaration, owner, context));
  return fields.get(declaration);
}

function readField(name: string, declaration: PyNode, owner: PyClass, context: ReadingContext): Field | undefined {
  const called = declaration.type === 'call' ? childIn(declaration, 'function') : undefined;
  if (called === undefined) return undefined;
  const paths = outsideNames(context.evaluate(called, owner.module), context);
  const kind = paths.map((path) => KINDS.find(([pattern]) => pattern.test(lastName(path)))?.[1]).find((each) => each !== undefined);
  if (kind === undefined) return undefined;
  const isPrimary = PRIMARY_KEY_NAMES.has(name) || keywordSource(declaration, 'primary_key', owner.module) === 'True';
  const column = kind === 'any' ? idColumn(declaration, owner.module) : kind === 'one' && !name.endsWith('_id') ? `${name}_id` : name;
  return { name, kind, column: isPrimary ? PRIMARY_KEY : column, owner, declaration };
}

/** `GenericForeignKey('content_type', 'object_id')` */
function idColumn(declaration: PyNode, module: PythonModule): string {
  const node = keywordOf(declaration, 'fk_field', module) ?? positionalOf(declaration)[1];
  return (node === undefined ? undefined : textOf(node, module)) ?? 'object_id';
}

export interface Column {
  readonly model: Model;
  readonly column: string;
}

/** Where a model's class keeps a field. */
export function columnOf(of: PyClass, field: Field, context: ReadingContext): Column {
  return { model: tableOf(of, field.owner, context), column: field.column };
}

/** The class that a relation leads to, in the same database. */
export function targetOf(field: Field, of: PyClass, context: ReadingContext): PyClass | undefined {
  const target = targetNamed(field, of, context);
  return target === undefined ? undefined : classOn(target, databaseOf(of));
}

function targetNamed(field: Field, of: PyClass, context: ReadingContext): PyClass | undefined {
  const node = keywordOf(field.declaration, 'to', field.owner.module) ?? positionalOf(field.declaration)[0];
  if (node === undefined) return undefined;
  const { module } = field.owner;
  const text = textOf(node, module);
  if (text === 'self') return of;
  if (text !== undefined) return modelNamed(text, module, context);
  const value = context.evaluate(node, module);
  if (value.kind === 'external' && value.path.endsWith('.AUTH_USER_MODEL')) return userModel(module, context);
  return classIn(value) ?? modelNamed(context.textOf(value), module, context);
}

export function modelNamed(name: string | undefined, near: PythonModule, context: ReadingContext): PyClass | undefined {
  const own = ownModel(name);
  const found = name === undefined || own !== undefined ? own : context.classNamed(name, near);
  return found !== undefined && isModel(found, context) ? found : undefined;
}

/** What the setting `AUTH_USER_MODEL` names: nearly always a class `User` that inherits from Django's, or Django's own. */
export function userModel(near: PythonModule, context: ReadingContext): PyClass | undefined {
  const found = modelNamed('User', near, context);
  if (found === undefined) return context.classNamed('User', near) === undefined ? ownModel('auth.User') : undefined;
  return outsideNames(found, context).some((path) => /\.Abstract(?:Base)?User$/.test(path)) ? found : undefined;
}

/** The target's column that a foreign key holds. */
export function targetColumn({ declaration, owner }: Field): string {
  const node = keywordOf(declaration, 'to_field', owner.module);
  const name = node === undefined ? undefined : textOf(node, owner.module);
  return name === undefined || PRIMARY_KEY_NAMES.has(name) ? PRIMARY_KEY : name;
}

/** A keyword argument of a field's declaration, as a plain text. */
export function keywordText({ declaration, owner }: Field, name: string): string | undefined {
  const node = keywordOf(declaration, name, owner.module);
  return node === undefined ? undefined : textOf(node, owner.module);
}

function keywordSource(call: PyNode, name: string, module: PythonModule): string | undefined {
  const node = keywordOf(call, name, module);
  return node === undefined ? undefined : sourceOf(node, module);
}

