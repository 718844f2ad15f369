import { describe, expect, it } from 'vitest';
import { effectsOf as effectsIn, summaryOf } from '../lab.js';
import { effectsOf, withoutPlaces } from './gallery.js';

it('writes a column where it is assigned', () => {
  expect(
    effectsOf(`
with Session() as session:
    image = session.get(Image, image_id)
    image.status = 'done'
    session.commit()`),
  ).toEqual(['read used Image [id=argument(image_id)]', 'write plain Image.state [id=argument(image_id)]']);
});

it('only fills in what is missing', () => {
  expect(
    effectsOf(`
image = Session().get(Image, image_id)
if image.path is None:
    image.path = 'x'`),
  ).toContain('write lazy Image.path [id=argument(image_id)]');
});

it('counts up where the column is kept, or reads and rewrites it', () => {
  expect(effectsOf('image = Session().get(Image, image_id)\nimage.views = Image.views + 1')).toContain('write atomic Image.views [id=argument(image_id)]');
  expect(effectsOf('image = Session().get(Image, image_id)\nimage.views += 1')).toEqual(expect.arrayContaining(['read used Image.views [id=argument(image_id)]', 'write plain Image.views [id=argument(image_id)]']));
});

it('makes a row where an object is added', () => {
  expect(effectsOf(`session = Session()\ntag = Tag(image_id=image_id)\ntag.word = 'sea'\nsession.add(tag)`)).toEqual(["create plain Tag [image_id=argument(image_id)&word='sea']"]);
  expect(effectsOf('session = Session()\nsession.add_all([Tag(image_id=image_id) for word in words])')).toEqual(['create plain Tag [image_id=argument(image_id)]']);
  expect(effectsOf('session = Session()\nsession.add(Album(title=unknown()))')).toEqual(['create plain Album [new]']);
});

it('makes none where an object is not added, or added to what is no session', () => {
  expect(effectsOf('tag = Tag(image_id=image_id)\ntag.word = 1')).toEqual([]);
  expect(effectsOf('tags = set()\ntags.add(Tag(image_id=image_id))\nseen.delete(tags)')).toEqual([]);
});

it('makes a row only where none was found', () => {
  expect(
    effectsOf(`
session = Session()
tag = session.query(Tag).filter_by(image_id=image_id).first()
if tag is None:
    tag = Tag(image_id=image_id)
    session.add(tag)`),
  ).toContain('create lazy Tag [image_id=argument(image_id)]');
});

it('deletes an object of a session', () => {
  expect(effectsOf('session = Session()\nsession.delete(session.get(Image, image_id))')).toContain('delete plain Image [id=argument(image_id)]');
});

it('follows relations to one row and to several', () => {
  expect(effectsOf('image = Session().get(Image, image_id)\nprint(image.album.title)')).toEqual([
    'read used Album.title [id=Image.album_id[id=argument(image_id)]]',
    'read used Image [id=argument(image_id)]',
    'read used Image.album_id [id=argument(image_id)]',
  ]);
  expect(effectsOf('image = Session().get(Image, image_id)\nfor tag in image.tags:\n    print(tag.word)')).toEqual([
    'read used Image [id=argument(image_id)]',
    'read used Tag [image_id=argument(image_id)]',
    'read used Tag.word [image_id=argument(image_id)]',
  ]);
});

it('writes the key where a relation is assigned or added to', () => {
  expect(effectsOf('session = Session()\nimage = session.get(Image, image_id)\nimage.album = session.get(Album, album_id)')).toContain('write plain Image.album_id [id=argument(image_id)]');
  expect(effectsOf(`image = Session().get(Image, image_id)\nimage.tags.append(Tag(word='sea'))`)).toContain("create plain Tag [word='sea'&image_id=argument(image_id)]");
});

it('knows a session by the annotation of a parameter, and by no name', () => {
  const helper = (annotation: string): Record<string, string> => ({ 'helper.py': `from sqlalchemy.orm import Session\nfrom models import Tag\ndef tag(session${annotation}, image_id):\n    session.add(Tag(image_id=image_id))\n` });
  const body = 'from helper import tag\ntag(unknown, image_id)';
  expect(effectsOf(body, helper(': Session'))).toEqual(['create plain Tag [image_id=argument(image_id)]']);
  expect(effectsOf(body, helper(''))).toEqual([]);
});

