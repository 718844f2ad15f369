import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const POSTGRES = `import postgres from 'postgres';\nconst sql = postgres('postgres://');`;
const PG = `import { Pool } from 'pg';\nconst pool = new Pool();`;

const effects = (body: string): string[] => effectsIn({ before: POSTGRES, body });
const opaque = (body: string): string[] => opaqueIn({ before: POSTGRES, body });

describe('statements', () => {
  it('reads UPDATE, and what its expressions are worked out from', () => {
    expect(effects('await sql`UPDATE images AS i SET file = ${job.data.file}, views = i.views + 1, title = COALESCE(title, ${"a"}), total = width * 2 WHERE i.id = ${imageId}::uuid RETURNING *`;')).toEqual([
      `read where images.id [id=${ID}]`,
      `read where images.width [id=${ID}]`,
      `write atomic images.views [id=${ID}]`,
      `write lazy images.title [id=${ID}]`,
      `write plain images.file [id=${ID}]`,
      `write plain images.total [id=${ID}]`,
    ]);
  });

  it('reads SELECT with its columns, joins and order', () => {
    expect(effects('const [row] = await sql`SELECT i.file AS path, t.name FROM public.images i LEFT JOIN tags t ON t.image_id = i.id WHERE i.id = ${imageId} ORDER BY t.position LIMIT 1`; console.log(row.path, row.name);')).toEqual([
      `read selected images.file [id=${ID}]`,
      `read selected tags.name [image_id=${ID}]`,
      `read used images.file [id=${ID}]`,
      `read used tags.name [image_id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
      `read where tags [image_id=${ID}]`,
      `read where tags.image_id [image_id=${ID}]`,
      `read where tags.position [image_id=${ID}]`,
    ]);
  });

  it('takes what is computed for no column', () => {
    expect(effects('const [row] = await sql`SELECT max(position) AS last FROM tags WHERE image_id = ${imageId}`; console.log(row.last);')).toEqual([
      `read where tags [image_id=${ID}]`,
      `read where tags.image_id [image_id=${ID}]`,
      `read where tags.position [image_id=${ID}]`,
    ]);
  });

  it('reads INSERT with what becomes of a row that is there', () => {
    expect(effects('await sql`INSERT INTO tags (image_id, name) VALUES (${imageId}, ${"a"}), (${imageId}, lower(${"B"}))`;')).toEqual([`create plain tags [image_id=${ID} name="a"]`, `create plain tags [image_id=${ID}]`]);
    expect(effects('await sql`INSERT INTO images (id, file) VALUES (${imageId}, ${"a"}) ON CONFLICT (id) DO UPDATE SET file = EXCLUDED.file`;')).toEqual([
      `create lazy images [id=${ID} file="a"]`,
      `write plain images.file [id=${ID} file="a"]`,
    ]);
    expect(effects('await sql`INSERT INTO images (id) VALUES (${imageId}) ON CONFLICT DO NOTHING`;')).toEqual([`create lazy images [id=${ID}]`]);
  });

  it('reads DELETE', () => {
    expect(effects('await sql`DELETE FROM tags WHERE image_id = ${imageId}`;')).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effects('await sql`delete from tags`;')).toEqual(['delete plain tags [all]']);
  });

  it.each([
    ['image_id = ANY(${imageId})', `[image_id=${ID}]`],
    ['image_id IN (${imageId})', `[image_id=${ID}]`],
    ['(image_id = ${imageId}) AND deleted_at IS NULL', `[image_id=${ID} deleted_at=null]`],
    ['${imageId} = image_id', `[image_id=${ID}]`],
    ['"image_id" = ${imageId} -- the parent', `[image_id=${ID}]`],
    ['id = ${imageId} AND made BETWEEN 1 AND 2', `[id=${ID}]`],
    ['image_id = ${imageId} AND made BETWEEN 1 AND 2', `[image_id=${ID} made=?]`],
    ['image_id = ${imageId} OR name = 1', '[unknown]'],
    ['NOT image_id = ${imageId}', '[unknown]'],
    ['image_id <> ${imageId}', '[unknown]'],
    ['image_id = lower(${imageId})', '[unknown]'],
    ['image_id IN (SELECT id FROM images WHERE id = ${imageId})', '[unknown]'],
  ])('takes WHERE %s for %s', (condition, row) => {
    expect(effects(`await sql\`DELETE FROM tags WHERE ${condition}\`;`).filter((line) => line.startsWith('delete'))).toEqual([`delete plain tags ${row}`]);
  });

  it.each([
    'WITH old AS (SELECT 1) DELETE FROM tags WHERE image_id = ${imageId}',
    'SELECT * FROM images UNION SELECT * FROM tags',
    'SELECT * FROM (SELECT * FROM images) i WHERE id = ${imageId}',
    'UPDATE images SET file = t.name FROM tags t WHERE t.image_id = images.id',
    'UPDATE ${sql(job.data.table)} SET file = 1 WHERE id = ${imageId}',
    'INSERT INTO tags SELECT * FROM images WHERE id = ${imageId}',
    'DELETE FROM tags USING images WHERE tags.image_id = images.id',
    'DELETE FROM tags WHERE image_id = ${imageId}; DELETE FROM images',
    'TRUNCATE tags',
  ])('leaves what it does not surely understand: %s', (statement) => {
    expect(effects(`await sql\`${statement}\`;`)).toEqual([]);
    expect(opaque(`await sql\`${statement}\`;`)).toEqual(['runs SQL that is not understood']);
  });
});

