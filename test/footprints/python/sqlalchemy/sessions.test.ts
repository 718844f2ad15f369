import { expect, it } from 'vitest';
import { effectsOf as effectsIn } from '../lab.js';
import { effectsOf, MODELS, withoutPlaces } from './gallery.js';

/** The effects of a task of a module with this head. */
function effectsWith(head: string, body: string): string[] {
  const lines = body.split('\n').map((line) => `    ${line}`);
  return withoutPlaces(effectsIn({ 'models.py': MODELS, 'tasks.py': `from celery import shared_task\nfrom models import Album, Image, Tag\n${head}\n\n@shared_task\ndef work(image_id, album_id=None):\n${lines.join('\n')}\n` }, 'work'));
}

const written = 'write plain Image.path [id=argument(image_id)]';
/** Of the methods that any receiver may have. */
const change = 'session.add(Tag(image_id=image_id))';

it.each([
  ['from sqlalchemy.orm import sessionmaker\nSession = sessionmaker(bind=engine)', `session = Session()\n${change}\nsession.commit()`],
  ['from sqlalchemy.orm import sessionmaker\nSession = sessionmaker()', `with Session() as session:\n${change.replace(/^/gm, '    ')}`],
  ['from sqlalchemy.orm import sessionmaker\nSession = sessionmaker()', `with Session.begin() as session:\n${change.replace(/^/gm, '    ')}`],
  ['from sqlalchemy.orm import scoped_session, sessionmaker\nsession = scoped_session(sessionmaker())', change],
  ['from sqlalchemy.orm import scoped_session, sessionmaker\nSession = scoped_session(sessionmaker())', `session = Session()\n${change}`],
  ['from sqlalchemy.orm import Session', `with Session(engine) as session, session.begin():\n${change.replace(/^/gm, '    ')}`],
  ['from sqlalchemy.orm import Session\ndef change(session: Session, image_id):\n    session.add(Tag(image_id=image_id))', 'change(unknown, image_id)'],
  ['from contextlib import contextmanager\nfrom sqlalchemy.orm import Session\n@contextmanager\ndef opened():\n    with Session() as session:\n        yield session', `with opened() as session:\n${change.replace(/^/gm, '    ')}`],
])('knows a session of %s', (head, body) => {
  expect(effectsWith(head, body)).toEqual(['create plain Tag [image_id=argument(image_id)]']);
});

it('awaits an asynchronous session', () => {
  const head = 'from sqlalchemy import select\nfrom sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker\nSession = async_sessionmaker()';
  const body = `async def inner():\n    async with Session() as session:\n        result = await session.execute(select(Image).where(Image.id == image_id))\n        image = result.scalar_one_or_none()\n        image.path = 'x'\n        await session.delete(image)\ninner()`;
  expect(effectsWith(head, body)).toEqual(['delete plain Image [id=argument(image_id)]', 'read used Image [id=argument(image_id)]', written]);
});

it('makes a row of a session only', () => {
  const head = 'from sqlalchemy.orm import scoped_session, sessionmaker\nsession = scoped_session(sessionmaker())';
  expect(effectsWith(head, 'session.add(Tag(image_id=image_id))')).toEqual(['create plain Tag [image_id=argument(image_id)]']);
  expect(effectsWith('session = set()', 'session.add(Tag(image_id=image_id))')).toEqual([]);
  expect(effectsWith('from own.orm import Session\nsession = Session()', 'session.add(Tag(image_id=image_id))\nsession.delete(Tag())')).toEqual([]);
});

it('reads what two sides of a relation are loaded by', () => {
  expect(effectsOf('album = Session().get(Album, album_id)\nfor image in album.images:\n    print(image.path)')).toEqual([
    'read used Album [id=argument(album_id)]',
    'read used Image [album_id=argument(album_id)]',
    'read used Image.path [album_id=argument(album_id)]',
  ]);
});

it('keeps rows and columns apart', () => {
  expect(effectsOf("session = Session()\nimage = session.get(Image, image_id)\nother = session.get(Image, album_id)\nimage.path = 'x'\nprint(other.status)")).toEqual([
    'read used Image [id=argument(album_id)]',
    'read used Image [id=argument(image_id)]',
    'read used Image.state [id=argument(album_id)]',
    'write plain Image.path [id=argument(image_id)]',
  ]);
});

it('names no row that cannot be known', () => {
  expect(effectsOf("image = Session().get(Image, choose())\nimage.path = 'x'").filter((line) => line.includes('argument'))).toEqual([]);
});

it('leaves alone what has the name of a column on an object of another class', () => {
  expect(effectsOf("class Image:\n    pass\nimage = Image()\nimage.path = 'x'\nprint(image.status)")).toEqual([]);
});

it('changes what a merged object has, in the row of its primary key', () => {
  expect(effectsOf("Session().merge(Image(id=image_id, path='x'))")).toEqual(["create lazy Image [id=argument(image_id)&path='x']", written]);
  expect(effectsOf("Session().merge(Image(path='x'))")).toEqual(["create lazy Image [path='x']"]);
});

it.each([
  "Session().bulk_update_mappings(Image, [{'id': image_id, 'path': 'x'}])",
  "Session().execute(update(Image), [{'id': image_id, 'path': 'x'}])",
])('changes rows by dicts with their primary keys: %s', (body) => {
  expect(effectsOf(body)).toEqual([written]);
});

it('changes no row by a dict without one', () => {
  expect(effectsOf("Session().bulk_update_mappings(Image, [{'path': 'x'}])")).toEqual([]);
});

it('knows which rows are not meant', () => {
  const rows = (condition: string): string[] => effectsOf(`Session().query(Tag).filter(Tag.image_id == image_id, ${condition}).all()`).filter((line) => line.startsWith('read used Tag ['));
  expect(rows("Tag.word != 'x'")).toEqual(["read used Tag [image_id=argument(image_id)&word not in ('x')]"]);
  expect(rows("Tag.word.in_(['x', 'y'])")).toEqual(["read used Tag [image_id=argument(image_id)&word in ('x', 'y')]"]);
  expect(rows("Tag.word.not_in(['x', 'y'])")).toEqual(["read used Tag [image_id=argument(image_id)&word not in ('x', 'y')]"]);
  expect(rows("or_(Tag.word != 'x', Tag.word == 'y')")).toEqual(['read used Tag [image_id=argument(image_id)]']);
});
