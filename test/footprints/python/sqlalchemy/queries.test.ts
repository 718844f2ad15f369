import { expect, it } from 'vitest';
import { effectsOf } from './gallery.js';

it('reads a column of the row that a query of 1.4 names', () => {
  expect(
    effectsOf(`
session = Session()
image = session.query(Image).filter_by(id=image_id).first()
print(image.path)`),
  ).toEqual(['read used Image [id=argument(image_id)]', 'read used Image.path [id=argument(image_id)]']);
});

it.each([
  ['session.query(Image).get(image_id)'],
  ['session.query(Image).filter(Image.id == image_id).one()'],
  ['session.query(Image).filter(image_id == Image.id).order_by(Image.id.desc()).first()'],
  ['session.query(Image).filter(Image.id.in_([image_id])).one_or_none()'],
  ['session.query(Image).filter(and_(Image.id == image_id)).all()[0]'],
  ['session.get(Image, image_id)'],
  ['session.execute(select(Image).where(Image.id == image_id)).scalar_one()'],
  ['session.execute(select(Image).where(Image.id == image_id)).scalars().first()'],
  ['session.execute(select(Image).filter_by(id=image_id)).first()[0]'],
  ['session.scalars(select(Image).where(Image.id == image_id)).one()'],
  ['session.scalar(select(Image).where(Image.id == image_id))'],
])('knows the row of %s', (query) => {
  expect(effectsOf(`session = Session()\nimage = ${query}\nimage.path = 'x'`)).toContain('write plain Image.path [id=argument(image_id)]');
});

it.each([
  ['session.query(Image).filter(Image.id != image_id).first()'],
  ['session.query(Image).filter(~(Image.id == image_id)).first()'],
  ['session.query(Image).filter(or_(Image.id == image_id, Image.views > 1)).first()'],
  ['session.query(Image).filter((Image.id == image_id) | (Image.views > 1)).first()'],
  ['session.query(Image).filter(Image.id == image_id + 1).first()'],
  ['unknown.query(Thing).filter(Image.id == image_id).first()'],
])('names no row in %s', (query) => {
  expect(effectsOf(`session = Session()\nimage = ${query}\nimage.path = 'x'`).filter((effect) => effect.includes('image_id'))).toEqual([]);
});

it('keeps an alias apart from its class', () => {
  expect(
    effectsOf(`
other = aliased(Image)
image = Session().query(Image).filter(other.id == image_id).first()
print(image.path)`),
  ).toEqual(['read used Image [unknown]', 'read used Image.path [unknown]']);
});

it('reads the columns by which rows are chosen', () => {
  expect(effectsOf(`rows = Session().query(Image).filter(Image.album_id == album_id, Image.status == 'new').order_by(Image.views).all()`)).toEqual([
    "read used Image [album_id=argument(album_id)&state='new']",
    "read where Image.album_id [state='new']",
    'read where Image.state [album_id=argument(album_id)]',
    "read where Image.views [album_id=argument(album_id)&state='new']",
  ]);
});

it('follows a join by its condition and by the foreign key', () => {
  const rows = ['read used Image [id=argument(image_id)]', 'read used Tag [image_id=argument(image_id)]'];
  expect(effectsOf('tags = Session().query(Tag).join(Image, Tag.image_id == Image.id).filter(Image.id == image_id).all()')).toEqual(expect.arrayContaining(rows));
  expect(effectsOf('tags = Session().query(Tag).join(Image).filter(Image.id == image_id).all()')).toEqual(expect.arrayContaining(rows));
  expect(effectsOf('tags = Session().query(Tag).join(Album).filter(Album.id == album_id).all()')).toContain('read used Tag [unknown]');
});

it('gives the columns that are asked for', () => {
  expect(effectsOf(`path = Session().query(Image.path).filter(Image.id == image_id).scalar()\nopen(path, 'w')`)).toContain('write plain file Image.path[id=argument(image_id)]');
  expect(effectsOf(`for path, views in Session().execute(select(Image.path, Image.views).where(Image.id == image_id)):\n    open(path, 'w')`)).toContain('write plain file Image.path[id=argument(image_id)]');
  expect(effectsOf(`row = Session().execute(select(Image.views, Image.path).where(Image.id == image_id)).one()\nopen(row.path)`)).toContain('read used file Image.path[id=argument(image_id)]');
});

it('reads the columns within functions and within other statements', () => {
  expect(effectsOf('n = Session().query(func.max(func.coalesce(Image.views, 0))).filter(Image.album_id == album_id).scalar()')).toContain('read used Image.views [album_id=argument(album_id)]');
  expect(effectsOf('rows = Session().scalars(select(Album).where(Album.id.in_(select(Image.album_id).where(Image.id == image_id)))).all()')).toContain('read used Image [id=argument(image_id)]');
});

it('writes with statements', () => {
  expect(effectsOf(`Session().execute(update(Image).where(Image.id == image_id).values(status='done'))`)).toEqual(['write plain Image.state [id=argument(image_id)]']);
  expect(effectsOf(`Session().query(Image).filter(Image.id == image_id).update({Image.status: 'done', 'path': 'x'})`)).toEqual([
    'write plain Image.path [id=argument(image_id)]',
    'write plain Image.state [id=argument(image_id)]',
  ]);
  expect(effectsOf('Session().execute(delete(Image).where(Image.id == image_id))')).toEqual(['delete plain Image [id=argument(image_id)]']);
  expect(effectsOf('Session().query(Tag).filter(Tag.image_id == image_id).delete()')).toEqual(['delete plain Tag [image_id=argument(image_id)]', 'read where Tag.image_id [all]']);
});

it('leaves rows open where a condition may leave out any', () => {
  expect(effectsOf('Session().query(Tag).filter(Tag.image_id == image_id, Tag.word > 1).delete()')).toContain('delete plain Tag [unknown]');
  expect(effectsOf('Session().query(Image).filter(Image.id == image_id, Image.views > 1).delete()')).toContain('delete plain Image [id=argument(image_id)]');
});

it('counts up where the column is kept', () => {
  expect(effectsOf('Session().execute(update(Image).where(Image.id == image_id).values(views=Image.views + 1))')).toEqual(['write atomic Image.views [id=argument(image_id)]']);
  expect(effectsOf('Session().execute(update(Image).where(Image.id == image_id).values(views=Image.album_id + 1))')).toEqual([
    'read used Image.album_id [id=argument(image_id)]',
    'write plain Image.views [id=argument(image_id)]',
  ]);
});

it('inserts rows', () => {
  expect(effectsOf(`Session().execute(insert(Tag).values(image_id=image_id, word='sea'))`)).toEqual(["create plain Tag [image_id=argument(image_id)&word='sea']"]);
  expect(effectsOf(`Session().execute(insert(Tag), [{'image_id': image_id}])`)).toEqual(['create plain Tag [image_id=argument(image_id)]']);
  expect(effectsOf(`from sqlalchemy.dialects.postgresql import insert as upsert\nSession().execute(upsert(Tag).values(image_id=image_id).on_conflict_do_nothing())`)).toEqual([
    'create lazy Tag [image_id=argument(image_id)]',
  ]);
});

it('does nothing before a statement is carried out', () => {
  expect(effectsOf('statement = update(Image).where(Image.id == image_id).values(views=1)\nquery = Session().query(Image).filter(Image.path == 1)')).toEqual([]);
});
