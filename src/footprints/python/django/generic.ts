/** Rows that name another row of any table, by content type and id. https://docs.djangoproject.com/en/stable/ref/contrib/contenttypes/#generic-relations */
import type { Term } from '../../../analysis/footprint.js';
import { nameOf } from '../classes.js';
import { positionalOf } from '../../../readers/python/calls.js';
import { textOf } from '../../../readers/python/literals.js';
import { textTerm } from '../texts.js';
import type { PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { isModel } from './classes.js';
import { fieldsOf, keywordText, type Field } from './fields.js';
import type { Given } from './rows.js';

/** What `ContentType.objects.get_for_model(Image)` gives: the same wherever it is asked for. */
export function contentTypeOf(value: PyValue | undefined, context: ReadingContext): Term {
  const of = value?.kind === 'instance' ? value.of : value;
  return of?.kind === 'class' && isModel(of, context) ? typeOf(of) : { kind: 'unknown' };
}

function typeOf(of: PyClass): Term {
  return { kind: 'literal', value: `{content type of ${nameOf(of)}}` };
}

/** What the rows that a `GenericRelation` leads to hold. */
export function namedThrough(field: Field, of: PyClass, id: Term): readonly Given[] {
  return [
    { column: `${keywordText(field, 'content_type_field') ?? 'content_type'}_id`, is: typeOf(of) },
    { column: keywordText(field, 'object_id_field') ?? 'object_id', is: id },
  ];
}

/** What an object that is given for a `GenericForeignKey` fills in, by column. */
export function filledBy(field: Field, value: PyValue): readonly (readonly [string, PyValue])[] {
  return value.kind === 'instance' ? [[typeColumn(field), { kind: 'term', term: typeOf(value.of) }], [field.column, value]] : [];
}

/** What is given of rows; an id says nothing without the table that it is of: together they are one key. */
export function withTables(of: PyClass, given: readonly Given[], context: ReadingContext): readonly Given[] {
  return fieldsOf(of, context).reduce((known, field) => (field.kind === 'any' ? withTable(field, known) : known), given);
}

function withTable(field: Field, given: readonly Given[]): readonly Given[] {
  const id = given.find(({ column }) => column === field.column);
  if (id === undefined) return given;
  const type = given.find(({ column, among, is }) => column === typeColumn(field) && among !== true && is.kind === 'literal');
  const others = given.filter((each) => each !== id);
  return type === undefined ? others : [...others, { ...id, is: textTerm([type.is, { kind: 'literal', value: ' ' }, id.is]) }];
}

function typeColumn(field: Field): string {
  const [first] = positionalOf(field.declaration);
  const named = keywordText(field, 'ct_field') ?? (first === undefined ? undefined : textOf(first, field.owner.module));
  return `${named ?? 'content_type'}_id`;
}
