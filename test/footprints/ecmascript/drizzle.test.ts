import { describe, expect, it } from 'vitest';
import { effectsOf, opaqueOf } from './lab.js';

const SCHEMA = `
  import { relations } from 'drizzle-orm';
  import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
  const stamp = () => timestamp('created_at').defaultNow();
  export const images = pgTable('images', { uuid: text('uuid').notNull().primaryKey(), file: text('file_name'), views: integer('views'), ownerId: text('owner_id'), made: stamp() });
  export const tags = pgTable('tags', (t) => ({ id: t.text().primaryKey(), imageId: t.text('image_id'), name: t.text() }));
  export const imageRelations = relations(images, ({ many }) => ({ tags: many(tags) }));
  export const tagRelations = relations(tags, ({ one }) => ({ image: one(images, { fields: [tags.imageId], references: [images.uuid] }) }));
`;

const DB = `
  import { drizzle } from 'drizzle-orm/node-postgres';
  import * as schema from './schema';
  export const db = drizzle('postgres://', { schema });
  export type DB = typeof db;
`;

function bodyOf(body: string, imports = 'and, eq, inArray, isNull, or, sql, desc, count'): string[] {
  return effectsOf(filesOf(body, imports)).map((line) => line.replace(/ worker\.ts:\d+$/, ''));
}

function filesOf(body: string, imports = 'and, eq, inArray, isNull, or, sql, desc, count') {
  const worker = `
    import { Worker } from 'bullmq';
    import { ${imports} } from 'drizzle-orm';
    import { db, type DB } from './db';
    import { images, tags } from './schema';
    new Worker('images', async (job) => {
      const { imageId } = job.data;
      ${body}
    });`;
  return { 'schema.ts': SCHEMA, 'db.ts': DB, 'worker.ts': worker };
}

const ID = 'argument(data.imageId)';

describe('drizzle writes', () => {
  it('writes the columns that set names, under their names in the database, in the row of the primary key', () => {
    expect(bodyOf('await db.update(images).set({ file: "a", made: new Date() }).where(eq(images.uuid, imageId));')).toEqual([
      `read where images.id [id=${ID}]`,
      `write plain images.file_name [id=${ID}]`,
      `write plain images.made [id=${ID}]`,
    ]);
  });

  it('tells a counter from a write of something else', () => {
    expect(bodyOf('await db.update(images).set({ views: sql`${images.views} + 1`, file: sql`lower(${images.file})` }).where(eq(images.uuid, imageId));')).toEqual([
      `read where images.id [id=${ID}]`,
      `write atomic images.views [id=${ID}]`,
      `write plain images.file_name [id=${ID}]`,
    ]);
  });

  it('says that it does not know the columns of an object from elsewhere', () => {
    const files = filesOf('await db.update(images).set(job.data.changes).where(eq(images.uuid, imageId));');
    expect(effectsOf(files).filter((line) => line.startsWith('write'))).toEqual(['write plain images [id=argument(data.imageId)] worker.ts:8']);
    expect(opaqueOf(files)).toEqual([expect.stringContaining('writes columns of images that are not known')]);
  });

  it('makes rows by what is given for them', () => {
    expect(bodyOf('await db.insert(tags).values([{ imageId, name: "a" }, { imageId, name: "b" }]);')).toEqual([
      `create plain tags [image_id=${ID} name="a"]`,
      `create plain tags [image_id=${ID} name="b"]`,
    ]);
    expect(bodyOf('await db.insert(tags).values(job.data.names.map((name) => ({ imageId, name }))).onConflictDoNothing();')).toEqual([`create lazy tags [image_id=${ID}]`]);
  });

  it('takes an upsert as a lazy creation and a plain write', () => {
    expect(bodyOf('await db.insert(images).values({ uuid: imageId, file: "a" }).onConflictDoUpdate({ target: images.uuid, set: { file: "a" } });')).toEqual([
      `create lazy images [id=${ID} file_name="a"]`,
      `write plain images.file_name [id=${ID} file_name="a"]`,
    ]);
  });

  it('deletes rows by a key that is none of their own', () => {
    expect(bodyOf('await db.delete(tags).where(and(eq(tags.imageId, imageId), eq(tags.name, "old")));')).toEqual([
      `delete plain tags [image_id=${ID} name="old"]`,
      `read where tags.image_id [image_id=${ID} name="old"]`,
      `read where tags.name [image_id=${ID} name="old"]`,
    ]);
  });
});

