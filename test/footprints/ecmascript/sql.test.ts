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

  it.each(['max(position) AS file', 'max(position) file', "'none' AS file"])('takes the name in %s for no column', (item) => {
    expect(effects(`const [row] = await sql\`SELECT ${item} FROM images WHERE id = \${imageId}\`; console.log(row.file);`).join()).not.toContain('images.file');
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
    'SELECT * FROM images_of(1) WHERE id = ${imageId}',
    'SELECT refresh_images(${imageId})',
    'MERGE INTO images USING staged ON staged.image_id = images.id WHEN MATCHED THEN DELETE',
    'UPDATE ${sql(job.data.table)} SET file = 1 WHERE id = ${imageId}',
    'WITH old AS (SELECT refresh_images(1)) DELETE FROM tags WHERE image_id = ${imageId}',
    'DELETE FROM tags WHERE image_id IN (SELECT image_id FROM images_of(1))',
    'CREATE TABLE tags (image_id uuid)',
  ])('leaves what it does not surely understand: %s', (statement) => {
    expect(effects(`await sql\`${statement}\`;`)).toEqual([]);
    expect(opaque(`await sql\`${statement}\`;`)).toEqual(['runs SQL that is not understood']);
  });

  it('reads the statements of one text, and says which it does not understand', () => {
    const body = 'await sql`BEGIN; DELETE FROM tags WHERE image_id = ${imageId}; MERGE INTO images USING staged; UPDATE images SET file = \';\' WHERE id = ${imageId}; COMMIT;`;';
    expect(effects(body)).toEqual(expect.arrayContaining([`delete plain tags [image_id=${ID}]`, `write plain images.file [id=${ID}]`]));
    expect(opaque(body)).toEqual(['runs SQL that is not understood']);
  });

  it('reads what stands in WITH, whose names are no tables', () => {
    expect(effects('const [row] = await sql`WITH made AS (UPDATE images SET file = ${"a"} WHERE id = ${imageId} RETURNING *) SELECT * FROM made`; console.log(row.file);')).toEqual([`read where images.id [id=${ID}]`, `write plain images.file [id=${ID}]`]);
    expect(effects('await sql`WITH old AS MATERIALIZED (SELECT id FROM images WHERE owner = ${"me"}) DELETE FROM tags USING old WHERE tags.image_id = old.id`;').filter((line) => line.startsWith('delete'))).toEqual(['delete plain tags [unknown]']);
    expect(effects('await sql`WITH RECURSIVE up AS (SELECT id FROM images WHERE id = ${imageId} UNION ALL SELECT i.id FROM images i JOIN up ON up.parent = i.id) SELECT * FROM up`;').join()).not.toContain(' up');
  });

  it('sees through a query that only passes rows on', () => {
    expect(effects('const [row] = await sql`WITH mine AS (SELECT * FROM images WHERE id = ${imageId}) SELECT m.file FROM mine m`; console.log(row.file);')).toContain(`read used images.file [id=${ID}]`);
    expect(effects('const [row] = await sql`SELECT x.file FROM (SELECT file FROM images WHERE id = ${imageId}) AS x`; console.log(row.file);')).toContain(`read used images.file [id=${ID}]`);
    expect(effects('const [row] = await sql`SELECT x.file FROM (SELECT count(*) AS file FROM images WHERE id = ${imageId}) x`; console.log(row.file);').join()).not.toContain('images.file');
  });

  it('reads what the queries in a condition, a list or a value read', () => {
    const where = [`read where images [id=${ID}]`, `read where images.file [id=${ID}]`, `read where images.id [id=${ID}]`];
    expect(effects('await sql`DELETE FROM tags WHERE image_id IN (SELECT id FROM images WHERE id = ${imageId} ORDER BY file)`;')).toEqual(expect.arrayContaining([...where, 'delete plain tags [unknown]']));
    expect(effects('await sql`SELECT (SELECT max(file) FROM old WHERE id = 1) AS last FROM images WHERE id = ${imageId}`;').join()).not.toContain('images.file');
    expect(effects('await sql`UPDATE tags SET name = (SELECT file FROM images WHERE id = ${imageId}) WHERE image_id = ${imageId}`;')).toEqual(expect.arrayContaining([`read selected images.file [id=${ID}]`, `write plain tags.name [image_id=${ID}]`]));
  });

  it('reads changes that draw on other tables', () => {
    expect(effects('await sql`UPDATE images AS i SET file = s.file FROM staged s WHERE s.image_id = i.id AND i.id = ${imageId}`;')).toEqual(expect.arrayContaining([`read where staged [image_id=${ID}]`, `read where staged.file [image_id=${ID}]`, `write plain images.file [id=${ID}]`]));
    expect(effects('await sql`UPDATE images i JOIN staged s ON s.image_id = i.id SET i.file = s.file WHERE i.id = ${imageId}`;')).toContain(`write plain images.file [id=${ID}]`);
    expect(effects('await sql`DELETE FROM tags t USING images i, owners o WHERE t.image_id = i.id AND o.id = i.owner AND i.id = ${imageId}`;')).toEqual(expect.arrayContaining([`delete plain tags [image_id=${ID}]`, `read where images [id=${ID}]`]));
    expect(effects('await sql`UPDATE images SET file = u.file FROM unnest(${job.data.ids}, ${job.data.files}) AS u(id, file) WHERE images.id = u.id`;')).toEqual(['read where images.id [unknown]', 'write plain images.file [unknown]']);
  });

  it('does not take the rows of a table that comes twice for one', () => {
    expect(effects('await sql`UPDATE images i SET file = p.file FROM images p WHERE p.parent = i.id AND p.id = ${imageId}`;').filter((line) => line.startsWith('write'))).toEqual(['write plain images.file [unknown]']);
  });

  it('reads INSERT … SELECT', () => {
    expect(effects('await sql`INSERT INTO tags (image_id, name) SELECT id, title FROM images WHERE id = ${imageId} ON CONFLICT DO NOTHING`;')).toEqual([
      `create lazy tags [image_id=${ID}]`,
      `read selected images.id [id=${ID}]`,
      `read selected images.title [id=${ID}]`,
      `read where images [id=${ID}]`,
      `read where images.id [id=${ID}]`,
      `read where images.title [id=${ID}]`,
    ]);
    expect(effects('await sql`INSERT INTO tags SELECT * FROM images WHERE id = ${imageId}`;')).toContain('create plain tags [new]');
  });

  it('knows the ways to write over a row that is there', () => {
    expect(effects('await sql`REPLACE INTO images (id, file) VALUES (${imageId}, ${"a"})`;')).toContain(`write plain images.file [id=${ID} file="a"]`);
    expect(effects('await sql`INSERT OR IGNORE INTO images (id) VALUES (${imageId})`;')).toEqual([`create lazy images [id=${ID}]`]);
    expect(effects('await sql`INSERT INTO images (id, file) VALUES (${imageId}, NULL) ON CONFLICT (id) WHERE file IS NULL DO UPDATE SET file = EXCLUDED.file WHERE images.seen`;')).toContain(`write plain images.file [id=${ID} file=null]`);
  });

  it('empties tables', () => {
    expect(effects('await sql`TRUNCATE TABLE tags, images CASCADE`;')).toEqual(['delete plain images [all]', 'delete plain tags [all]']);
  });

  it.each([
    ['views = ${1} + views', 'atomic'],
    ['views = CASE WHEN views IS NULL THEN 1 ELSE views END', 'lazy'],
    ['views = IFNULL(views, 1)', 'lazy'],
    ['views = views || ${"a"}', 'atomic'],
    ['views = GREATEST(views, 1)', 'plain'],
  ])('takes SET %s for %s, and what a column is worked out from itself for no read', (set, mode) => {
    expect(effects(`await sql\`UPDATE images SET ${set} WHERE id = \${imageId}\`;`)).toEqual([`read where images.id [id=${ID}]`, `write ${mode} images.views [id=${ID}]`]);
  });

  it.each([
    'UPDATE "public"."images" SET "file" = E\'it\\\\\'s\' WHERE "id" = ${imageId}::"Id"',
    'UPDATE images /* tags; */ SET file = $$it\'s$$ -- ; don\'t\n WHERE id = ${imageId}',
  ])('knows quotes and comments: %s', (statement) => {
    expect(effects(`await sql\`${statement}\`;`)).toEqual([`read where images.id [id=${ID}]`, `write plain images.file [id=${ID}]`]);
  });

  it('knows the columns of a join by their tables only', () => {
    const read = (list: string): string[] => effects(`const [row] = await sql\`SELECT ${list} FROM images i JOIN tags t ON t.image_id = i.id WHERE i.id = \${imageId}\`; console.log(row.name);`).filter((line) => line.startsWith('read used'));
    expect(read('*')).toEqual([]);
    expect(read('i.*')).toEqual([`read used images.name [id=${ID}]`]);
    expect(read('t.*')).toEqual([`read used tags.name [image_id=${ID}]`]);
    expect(read('i.*, t.*')).toEqual([]);
  });
});

