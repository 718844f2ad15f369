/** Where relations of mapped classes lead, and by which column. https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html */
import { keywordOf, positionalOf } from '../../../readers/python/calls.js';
import { textOf } from '../../../readers/python/literals.js';
import { childIn, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PythonModule } from '../../../readers/python/module.js';
import type { PyClass } from '../values.js';
import type { ReadingContext } from '../library.js';
import { columnName, columnsOf, declaredIn, isMapped, PRIMARY_KEY, relationsOf, tableName, type Declared } from './mapped.js';

export type Relation =
  /** A column of the class names one row of the other; `references` is the other's column. */
  | { readonly kind: 'one'; readonly target: PyClass; readonly key: Declared; readonly references: string }
  /** A column of the other names the row of this one. */
  | { readonly kind: 'many'; readonly target: PyClass; readonly key: Declared; readonly single: boolean }
  /** Through a table between. */
  | { readonly kind: 'through'; readonly target: PyClass };

const known = new WeakMap<Declared, { readonly relation: Relation | undefined }>();

function relationOf(of: PyClass, declared: Declared, context: ReadingContext): Relation | undefined {
  const found = known.get(declared) ?? { relation: readRelation(of, declared, context) };
  known.set(declared, found);
  return found.relation;
}

function readRelation(of: PyClass, declared: Declared, context: ReadingContext): Relation | undefined {
  const { declaration, owner } = declared;
  const target = targetOf(declared, context);
  if (target === undefined || declaration === undefined) return undefined;
  const argument = (name: string): PyNode | undefined => keywordOf(declaration, name, owner.module);
  if (argument('secondary') !== undefined) return { kind: 'through', target };
  const written = argument('foreign_keys');
  if (written === undefined && argument('primaryjoin') !== undefined) return undefined;
  const named = written === undefined ? undefined : /(\w+)\W*$/.exec(sourceOf(written, owner.module))?.[1];
  const mine = keysTo(of, target, named, context);
  const theirs = keysTo(target, of, named, context);
  const isOutward = mine.length > 0 && (of.node !== target.node || argument('remote_side') !== undefined);
  const [key, ...others] = isOutward ? mine : theirs;
  // Two keys lead there: nothing here says which.
  if (key === undefined || others.length > 0) return undefined;
  const single = argument('uselist');
  return isOutward
    ? { kind: 'one', target, key: key.declared, references: key.references }
    : { kind: 'many', target, key: key.declared, single: single !== undefined && sourceOf(single, owner.module) === 'False' };
}

interface Key {
  readonly declared: Declared;
  readonly references: string;
}

/** The columns of a class that name rows of another. */
function keysTo(of: PyClass, target: PyClass, named: string | undefined, context: ReadingContext): Key[] {
  const columns = columnsOf(of, context).filter(({ name }) => named === undefined || name === named);
  return columns.flatMap((declared) => {
    const references = referenceOf(declared, target, context);
    return references === undefined ? [] : [{ declared, references }];
  });
}