it('knows a column that has been changed in place', () => {
  expect(effectsOf(`from sqlalchemy.orm.attributes import flag_modified\nimage = Session().get(Image, image_id)\nflag_modified(image, 'path')`)).toContain('write plain Image.path [id=argument(image_id)]');
});

const MODERN = `from typing import Optional
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Owned:
    owner: Mapped[str]

class Album(Base):
    __tablename__ = 'albums'
    __table_args__ = {'schema': 'shop'}
    key: Mapped[int] = mapped_column(primary_key=True)
    images: Mapped[list['Image']] = relationship(back_populates='album')

class Image(Owned, Base):
    __tablename__ = 'images'
    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[Optional[str]]
    album_key: Mapped[int] = mapped_column(ForeignKey('shop.albums.key'))
    album: Mapped['Album'] = relationship(back_populates='images')
`;

it('reads declarations of version 2', () => {
  const task = `from celery import shared_task
from sqlalchemy.ext.asyncio import async_sessionmaker
from models import Album, Image

Sessions = async_sessionmaker()

@shared_task
async def work(album_id):
    async with Sessions() as session:
        album = await session.get(Album, album_id)
        for image in album.images:
            image.path = image.owner
            image.album.key
`;
  expect(withoutPlaces(effectsIn({ 'models.py': MODERN, 'tasks.py': task }, 'work'))).toEqual([
    'read used Album [id=argument(album_id)]',
    'read used Image [album_key=argument(album_id)]',
    'read used Image.owner [album_key=argument(album_id)]',
    'write plain Image.path [album_key=argument(album_id)]',
  ]);
});

it('tells tables by name and schema', () => {
  const task = `from celery import shared_task\nfrom sqlalchemy.orm import Session\nfrom models import Album, Image\n@shared_task\ndef work(x):\n    s = Session()\n    s.get(Album, x)\n    s.get(Image, x)\n`;
  const { effects } = summaryOf({ 'models.py': MODERN, 'tasks.py': task }, 'work');
  expect(effects.map(({ resource }) => (resource.kind === 'row' ? resource.model.key : ''))).toEqual(['sql:shop.albums', 'sql:images']);
});

it('reads models of Flask, also of a database class of the project', () => {
  const files = (made: string): Record<string, string> => ({
    'db.py': `from flask_sqlalchemy import SQLAlchemy\nclass Own(SQLAlchemy):\n    pass\ndb = ${made}()\n`,
    'models.py': `from db import db\nclass Image(db.Model):\n    __tablename__ = 'images'\n    id = db.Column(db.Integer, primary_key=True)\n    path = db.Column(db.String)\n`,
    'tasks.py': `from celery import shared_task\nfrom db import db\nfrom models import Image\n@shared_task\ndef work(image_id):\n    image = Image.query.filter_by(id=image_id).first_or_404()\n    image.path = 'x'\n    db.session.add(Image(path=image_id))\n    db.session.delete(Image.query.get(image_id))\n    db.session.commit()\n`,
  });
  const expected = [
    'create plain Image [path=argument(image_id)]',
    'delete plain Image [id=argument(image_id)]',
    'read used Image [id=argument(image_id)]',
    'write plain Image.path [id=argument(image_id)]',
  ];
  expect(withoutPlaces(effectsIn(files('SQLAlchemy'), 'work'))).toEqual(expected);
  expect(withoutPlaces(effectsIn(files('Own'), 'work'))).toEqual(expected);
});

it('takes a class for a model only where it extends a base of SQLAlchemy', () => {
  const own = `class Image:\n    __tablename__ = 'images'\n    id = 1\n    path = 'x'\n`;
  const task = `from celery import shared_task\nfrom sqlalchemy.orm import Session\nfrom models import Image\n@shared_task\ndef work(x):\n    image = Session().get(Image, x)\n    image.path = 'y'\n    Session().add(Image())\n`;
  expect(effectsIn({ 'models.py': own, 'tasks.py': task }, 'work')).toEqual([]);
});

