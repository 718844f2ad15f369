/** Relations read from the other side: `image.tags` where `Tag` has `ForeignKey(Image, related_name='tags')`. */
import { nameOf } from '../classes.js';
import { classOn, databaseOf } from '../databases.js';
import type { PyClass } from '../values.js';
import type { ReadingContext } from '../library.js';
import { ancestryOf, isModel } from './classes.js';
import { fieldsOf, keywordText, targetOf, type Field } from './fields.js';

export interface Relation {
  /** The class that declares the field. */
  readonly of: PyClass;
  readonly field: Field;
  /** One row at most: of a `OneToOneField`. */
  readonly single: boolean;
}

/** The relation under a name that another model gives it: as an attribute (`tag_set`) or in a lookup (`tag`). */
export function findRelation(of: PyClass, name: string, context: ReadingContext): Relation | undefined {
  return relationsTo(of, ({ of: other, field, single }) => namesOf(field, other, single).includes(name), context)[0];
}

/** The relations in which other models name the rows of a class, of those that are asked for. */
export function relationsTo(of: PyClass, isMeant: (relation: Relation) => boolean, context: ReadingContext): readonly Relation[] {
  return ancestryOf(of, context).classes.flatMap((target) =>
    context
      .classesNaming(target)
      .filter((other) => isModel(other, context))
      .flatMap((other) => relationsIn(classOn(other, databaseOf(of)), context))
      .filter((relation) => isMeant(relation) && targetOf(relation.field, relation.of, context)?.node === target.node),
  );
}

function relationsIn(other: PyClass, context: ReadingContext): readonly Relation[] {
  const fields = fieldsOf(other, context).filter(({ kind }) => kind === 'one' || kind === 'many');
  return fields.map((field) => ({ of: other, field, single: isOneToOne(field) }));
}

function namesOf(field: Field, other: PyClass, single: boolean): readonly string[] {
  const related = keywordText(field, 'related_name')?.replace('%(class)s', nameOf(other).toLowerCase());
  const query = keywordText(field, 'related_query_name');
  const plain = nameOf(other).toLowerCase();
  if (related !== undefined) return query === undefined ? [related] : [related, query];
  return single ? [plain] : [`${plain}_set`, query ?? plain];
}

function isOneToOne({ declaration, owner }: Field): boolean {
  const [called] = declaration.children;
  return called !== undefined && owner.module.text.slice(called.range[0], called.range[1]).endsWith("OneToOneField");
}
