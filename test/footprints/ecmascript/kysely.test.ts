import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const BEFORE = `
  import { Kysely, sql, type Transaction } from 'kysely';
  interface DB { images: { id: string } }
  const db = new Kysely<DB>({});
`;

const effects = (body: string): string[] => effectsIn({ before: BEFORE, body });
const opaque = (body: string): string[] => opaqueIn({ before: BEFORE, body });

describe('kysely', () => {
  it('writes the columns of set in the rows of where, once it is run', () => {
    expect(effects(`await db.updateTable('images').set({ file: 'a' }).where('id', '=', imageId).execute();`)).toEqual([
      `read where images.id [id=${ID}]`,
      `write plain images.file [id=${ID}]`,
    ]);
    expect(effects(`const query = db.updateTable('images').set({ file: 'a' }).where('id', '=', imageId); console.log(query.compile());`)).toEqual([]);
  });

  it('tells the tables of schemas apart', () => {
    expect(effects(`await db.withSchema('archive').deleteFrom('tags').where('image_id', '=', imageId).execute();`)).toContain(`delete plain archive.tags [image_id=${ID}]`);
    expect(effects(`const archive = db.withSchema('archive'); await archive.deleteFrom('tags').where('image_id', '=', imageId).execute();`)).toContain(`delete plain archive.tags [image_id=${ID}]`);
    expect(effects(`await db.withSchema('public').deleteFrom('tags').where('image_id', '=', imageId).execute();`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('tells counters from other expressions', () => {
    expect(effects(`await db.updateTable('images').set((eb) => ({ views: eb('views', '+', 1), file: eb.ref('old') })).where('id', '=', imageId).execute();`)).toContain(`write atomic images.views [id=${ID}]`);
    expect(effects("await db.updateTable('images').set({ views: sql`views - 1` }).where('id', '=', imageId).execute();")).toContain(`write atomic images.views [id=${ID}]`);
    expect(effects("await db.updateTable('images').set('file', sql`lower(file)`).where('id', '=', imageId).execute();")).toContain(`write plain images.file [id=${ID}]`);
  });

  it('reads what is selected, and what is used of it', () => {
    expect(effects(`const image = await db.selectFrom('images as i').select(['i.file', 'i.title as name']).where('i.id', '=', imageId).executeTakeFirst(); console.log(image.name);`)).toEqual([
      `read selected images.file [id=${ID}]`,
      `read selected images.title [id=${ID}]`,
      `read used images.title [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
    ]);
  });

  it('follows a query over branches, and takes what may come to it as that', () => {
    const body = `
      let query = db.selectFrom('images').select('id').$if(job.data.full, (qb) => qb.select('file').where('status', '=', 'new'));
      query = query.where('id', '=', imageId);
      await query.executeTakeFirst();`;
    expect(effects(body)).toEqual([
      `read selected images.file [id=${ID}]`,
      `read selected images.id [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
      `read where images.status [id=${ID}]`,
    ]);
  });

  it('reads conditions that an expression builder makes', () => {
    expect(effects(`await db.deleteFrom('tags').where((eb) => eb.and([eb('image_id', '=', imageId), eb('name', '=', 'a')])).execute();`)).toContain(`delete plain tags [image_id=${ID} name="a"]`);
    expect(effects(`await db.deleteFrom('tags').where(({ eb, or }) => or([eb('image_id', '=', imageId), eb('name', '=', 'a')])).execute();`)).toContain('delete plain tags [unknown]');
    expect(effects(`await db.deleteFrom('tags').where('image_id', '>', imageId).execute();`)).toContain('delete plain tags [unknown]');
    expect(effects(`await db.deleteFrom('tags').execute();`)).toEqual(['delete plain tags [all]']);
  });

  it('reads the columns that rows are ordered by', () => {
    expect(effects(`await db.selectFrom('images').selectAll().where('id', '=', imageId).orderBy('made', 'desc').execute();`)).toEqual([
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
      `read where images.made [id=${ID}]`,
    ]);
  });

  it('makes rows, and fills in where there may be one', () => {
    expect(effects(`await db.insertInto('tags').values({ image_id: imageId, name: 'a' }).execute();`)).toEqual([`create plain tags [image_id=${ID} name="a"]`]);
    expect(effects(`await db.insertInto('tags').values({ image_id: imageId }).onConflict((oc) => oc.doNothing()).execute();`)).toEqual([`create lazy tags [image_id=${ID}]`]);
    expect(effects(`await db.insertInto('images').values({ id: imageId }).onConflict((oc) => oc.column('id').doUpdateSet({ file: 'a' })).execute();`)).toEqual([`create lazy images [id=${ID}]`, `write plain images.file [id=${ID}]`]);
  });

  it('follows joins', () => {
    expect(effects(`await db.selectFrom('images').innerJoin('tags', 'tags.image_id', 'images.id').where('images.id', '=', imageId).selectAll().execute();`)).toContain(`read where tags [image_id=${ID}]`);
  });

  it('knows transactions, by callback and by type', () => {
    expect(effects(`await db.transaction().execute(async (trx) => { await trx.deleteFrom('tags').where('image_id', '=', imageId).execute(); });`)).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effects(`await clean(imageId, registry().trx); async function clean(id: string, trx: Transaction<DB>) { await trx.deleteFrom('tags').where('image_id', '=', id).execute(); }`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('runs SQL of its own', () => {
    expect(effects('await sql`UPDATE images SET file = ${job.data.file} WHERE id = ${imageId}`.execute(db);')).toContain(`write plain images.file [id=${ID}]`);
  });

  it('says what it does not know', () => {
    expect(opaque(`await db.updateTable(job.data.table).set({ file: 'a' }).where('id', '=', imageId).execute();`)).toEqual(['writes a table that is not known']);
    expect(opaque(`await db.updateTable('images').set(job.data.changes).where('id', '=', imageId).execute();`)).toEqual(['writes columns of images that are not known']);
    expect(effects(`await job.data.db.updateTable('images').set({ file: 'a' }).where('id', '=', imageId).execute();`)).toEqual([]);
  });
});
