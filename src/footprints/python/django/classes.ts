/** What a class of the project is to Django: a model, abstract or with a table of its own, a manager, a query set, a field. */
import { classIn } from './own-models.js';
import { ownNameOf } from '../../../readers/python/names.js';
import { type Ancestries, createAncestries, nameOf } from '../classes.js';
import { databaseOf, tableOn } from '../databases.js';
import type { Model } from '../../../analysis/footprint.js';
import type { PyClass, PyValue } from '../values.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { ReadingContext } from '../library.js';

/** Django's own models are known as if the project declared them. */
export const ancestryOf: Ancestries = createAncestries(classIn);

/**
 * Bases outside of the project that make a class a model whatever its body says.
 * https://docs.djangoproject.com/en/stable/ref/models/class/
 */
const MODEL_BASES: ReadonlySet<string> = new Set([
  'django.db.models.Model',
  'django.db.models.base.Model',
  'django.contrib.gis.db.models.Model',
  'django.contrib.auth.models.AbstractUser',
  'django.contrib.auth.models.User',
  'django.contrib.auth.models.Group',
  'django.contrib.auth.base_user.AbstractBaseUser',
  'django.contrib.auth.models.AbstractBaseUser',
  'polymorphic.models.PolymorphicModel',
  'mptt.models.MPTTModel',
]);

/** Where packages keep their models: `taggit.models.TagBase`, `model_utils.models.TimeStampedModel`. */
const MODELS_OF_A_PACKAGE = /(?:^|\.)(?:\w+_)?models\./;
const FIELD = /(?:Field|ForeignKey|GenericRelation)$/;

const models = new WeakMap<PyClass, boolean>();

export function isModel(of: PyClass, context: ReadingContext): boolean {
  const known = models.get(of);
  if (known !== undefined) return known;
  const { classes, outside } = ancestryOf(of, context);
  const is = outside.some((path) => MODEL_BASES.has(path)) || (outside.some((path) => MODELS_OF_A_PACKAGE.test(path)) && classes.some((one) => hasField(one, context)));
  models.set(of, is);
  return is;
}

/** Whether the class' own body has a field of Django's. */
function hasField({ node, module }: PyClass, context: ReadingContext): boolean {
  return statementsOf(node).some((statement) => {
    const value = statement.type === 'assignment' ? childIn(statement, 'right') : undefined;
    const called = value?.type === 'call' ? childIn(value, 'function') : undefined;
    const source = called === undefined ? '' : sourceOf(called, module);
    return called !== undefined && FIELD.test(source) && isOfDjango(context.evaluate(called, module));
  });
}

function isOfDjango(value: PyValue): boolean {
  return value.kind === 'external' && value.path.startsWith('django.');
}

/** The simple statements of a class' body, without the wrapper of those that are expressions. */
function statementsOf(node: PyNode): PyNode[] {
  const body = childIn(node, 'body');
  return body === undefined ? [] : namedChildren(body).map((statement) => (statement.type === 'expression_statement' ? (namedChildren(statement)[0] ?? statement) : statement));
}

/** Whether the class has no table of its own: `class Meta: abstract = True`. */
function isAbstract({ node, module }: PyClass): boolean {
  const meta = statementsOf(node).find((statement) => statement.type === 'class_definition' && ownNameOf(statement, module) === 'Meta');
  return meta !== undefined && statementsOf(meta).some((statement) => /^abstract\s*=\s*True$/.test(sourceOf(statement, module)));
}

function modelOf(of: PyClass): Model {
  const name = nameOf(of);
  return { key: `${of.module.path}#${name}`, name };
}

/**
 * The table in which a class keeps what the body of `owner` declares: `owner`'s own, so that base and subclass agree, and where `owner` is
 * abstract that of the outermost class with a table that inherits from it.
 */
export function tableOf(of: PyClass, owner: PyClass, context: ReadingContext): Model {
  if (!isAbstract(owner)) return tableOn(of, modelOf(owner));
  const heirs = ancestryOf(of, context).classes.filter((one) => !isAbstract(one) && ancestryOf(one, context).classes.some(({ node }) => node === owner.node));
  return tableOn(of, modelOf(heirs.at(-1) ?? owner));
}

/** The table that holds a row for each object of the class: of several that of the outermost base. */
export function rootTableOf(of: PyClass, context: ReadingContext): Model {
  const heirs = ancestryOf(of, context).classes.filter((one) => !isAbstract(one) && isModel(one, context));
  return tableOn(of, modelOf(heirs.at(-1) ?? of));
}

/** The database that an alias names: the one in which the class is meant where there is none that can be told, none for the usual one. */
export function databaseNamed(alias: PyValue | undefined, of: PyClass, context: ReadingContext): string | undefined {
  const term = alias === undefined ? undefined : context.termOf(alias);
  if (term?.kind !== 'literal' || typeof term.value !== 'string') return databaseOf(of);
  return term.value === 'default' ? undefined : term.value;
}

/** The name by which a class outside of the project is known, of the class itself or of its nearest base outside. */
export function outsideNames(value: PyValue, context: ReadingContext): readonly string[] {
  if (value.kind === 'external') return [value.path];
  return value.kind === 'class' ? ancestryOf(value, context).outside : [];
}
