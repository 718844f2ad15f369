import { effectsOf as effectsIn, type Files } from '../lab.js';

/** Albums of images, with tags. */
export const MODELS = `from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

Base = declarative_base()
Session = sessionmaker()

class Album(Base):
    __tablename__ = 'albums'
    id = Column(Integer, primary_key=True)
    title = Column(String)
    images = relationship('Image', back_populates='album')

class Image(Base):
    __tablename__ = 'images'
    id = Column(Integer, primary_key=True)
    path = Column(String)
    status = Column('state', String)
    views = Column(Integer)
    album_id = Column(ForeignKey('albums.id'))
    album = relationship('Album', back_populates='images')
    tags = relationship(lambda: Tag)

class Tag(Base):
    __tablename__ = 'tags'
    id = Column(Integer, primary_key=True)
    word = Column(String)
    image_id = Column(Integer, ForeignKey(Image.id))
`;

const HEAD = `from celery import shared_task
from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session as OrmSession, aliased
from models import Album, Image, Session, Tag

`;

/** The effects of a task with this body, which is handed `image_id` and `album_id`. */
export function effectsOf(body: string, more: Files = {}): string[] {
  const lines = body.trim().split('\n').map((line) => `    ${line}`);
  const task = `${HEAD}@shared_task\ndef work(image_id, album_id):\n${lines.join('\n')}\n`;
  return withoutPlaces(effectsIn({ 'models.py': MODELS, 'tasks.py': task, ...more }, 'work'));
}

export function withoutPlaces(effects: readonly string[]): string[] {
  return [...new Set(effects.map((effect) => effect.replace(/ \w+\.py:\d+/, '')))];
}
