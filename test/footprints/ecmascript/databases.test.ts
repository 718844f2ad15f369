import { describe, expect, it } from 'vitest';
import type { Effect, Model } from '../../../src/analysis/footprint.js';
import { meetingOf } from '../../../src/analysis/meetings.js';
import { knowledgeIn } from './lab.js';

/** The databases in which the effects of a task that has these things before it are meant. */
function databasesIn(before: string, body: string): (string | undefined)[] {
  const worker = `import { Worker } from 'bullmq';\n${before}\nnew Worker('images', async (job) => { const { imageId } = job.data; ${body} });`;
  const { effects } = knowledgeIn({ 'worker.ts': worker });
  return [...new Set(effects.flatMap(({ resource }) => ('model' in resource ? [resource.model.database] : [])))];
}

const PG = `import { Pool } from 'pg';`;
const QUERY = `const { rows } = await db.query('SELECT * FROM images WHERE id = $1', [imageId]); console.log(rows[0].file);`;

describe('the database of a client', () => {
  it.each([
    ['', undefined],
    [`{ max: 2 }`, undefined],
    [`{ connectionString: job.data.url }`, undefined],
    [`{ connectionString: process.env.LOGS_URL }`, 'process.env.LOGS_URL'],
    [`{ connectionString: 'postgres://me:secret@db/logs?ssl=1' }`, 'db/logs'],
    [`{ host: 'db', database: 'logs' }`, 'db logs'],
  ])('new Pool(%s): %s', (options, expected) => {
    expect(databasesIn(`${PG}\nconst db = new Pool(${options});`, QUERY)).toEqual([expected]);
  });

  it.each([
    ['a connection that is taken out', `${PG}\nconst db = new Pool({ database: 'logs' });`, `const client = await db.connect(); await client.query('DELETE FROM images');`],
    ['postgres.js', `import postgres from 'postgres';\nconst sql = postgres('logs');`, 'await sql.begin(async (tx) => { await tx`DELETE FROM images`; });'],
    ['SQLite', `import Database from 'better-sqlite3';\nconst db = new Database('logs');`, `const row = db.prepare('SELECT * FROM images').get(); console.log(row.file);`],
    ['Knex', `import knex from 'knex';\nconst db = knex({ client: 'pg', connection: { database: 'logs' } });`, `await db('images').where({ id: imageId }).update({ file: 'a' }); await db.transaction(async (trx) => { await trx('tags').del(); });`],
    ['Kysely', `import { Kysely, PostgresDialect } from 'kysely';\n${PG}\nconst db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ database: 'logs' }) }) });`, `await db.deleteFrom('images').execute(); await db.transaction().execute(async (trx) => { await trx.deleteFrom('tags').execute(); });`],
    ['Drizzle', `import { drizzle } from 'drizzle-orm/node-postgres';\nimport { sql } from 'drizzle-orm';\n${PG}\nconst pool = new Pool({ database: 'logs' });\nconst db = drizzle(pool, { logger: true });`, 'await db.execute(sql`DELETE FROM images`); await db.transaction(async (tx) => { await tx.execute(sql`DELETE FROM tags`); });'],
  ])('%s', (_name, before, body) => {
    expect(databasesIn(before, body)).toEqual(['logs']);
  });
});

describe('tables of two databases', () => {
  const modelIn = (database?: string): Model => ({ key: 'sql:images', name: 'images', ...(database === undefined ? {} : { database }) });
  const effect = (operation: Effect['operation'], model: Model): Effect => ({
    operation,
    resource: { kind: 'column', model, column: 'file', row: { kind: 'keyed', by: [{ column: 'id', is: { kind: 'value', root: 'a', path: [], text: 'a' } }] } },
    mode: 'plain',
    rank: 'used',
    site: { file: 'a.ts', line: 1, offset: 0 },
    via: [],
    behind: [],
  });

  it.each([
    ['logs', 'main', 'apart'],
    ['logs', 'logs', 'same'],
    ['logs', undefined, 'same'],
  ])('%s and %s are %s', (one, other, expected) => {
    expect(meetingOf(effect('write', modelIn(one)), effect('read', modelIn(other)))?.sameness).toBe(expected);
  });
});