it('says where SQL is written by hand', () => {
  const task = `from celery import shared_task\nfrom sqlalchemy import text\nfrom sqlalchemy.orm import Session\n@shared_task\ndef work(x):\n    Session().execute(text('DELETE FROM images'))\n`;
  expect(summaryOf({ 'tasks.py': task }, 'work').opaque.map(({ what }) => what)).toEqual(['runs SQL that is written by hand']);
});

const withModels = (models: string, task: string): string[] => withoutPlaces(effectsIn({ 'models.py': models, 'tasks.py': `from celery import shared_task\nfrom sqlalchemy.orm import Session\nfrom models import *\n@shared_task\ndef work(x):\n    ${task}\n` }, 'work'));

it.each([['class Base:\n        pass'], ['Base = object']])('follows a base that is something else for type checkers: %s', (other) => {
  const base = (made: string): string => `from typing import TYPE_CHECKING\nfrom sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\nif TYPE_CHECKING:\n    ${other}\nelse:\n    Base = ${made}\n`;
  const image = `class Image(Base):\n    __tablename__ = 'images'\n    id = Column(Integer, primary_key=True)\n`;
  expect(withModels(base('declarative_base()') + image, 'Session().get(Image, x)')).toEqual(['read used Image [id=argument(x)]']);
  expect(withModels(base('unknown()') + image, 'Session().get(Image, x)')).toEqual([]);
});

it('knows the columns of a mixin, and no rows of what has no table', () => {
  const models = `from sqlalchemy import Column, Integer, String\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\nclass Setting:\n    __tablename__ = 'settings'\n    id = Column(Integer, primary_key=True)\n    value = Column(String)\nclass Own(Base):\n    __abstract__ = True\n    id = Column(Integer, primary_key=True)\nclass Theme(Setting, Base):\n    pass\n`;
  expect(withModels(models, 'Session().get(Theme, x).value = 1')).toEqual(['read used Theme [id=argument(x)]', 'write plain Theme.value [id=argument(x)]']);
  expect(withModels(models, 'Session().get(Setting, x).value = 1')).toEqual([]);
  expect(withModels(models, 'Session().get(Own, x)')).toEqual([]);
});

describe('declarations elsewhere', () => {
  const models = `from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import backref, declarative_base, declared_attr, relationship, sessionmaker

Base = declarative_base()
Session = sessionmaker()

class Owned:
    @declared_attr
    def owner(cls):
        return Column(String)
    @property
    def other(self):
        return Column(String)

class Album(Base):
    __tablename__ = 'albums'
    id = Column(Integer, primary_key=True)

class Image(Owned, Base):
    __tablename__ = 'images'
    id = Column(Integer, primary_key=True)
    album_id = Column(ForeignKey('albums.id'))
    album = relationship(Album, backref='images')

class Tag(Base):
    __tablename__ = 'tags'
    id = Column(Integer, primary_key=True)
    word = Column(String)
    image_id = Column(ForeignKey('images.id'))
    image = relationship('Image', backref=backref('cover', uselist=False))
`;
  const effects = (body: string): string[] => effectsOf(body, { 'models.py': models });

  it('are columns that a method gives', () => {
    expect(effects("image = Session().get(Image, image_id)\nimage.owner = 'x'")).toContain('write plain Image.owner [id=argument(image_id)]');
    expect(effects('Session().execute(select(Image.owner).where(Image.id == image_id)).scalar()')).toContain('read used Image.owner [id=argument(image_id)]');
    expect(effects("image = Session().get(Image, image_id)\nimage.other = 'x'").join()).not.toContain('other');
  });

  it('are relations that another class gives', () => {
    expect(effects('print([image.owner for image in Session().get(Album, album_id).images])')).toContain('read used Image.owner [album_id=argument(album_id)]');
    expect(effects('print(Session().get(Image, image_id).cover.word)')).toContain('read used Tag.word [image_id=argument(image_id)]');
    expect(effects("Session().get(Album, album_id).images.append(Image(owner='x'))")).toContain("create plain Image [owner='x'&album_id=argument(album_id)]");
    expect(effects('print(Session().get(Album, album_id).cover)')).toEqual(['read used Album [id=argument(album_id)]']);
  });
});