/** `Column(ForeignKey('images.id'))`: the target's column that it holds. */
function referenceOf({ declaration, owner }: Declared, target: PyClass, context: ReadingContext): string | undefined {
  const { module } = owner;
  for (const argument of declaration === undefined ? [] : [...positionalOf(declaration), ...keywordValues(declaration, 'foreign_key', module)]) {
    const called = argument.type === 'call' ? childIn(argument, 'function') : undefined;
    const isKey = called !== undefined && /(?:^|\.)ForeignKey$/.test(sourceOf(called, module));
    const [to] = isKey ? positionalOf(argument) : argument.type === 'string' && argument.parent?.type === 'keyword_argument' ? [argument] : [];
    const found = to === undefined ? undefined : columnReferenced(to, module, target, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keywordValues(call: PyNode, name: string, module: PythonModule): PyNode[] {
  const value = keywordOf(call, name, module);
  return value === undefined ? [] : [value];
}

/** `'images.id'`, `Image.id` */
function columnReferenced(to: PyNode, module: PythonModule, target: PyClass, context: ReadingContext): string | undefined {
  const text = textOf(to, module);
  const object = to.type === 'attribute' ? childIn(to, 'object') : undefined;
  if (object !== undefined) {
    const of = context.evaluate(object, module);
    if (of.kind !== 'class' || of.node !== target.node) return undefined;
  }
  const table = tableName(target, context);
  const dot = text?.lastIndexOf('.') ?? -1;
  if (object === undefined && (text === undefined || table === undefined || text.slice(0, dot) !== table)) return undefined;
  const name = text === undefined ? sourceOf(childIn(to, 'attribute') ?? to, module) : text.slice(dot + 1);
  const column = columnsOf(target, context).find((each) => each.name === name);
  return column === undefined ? (name === 'id' ? PRIMARY_KEY : name) : columnName(target, column, context);
}

/** The class that a relation leads to: `relationship('Image')`, `relationship(lambda: Image)`, `Mapped[list['Image']]`. */
function targetOf({ declaration, owner, type }: Declared, context: ReadingContext): PyClass | undefined {
  if (declaration === undefined) return undefined;
  const { module } = owner;
  const node = keywordOf(declaration, 'argument', module) ?? positionalOf(declaration)[0];
  if (node === undefined) return type === undefined ? undefined : mappedNamed(nameInType(sourceOf(type, module)), module, context);
  const text = textOf(node, module);
  if (text !== undefined) return mappedNamed(text.split('.').at(-1), module, context);
  const value = context.evaluate(node.type === 'lambda' ? (childIn(node, 'body') ?? node) : node, module);
  return value.kind === 'class' && isMapped(value, context) ? value : undefined;
}

/** `Image` of `Mapped[Optional['Image']]`. */
function nameInType(source: string): string | undefined {
  return /(\w+)["'\]\s]*$/.exec(source.replace(/\s*\|\s*None/g, ''))?.[1];
}

function mappedNamed(name: string | undefined, near: PythonModule, context: ReadingContext): PyClass | undefined {
  const found = name === undefined ? undefined : context.classNamed(name, near);
  return found !== undefined && isMapped(found, context) ? found : undefined;
}

/** The relation of a class under a name: its own, or one that another class gives it (`relationship('Image', backref='tags')`). */
export function relationNamed(of: PyClass, name: string, context: ReadingContext): Relation | undefined {
  const declared = declaredIn(of, name, context);
  if (declared !== undefined) return declared.kind === 'relation' ? relationOf(of, declared, context) : undefined;
  for (const other of context.classesNaming(of)) {
    const found = isMapped(other, context) ? backOf(other, of, name, context) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function backOf(other: PyClass, of: PyClass, name: string, context: ReadingContext): Relation | undefined {
  for (const declared of relationsOf(other, context)) {
    const back = backrefIn(declared);
    const relation = back?.name === name ? relationOf(other, declared, context) : undefined;
    if (relation?.target.node !== of.node || back === undefined) continue;
    if (relation.kind === 'one') return { kind: 'many', target: other, key: relation.key, single: back.single };
    return relation.kind === 'many' ? { kind: 'one', target: other, key: relation.key, references: PRIMARY_KEY } : undefined;
  }
  return undefined;
}

/** `backref='tags'`, `backref=backref('tags', uselist=False)` */
function backrefIn({ declaration, owner: { module } }: Declared): { readonly name: string | undefined; readonly single: boolean } | undefined {
  const written = declaration === undefined ? undefined : keywordOf(declaration, 'backref', module);
  if (written === undefined) return undefined;
  if (written.type !== 'call') return { name: textOf(written, module), single: false };
  const [name] = positionalOf(written);
  const uselist = keywordOf(written, 'uselist', module);
  return { name: name === undefined ? undefined : textOf(name, module), single: uselist !== undefined && sourceOf(uselist, module) === 'False' };
}

/** How rows of two classes name each other, where one column does. */
export function relationBetween(of: PyClass, target: PyClass, context: ReadingContext): Relation | undefined {
  const mine = keysTo(of, target, undefined, context);
  const [key, ...others] = [...mine, ...keysTo(target, of, undefined, context)];
  if (key === undefined || others.length > 0) return undefined;
  return mine.length > 0 ? { kind: 'one', target, key: key.declared, references: key.references } : { kind: 'many', target, key: key.declared, single: false };
}
