import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const BEFORE = `import knexFactory, { type Knex } from 'knex';\nconst knex = knexFactory({ client: 'pg' });`;
const effects = (body: string): string[] => effectsIn({ before: BEFORE, body });

describe('knex', () => {
  it('updates, counts and deletes', () => {
    expect(effects(`await knex('images').where({ id: imageId }).update({ file: 'a' });`)).toEqual([`read where images.id [id=${ID}]`, `write plain images.file [id=${ID}]`]);
    expect(effects(`await knex('images').where('id', imageId).increment('views', 1);`)).toContain(`write atomic images.views [id=${ID}]`);
    expect(effects(`await knex('images').where('id', imageId).update({ views: knex.raw('views + 1') });`)).toContain(`write atomic images.views [id=${ID}]`);
    expect(effects(`await knex('tags').where('image_id', '=', imageId).del();`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('loads rows', () => {
    expect(effects(`const image = await knex('images').where({ id: imageId }).first('file'); console.log(image.file);`)).toEqual([
      `read selected images.file [id=${ID}]`,
      `read used images.file [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
    ]);
    expect(effects(`await knex.select('t.name').from('tags as t').join('images as i', 'i.id', 't.image_id').where('i.id', imageId);`)).toContain(`read where tags [image_id=${ID}]`);
  });

  it('makes rows', () => {
    expect(effects(`await knex('tags').insert({ image_id: imageId });`)).toEqual([`create plain tags [image_id=${ID}]`]);
    expect(effects(`await knex('tags').insert({ image_id: imageId, name: 'a' }).onConflict('image_id').merge(['name']);`)).toEqual([`create lazy tags [image_id=${ID} name="a"]`, `write plain tags.name [image_id=${ID} name="a"]`]);
  });

  it('does not take a condition that may not hold for the row', () => {
    expect(effects(`await knex('images').where('id', imageId).orWhere('owner', job.data.owner).update({ file: 'a' });`)).toContain('write plain images.file [unknown]');
    expect(effects(`await knex('images').whereNot('id', imageId).update({ file: 'a' });`)).toContain('write plain images.file [unknown]');
    expect(effects(`await knex('images').where((builder) => builder.where('id', imageId)).update({ file: 'a' });`)).toContain('write plain images.file [unknown]');
  });

  it('knows transactions, raw SQL and declared types', () => {
    expect(effects(`await knex.transaction(async (trx) => { await trx('tags').where({ image_id: imageId }).del(); });`)).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effects(`await knex.raw('DELETE FROM tags WHERE image_id = ?', [imageId]);`)).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effects(`await clean(registry().trx); async function clean(trx: Knex.Transaction) { await trx('tags').where({ image_id: imageId }).del(); }`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('takes a write of what is empty for a fill', () => {
    expect(effects(`await knex('images').where('id', imageId).whereNull('file').update({ file: 'a' });`)).toContain(`write lazy images.file [id=${ID} file=null]`);
    expect(effects(`await knex('images').where('id', imageId).whereNull('seen').update({ file: 'a' });`)).toContain(`write plain images.file [id=${ID} seen=null]`);
  });

  it('tells the tables of schemas apart', () => {
    expect(effects(`await knex.withSchema('archive').from('tags').where({ image_id: imageId }).del();`)).toContain(`delete plain archive.tags [image_id=${ID}]`);
    expect(effects(`await knex('archive.tags').where({ image_id: imageId }).del();`)).toContain(`delete plain archive.tags [image_id=${ID}]`);
    expect(effects(`await knex.withSchema('public').from('tags').where({ image_id: imageId }).del();`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('says what it does not know', () => {
    expect(opaqueIn({ before: BEFORE, body: `await knex(job.data.table).where({ id: imageId }).update({ file: 'a' });` })).toEqual(['queries a table that is not known']);
  });
});