describe('drizzle reads', () => {
  it('reads what is used of a row', () => {
    expect(bodyOf('const [image] = await db.select().from(images).where(eq(images.uuid, imageId)); console.log(image.file);')).toEqual([
      `read used images.file_name [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
    ]);
  });

  it('names the row by what a loaded row holds', () => {
    expect(bodyOf('const image = await db.query.images.findFirst({ where: eq(images.uuid, imageId) }); await db.delete(tags).where(eq(tags.imageId, image.uuid));')).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('does not name a row by what one of several holds', () => {
    const body = 'const found = await db.select().from(tags).where(eq(tags.imageId, imageId)); for (const tag of found) await db.delete(images).where(eq(images.uuid, tag.name));';
    expect(bodyOf(body)).toContain('delete plain images [unknown]');
  });

  it('selects only the columns that are picked, under other names too', () => {
    expect(bodyOf('const [row] = await db.select({ path: images.file }).from(images).where(eq(images.uuid, imageId)); console.log(row.path);')).toEqual([
      `read selected images.file_name [id=${ID}]`,
      `read used images.file_name [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
    ]);
  });

  it('reads relational queries, with callbacks too', () => {
    const body = 'const image = await db.query.images.findFirst({ where: (images, { eq }) => eq(images.uuid, imageId), columns: { file: true } }); console.log(image.file);';
    expect(bodyOf(body)).toEqual([`read selected images.file_name [id=${ID}]`, `read used images.file_name [id=${ID}]`, `read where images [id=${ID}]`, `read where images.id [id=${ID}]`]);
  });

  it('loads what hangs on a row, by the key of the row', () => {
    const body = 'const image = await db.query.images.findFirst({ where: eq(images.uuid, imageId), with: { tags: true } }); for (const tag of image.tags) console.log(tag.name);';
    expect(bodyOf(body)).toEqual([
      `read used tags.name [image_id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
      `read where tags [image_id=${ID}]`,
    ]);
  });

  it('takes what is computed for no column', () => {
    const body = 'const [row] = await db.select({ total: count(tags.name) }).from(tags).where(eq(tags.imageId, imageId)); console.log(row.total);';
    expect(bodyOf(body)).toEqual([`read where tags [image_id=${ID}]`, `read where tags.image_id [image_id=${ID}]`, `read where tags.name [image_id=${ID}]`]);
  });

  it('follows a join to the rows of the other table', () => {
    expect(bodyOf('await db.select().from(images).innerJoin(tags, eq(tags.imageId, images.uuid)).where(eq(images.uuid, imageId));')).toContain(`read where tags [image_id=${ID}]`);
  });

  it('does not take either of two conditions, or another than equality, for the row', () => {
    const rowOf = (condition: string): string[] => bodyOf(`await db.select().from(images).where(${condition});`).filter((line) => line.startsWith('read where images ['));
    expect(rowOf('or(eq(images.uuid, imageId), eq(images.ownerId, imageId))')).toEqual(['read where images [unknown]']);
    expect(rowOf('sql`${images.views} > 3`')).toEqual(['read where images [unknown]']);
    expect(rowOf('sql`${images.uuid} = ${imageId} and views > 3`')).toEqual([`read where images [id=${ID}]`]);
    expect(rowOf('job.data.all ? undefined : eq(images.uuid, imageId)')).toEqual(['read where images [unknown]']);
  });

  it('keeps the conditions that it does not know of rows without a primary key', () => {
    expect(bodyOf('await db.select().from(tags).where(and(eq(tags.imageId, imageId), eq(tags.name, lookup())));')).toContain(`read where tags [image_id=${ID} name=?]`);
  });
});

describe('drizzle databases', () => {
  it('knows a transaction', () => {
    expect(bodyOf('await db.transaction(async (tx) => { await tx.delete(tags).where(eq(tags.imageId, imageId)); });')).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('puts a query together over several statements', () => {
    const body = 'let query = db.update(images).set({ file: "a" }); query = query.where(eq(images.uuid, imageId)); await query;';
    expect(bodyOf(body).filter((line) => line.startsWith('write'))).toEqual([`write plain images.file_name [id=${ID}]`]);
  });

  it('knows a database by its type in a parameter', () => {
    const body = 'await clean(db, imageId); async function clean(database: DB, id: string) { await database.delete(tags).where(eq(tags.imageId, id)); }';
    expect(bodyOf(body)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('leaves objects alone that only look like one', () => {
    expect(bodyOf('const db = job.data.db; await db.update(images).set({ file: "a" }).where(eq(images.uuid, imageId));')).toEqual([]);
  });
});