describe('clients', () => {
  it('knows the helpers of postgres.js', () => {
    expect(effects(`await sql\`UPDATE images SET \${sql({ file: 'a', title: 'b' }, 'file')} WHERE id = \${imageId}\`;`).filter((line) => line.startsWith('write'))).toEqual([`write plain images.file [id=${ID}]`]);
    expect(effects('await sql`INSERT INTO tags ${sql({ image_id: imageId, name: "a" })}`;')).toEqual([`create plain tags [image_id=${ID} name="a"]`]);
    expect(effects('await sql`SELECT * FROM tags WHERE image_id IN ${sql(job.data.ids)}`;')).toContain('read where tags [image_id=argument(data.ids)]');
    expect(effects('await sql.begin(async (tx) => { await tx`DELETE FROM tags WHERE image_id = ${imageId}`; });')).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effects(`await sql.unsafe('DELETE FROM tags WHERE image_id = $1', [imageId]);`)).toContain(`delete plain tags [image_id=${ID}]`);
  });

  it('knows pg, with its rows under `rows`', () => {
    const body = `const { rows } = await pool.query('SELECT * FROM images WHERE owner_id = $2 AND id = $1', [imageId, job.data.owner]); console.log(rows[0].file);`;
    expect(effectsIn({ before: PG, body })).toContain(`read used images.file [owner_id=argument(data.owner) id=${ID}]`);
    const pooled = `const client = await pool.connect(); await client.query({ text: 'DELETE FROM tags WHERE image_id = $1', values: [imageId] });`;
    expect(effectsIn({ before: PG, body: pooled })).toContain(`delete plain tags [image_id=${ID}]`);
    expect(effectsIn({ before: PG, body: 'await pool.query(job.data.text, [imageId]);' })).toEqual([]);
  });

  it('knows mysql2, with its rows first', () => {
    const before = `import { createPool } from 'mysql2/promise';\nconst pool = createPool({});`;
    expect(effectsIn({ before, body: `const [rows] = await pool.execute('SELECT file FROM images WHERE id = ?', [imageId]); console.log(rows[0].file);` })).toContain(`read used images.file [id=${ID}]`);
  });

  it('knows prepared statements of SQLite', () => {
    const before = `import Database from 'better-sqlite3';\nconst db = new Database('a.db');`;
    expect(effectsIn({ before, body: `const image = db.prepare('SELECT * FROM images WHERE id = ?').get(imageId); console.log(image.file);` })).toContain(`read used images.file [id=${ID}]`);
    expect(effectsIn({ before, body: `db.prepare('UPDATE images SET file = @file WHERE id = @id').run({ id: imageId, file: 'a' });` })).toContain(`write plain images.file [id=${ID}]`);
    expect(effectsIn({ before, body: `db.prepare('DELETE FROM images');` })).toEqual([]);
  });

  it('knows Slonik', () => {
    const before = `import { createPool, sql } from 'slonik';\nconst pool = createPool('');`;
    expect(effectsIn({ before, body: 'const image = await pool.one(sql.unsafe`SELECT * FROM images WHERE id = ${imageId}`); console.log(image.file);' })).toContain(`read used images.file [id=${ID}]`);
  });

  it('agrees with the other libraries on a table', () => {
    const before = `${POSTGRES}\nimport { Kysely } from 'kysely';\nconst db = new Kysely<unknown>({});`;
    const body = "await sql`UPDATE images SET file = ${job.data.file} WHERE id = ${imageId}`; await db.selectFrom('images').select('file').where('id', '=', imageId).execute();";
    expect(effectsIn({ before, body })).toEqual(expect.arrayContaining([`write plain images.file [id=${ID}]`, `read selected images.file [id=${ID}]`]));
  });

  it('leaves templates alone that only look like SQL', () => {
    expect(effectsIn({ before: 'const sql = (texts: unknown, ...values: unknown[]) => values;', body: 'await sql`DELETE FROM tags WHERE image_id = ${imageId}`;' })).toEqual([]);
  });
});
