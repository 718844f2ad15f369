import { expect, it } from 'vitest';
import { summaryOf, type Files } from '../lab.js';
import { MODELS } from './gallery.js';

const ENGINES = `import os
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session as OrmSession, scoped_session, sessionmaker
from models import Base, Image, Tag

engine = create_engine('postgresql+psycopg2://user:secret@db/main?sslmode=require')
other = create_engine(os.environ['ARCHIVE'])
Main = sessionmaker(bind=engine)
Archive = scoped_session(sessionmaker(other))
Usual = sessionmaker(bind=choose())
`;

/** The tables that a task with this body touches. */
function tables(body: string, more: Files = {}, head = ENGINES): string[] {
  const lines = body.split('\n').map((line) => `    ${line}`);
  const task = `from celery import shared_task\n${head}\n@shared_task\ndef work(image_id):\n${lines.join('\n')}\n`;
  const { effects } = summaryOf({ 'models.py': MODELS, 'tasks.py': task, ...more }, 'work');
  return [...new Set(effects.flatMap(({ resource }) => ('model' in resource ? [resource.model.key.replace('sql:', '')] : [])))].sort();
}

it.each([
  ['Main().get(Image, image_id)', ['images in db/main']],
  ['Archive.get(Image, image_id)', ['images in {os.environ.ARCHIVE}']],
  ['Archive().query(Image).filter(Image.id == image_id).one()', ['images in {os.environ.ARCHIVE}']],
  ["with Main.begin() as session:\n    session.execute(update(Image).where(Image.id == image_id).values(path='x'))", ['images in db/main']],
  ['OrmSession(engine).scalars(select(Image.path).where(Image.id == image_id)).all()', ['images in db/main']],
  ["engine.begin().execute(update(Image).where(Image.id == image_id).values(path='x'))", ['images in db/main']],
  ["image = Main().get(Image, image_id)\nimage.path = 'x'\nprint(image.album.title)", ['albums in db/main', 'images in db/main']],
  ["Main().get(Image, image_id).tags.append(Tag(word='x'))", ['images in db/main', 'tags in db/main']],
  ["Main().add_all([Tag(word='x')])", ['tags in db/main']],
  ['Usual().get(Image, image_id)', ['images']],
])('tells databases apart in %s', (body, expected) => {
  expect(tables(body)).toEqual(expected);
});

it('means the usual database where there is one engine', () => {
  expect(tables('Main().get(Image, image_id)', {}, ENGINES.replace(/^other.*$/m, '').replace(/^Archive.*$/m, ''))).toEqual(['images']);
});

it('knows the key of a bind', () => {
  const models = MODELS.replace("class Tag(Base):\n", "class Tag(Base):\n    __bind_key__ = 'words'\n");
  expect(tables('Usual().get(Tag, image_id)', { 'models.py': models })).toEqual(['tags in words']);
});
