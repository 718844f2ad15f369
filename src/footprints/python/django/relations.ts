/** Relations read from the other side: `image.tags` where `Tag` has `ForeignKey(Image, related_name='tags')`. */
import { nameOf } from '../classes.js';
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
  const { classes } = ancestryOf(of, context);
  for (const target of classes) {
    for (const other of context.classesNaming(target)) {
      const found = isModel(other, context) ? relationIn(other, target, name, context) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function relationIn(other: PyClass, target: PyClass, name: string, context: ReadingContext): Relation | undefined {
  for (const field of fieldsOf(other, context)) {
    if (field.kind !== 'one' && field.kind !== 'many') continue;
    const single = isOneToOne(field);
    if (!namesOf(field, other, single).includes(name) || targetOf(field, other, context)?.node !== target.node) continue;
    return { of: other, field, single };
  }
  return undefined;
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