describe('columns of JSON', () => {
  const written = (set: string): string[] => effects(`await sql\`UPDATE images SET meta = ${set} WHERE id = \${imageId}\`;`).filter((line) => line.startsWith('write'));
  const read = (list: string, use: string): string[] => effects(`const [row] = await sql\`SELECT ${list} FROM images WHERE id = \${imageId}\`; ${use}`).filter((line) => line.startsWith('read used'));

  it.each([
    [`jsonb_set(meta, '{size,width}', \${1})`, 'size'],
    [`jsonb_set(jsonb_set(COALESCE(meta, '{}'), '{a}', \${1}), ARRAY['b'], \${2}, true)`, 'a,b'],
    [`json_set(meta, '$.width', \${1}, '$.height', \${2})`, 'width,height'],
    [`meta || '{"a": 1, "b": 2}'::jsonb`, 'a,b'],
    [`meta || jsonb_build_object('a', \${1}::int)`, 'a'],
    [`meta - 'a'`, 'a'],
  ])('writes fields by %s', (set, fields) => {
    expect(written(set)).toEqual([`write plain images.meta{${fields}} [id=${ID}]`]);
  });

  it.each([`\${'{}'}`, `jsonb_set(other, '{a}', \${1})`, `jsonb_set(meta, \${'{a}'}, \${1})`])('writes all of it by %s', (set) => {
    expect(written(set)).toEqual([`write plain images.meta [id=${ID}]`]);
  });

  it.each([
    [`meta->>'width' AS w`, 'console.log(row.w);', '{width}'],
    [`meta->'size'->>'width' AS w`, 'console.log(row.w);', '{size}'],
    [`meta #>> '{size,width}' AS w`, 'console.log(row.w);', '{size}'],
    [`meta`, 'console.log(row.meta.width);', '{width}'],
    [`meta`, 'const { width, height } = row.meta; console.log(width, height);', '{width,height}'],
    [`meta`, 'console.log(row.meta);', ''],
    [`meta`, 'const { width, ...rest } = row.meta; console.log(rest);', ''],
    [`meta`, 'console.log(row.meta[job.data.name]);', ''],
    [`meta`, 'row.meta.map((part) => part.width);', ''],
  ])('reads SELECT %s, used by %s', (list, use, fields) => {
    expect(read(list, use)).toEqual([`read used images.meta${fields} [id=${ID}]`]);
  });

  it('looks at fields in conditions, which say nothing of the column', () => {
    expect(effects(`await sql\`DELETE FROM images WHERE meta->>'owner' = \${imageId}\`;`)).toEqual(['delete plain images [unknown]', 'read where images.meta{owner} [unknown]']);
    expect(effects(`await sql\`DELETE FROM images WHERE json_extract(meta, '$.owner') = \${imageId}\`;`)).toContain('read where images.meta{owner} [unknown]');
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
