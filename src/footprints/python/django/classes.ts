/** What a class of the project is to Django: a model, abstract or with a table of its own, a manager, a query set, a field. */
import type { Model } from '../../../analysis/footprint.js';
import type { PyClass, PyValue } from '../../../summaries/python/values.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { ReadingContext } from '../library.js';
import { classIn } from './own-models.js';

/** Classes around a class that are looked at. */
const MOST_ANCESTORS = 40;

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

/** The classes that a class is made of: itself and its bases of the project and of Django's own, nearest first, and the paths of its bases outside. */
export interface Ancestry {
  readonly classes: readonly PyClass[];
  readonly outside: readonly string[];
  /** Bases that are neither: what a call gives. */
  readonly others: readonly PyValue[];
}

/** By the class as one object, which is made anew when a file of the project changes. */
const ancestries = new WeakMap<PyClass, Ancestry>();

export function ancestryOf(of: PyClass, context: ReadingContext): Ancestry {
  const known = ancestries.get(of);
  if (known !== undefined) return known;
  const classes: PyClass[] = [];
  const outside: string[] = [];
  const others: PyValue[] = [];
  const seen = new Set<PyNode>();
  visit(of);
  const ancestry = { classes, outside, others };
  ancestries.set(of, ancestry);
  return ancestry;

  function visit(one: PyClass): void {
    if (seen.has(one.node) || seen.size >= MOST_ANCESTORS) return;
    seen.add(one.node);
    classes.push(one);
    for (const node of baseNodesOf(one)) {
      const base = context.evaluate(node, one.module);
      const known = classIn(base);
      if (base.kind === 'external') outside.push(base.path);
      else if (base.kind !== 'class') others.push(base);
      if (known !== undefined) visit(known);
    }
  }
}

function baseNodesOf({ node }: PyClass): PyNode[] {
  const bases = childIn(node, 'superclasses');
  return bases === undefined ? [] : namedChildren(bases).filter(({ type }) => type !== 'keyword_argument').map(unsubscripted);
}

/** `Manager["Image"]` is `Manager`. */
function unsubscripted(node: PyNode): PyNode {
  return node.type === 'subscript' ? (childIn(node, 'value') ?? node) : node;
}

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
  const meta = statementsOf(node).find((statement) => statement.type === 'class_definition' && nameOf({ kind: 'class', module, node: statement }) === 'Meta');
  return meta !== undefined && statementsOf(meta).some((statement) => /^abstract\s*=\s*True$/.test(sourceOf(statement, module)));
}

export function nameOf({ node, module }: PyClass): string {
  const name = childIn(node, 'name');
  return name === undefined ? '' : sourceOf(name, module);
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
  if (!isAbstract(owner)) return modelOf(owner);
  const heirs = ancestryOf(of, context).classes.filter((one) => !isAbstract(one) && ancestryOf(one, context).classes.some(({ node }) => node === owner.node));
  return modelOf(heirs.at(-1) ?? owner);
}

/** The table that holds a row for each object of the class: of several that of the outermost base. */
export function rootTableOf(of: PyClass, context: ReadingContext): Model {
  const heirs = ancestryOf(of, context).classes.filter((one) => !isAbstract(one) && isModel(one, context));
  return modelOf(heirs.at(-1) ?? of);
}

/** The last part of a dotted path, call marks left aside. */
export function lastName(path: string): string {
  return path.replaceAll('()', '').split('.').at(-1) ?? path;
}

/** The name by which a class outside of the project is known, of the class itself or of its nearest base outside. */
export function outsideNames(value: PyValue, context: ReadingContext): readonly string[] {
  if (value.kind === 'external') return [value.path];
  return value.kind === 'class' ? ancestryOf(value, context).outside : [];
}
