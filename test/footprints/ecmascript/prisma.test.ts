import { describe, expect, it } from 'vitest';
import { parseSchema } from '../../../src/footprints/ecmascript/prisma/schema.js';
import { modelKeysIn } from './lab.js';
import { effectsIn, ID, opaqueIn } from './task.js';

const BEFORE = `import { PrismaClient, type Prisma } from '@prisma/client';\nconst prisma = new PrismaClient().$extends({});`;
const SCHEMA = `
model Image {
  uuid    String @id
  file    String?
  ownerId String
  owner   User   @relation(fields: [ownerId], references: [id])
  tags    Tag[]
}
model User {
  id     String  @id // the primary key
  images Image[]
}
model Tag {
  id    String @id
  name  String
  image Image  @relation(fields: [imageUuid], references: [uuid])
  imageUuid String
  @@map("image_tags")
}`;

const effects = (body: string, files: Record<string, string> = {}): string[] => effectsIn({ before: BEFORE, body, files });
const withSchema = (body: string): string[] => effects(body, { 'prisma/schema.prisma': SCHEMA });

describe('prisma', () => {
  it('writes the columns of data in the row of where', () => {
    expect(effects(`await prisma.image.update({ where: { id: imageId }, data: { file: 'a', views: { increment: 1 }, title: { set: 'b' } } });`)).toEqual([
      `read where Image.id [id=${ID}]`,
      `write atomic Image.views [id=${ID}]`,
      `write plain Image.file [id=${ID}]`,
      `write plain Image.title [id=${ID}]`,
    ]);
  });

  it('writes no column that is left as it is', () => {
    expect(effects(`await prisma.image.update({ where: { id: imageId }, data: { file: undefined, title: 'b' } });`)).toEqual([`read where Image.id [id=${ID}]`, `write plain Image.title [id=${ID}]`]);
  });

  it('leaves out what Prisma is told to skip', () => {
    const before = BEFORE.replace('type Prisma', 'Prisma');
    expect(effectsIn({ before, body: `await prisma.image.update({ where: { id: imageId, ownerId: Prisma.skip }, data: { file: Prisma.skip, title: 'b' } });` })).toEqual([`read where Image.id [id=${ID}]`, `write plain Image.title [id=${ID}]`]);
  });

  it('reads what is used', () => {
    expect(effects(`const image = await prisma.image.findUnique({ where: { id: imageId } }); console.log(image.file);`)).toEqual([
      `read used Image.file [id=${ID}]`,
      `read where Image [id=${ID}]`,
      `read where Image.id [id=${ID}]`,
    ]);
    expect(effects(`await prisma.image.findUnique({ where: { id: imageId }, select: { file: true } });`)).toContain(`read selected Image.file [id=${ID}]`);
  });

  it('makes, deletes and upserts rows', () => {
    expect(effects(`await prisma.tag.create({ data: { imageId, name: 'a' } });`)).toEqual([`create plain Tag [imageId=${ID} name="a"]`]);
    expect(effects(`await prisma.tag.createMany({ data: job.data.names.map((name) => ({ imageId, name })), skipDuplicates: true });`)).toEqual([`create lazy Tag [imageId=${ID}]`]);
    expect(effects(`await prisma.tag.deleteMany({ where: { AND: [{ imageId }, { name: 'a' }] } });`)).toContain(`delete plain Tag [imageId=${ID} name="a"]`);
    expect(effects(`await prisma.image.upsert({ where: { id: imageId }, create: { id: imageId }, update: { file: 'a' } });`)).toEqual([
      `create lazy Image [id=${ID}]`,
      `read where Image.id [id=${ID}]`,
      `write plain Image.file [id=${ID}]`,
    ]);
  });

  it('does not take other conditions for the row', () => {
    const row = (where: string): string | undefined => effects(`await prisma.tag.deleteMany({ where: ${where} });`).find((line) => line.startsWith('delete'));
    expect(row('{ OR: [{ imageId }, { name: "a" }] }')).toBe('delete plain Tag [unknown]');
    expect(row('{ NOT: { imageId } }')).toBe('delete plain Tag [unknown]');
    expect(row('{ imageId: { not: imageId } }')).toBe('delete plain Tag [unknown]');
    expect(row('{ imageId: { in: [imageId] } }')).toBe(`delete plain Tag [imageId=${ID}]`);
    expect(row('job.data.where')).toBe('delete plain Tag [unknown]');
    expect(row('{ ...job.data.where, imageId }')).toBe('delete plain Tag [unknown]');
    expect(row('{ imageId_name: { imageId, name: "a" } }')).toBe(`delete plain Tag [imageId=${ID} name="a"]`);
  });

  it('knows transactions, as a callback, as a list and by type', () => {
    expect(effects(`await prisma.$transaction(async (tx) => { await tx.tag.deleteMany({ where: { imageId } }); });`)).toContain(`delete plain Tag [imageId=${ID}]`);
    expect(effects(`await prisma.$transaction([prisma.tag.deleteMany({ where: { imageId } })]);`)).toContain(`delete plain Tag [imageId=${ID}]`);
    expect(effects(`await clean(registry().tx); async function clean(tx: Prisma.TransactionClient) { await tx.tag.deleteMany({ where: { imageId } }); }`)).toContain(`delete plain Tag [imageId=${ID}]`);
  });

  it('knows a service that is a client', () => {
    const service = `import { PrismaClient } from '@prisma/client';\nexport class Prisma extends PrismaClient {}`;
    const body = `await prisma.tag.deleteMany({ where: { imageId } });`;
    expect(effectsIn({ before: `import { Prisma } from './service';\nconst prisma = new Prisma();`, body, files: { 'service.ts': service } })).toContain(`delete plain Tag [imageId=${ID}]`);
  });

  it('runs SQL of its own', () => {
    expect(effects('await prisma.$executeRaw`UPDATE "Image" SET file = ${job.data.file} WHERE id = ${imageId}`;')).toContain(`write plain Image.file [id=${ID}]`);
    expect(opaqueIn({ before: BEFORE, body: 'await prisma.$executeRaw`CALL clean(${imageId})`;' })).toEqual(['runs SQL that is not understood']);
  });
});

describe('prisma with its schema', () => {
  it('calls the primary key id, and follows foreign keys', () => {
    expect(withSchema(`const image = await prisma.image.findUnique({ where: { uuid: imageId }, include: { tags: true } }); for (const tag of image.tags) console.log(tag.name);`)).toEqual([
      `read used Tag.name [imageUuid=${ID}]`,
      `read where Image [id=${ID}]`,
      `read where Image.id [id=${ID}]`,
      `read where Tag [imageUuid=${ID}]`,
    ]);
    expect(withSchema(`await prisma.tag.findMany({ where: { image: { uuid: imageId } } });`)).toContain(`read where Tag [imageUuid=${ID}]`);
  });

  it('makes rows of other tables by the key of their parent', () => {
    const body = `await prisma.image.update({ where: { uuid: imageId }, data: { owner: { connect: { id: 'u' } }, tags: { create: [{ name: 'a' }], deleteMany: {} } } });`;
    expect(withSchema(body)).toEqual([
      `create plain Tag [imageUuid=${ID} name="a"]`,
      `delete plain Tag [imageUuid=${ID}]`,
      `read where Image.id [id=${ID}]`,
      `write plain Image.ownerId [id=${ID}]`,
    ]);
  });

  it('claims nothing of other tables without it', () => {
    expect(effects(`await prisma.image.update({ where: { id: imageId }, data: { tags: { create: [{ name: 'a' }] } } });`)).toEqual([`read where Image.id [id=${ID}]`, `write plain Image.tags [id=${ID}]`]);
  });

  it('reads models, relations and table names', () => {
    const { models } = parseSchema(SCHEMA);
    expect([...models.keys()]).toEqual(['image', 'user', 'tag']);
    expect(models.get('tag')?.table).toBe('image_tags');
    expect(models.get('tag')?.fields.get('image')?.keys).toEqual([{ own: 'imageUuid', other: 'uuid' }]);
    expect(models.get('user')?.fields.get('id')?.isId).toBe(true);
  });
});

describe('clients that Prisma writes into the project', () => {
  const DELETED = `delete plain Tag [imageUuid=${ID}]`;
  const deleteTags = `await prisma.tag.deleteMany({ where: { image: { uuid: imageId } } });`;
  const generator = (output: string, provider = 'prisma-client'): string => `generator client {\n  provider = "${provider}"\n  output   = "${output}"\n}\n`;
  const source = `datasource db {\n  provider = "postgresql"\n}\n`;
  const effectsWith = (before: string, files: Record<string, string>, body = deleteTags): string[] => effectsIn({ before, body, files });

  it('knows them by the schema, whether they are there or not', () => {
    const schema = { 'db/schema.prisma': generator('../src/generated/prisma') + SCHEMA };
    const construct = (from: string): string => `import { PrismaClient } from '${from}';\nconst prisma = new PrismaClient();`;
    expect(effectsWith(construct('./src/generated/prisma/client'), schema)).toContain(DELETED);
    expect(effectsWith(construct('./src/generated/prisma/client.js'), { ...schema, 'src/generated/prisma/client.ts': `export class PrismaClient { tag: any }` })).toContain(DELETED);
    expect(effectsWith(construct('./src/generated/other'), schema)).toEqual([]);
    expect(effectsWith(construct('./src/generated/prisma'), { 'db/schema.prisma': generator('../src/generated/prisma', 'prisma-kysely') + SCHEMA })).toEqual([]);
  });

  it('knows them through aliases, re-exports of workspace packages, and below node_modules', () => {
    const aliased = { 'tsconfig.json': `{ "compilerOptions": { "paths": { "@db/*": ["./generated/*"] } } }`, 'prisma/schema.prisma': generator('../generated/prisma') + SCHEMA };
    expect(effectsWith(`import { PrismaClient } from '@db/prisma';\nconst prisma = new PrismaClient();`, aliased)).toContain(DELETED);
    const workspace = {
      'package.json': `{ "workspaces": ["packages/*"] }`,
      'packages/db/package.json': `{ "name": "@acme/db", "main": "./dist/index.js" }`,
      'packages/db/src/index.ts': `import { PrismaClient } from '../generated/client';\nexport const prisma = new PrismaClient({ adapter });\nexport * from '../generated/client';`,
      'packages/db/prisma/schema.prisma': generator('../generated/client', 'prisma-client-js') + SCHEMA,
    };
    expect(effectsWith(`import { prisma } from '@acme/db';`, workspace)).toContain(DELETED);
    expect(effectsWith(`import type { Prisma } from '@acme/db';`, workspace, `await clean(job.tx); async function clean(prisma: Prisma.TransactionClient) { ${deleteTags} }`)).toContain(DELETED);
    const installed = { 'prisma/schema.prisma': generator('../node_modules/@acme/images-client', 'prisma-client-js') + SCHEMA };
    expect(effectsWith(`import { PrismaClient } from '@acme/images-client';\nconst prisma = new PrismaClient();`, installed)).toContain(DELETED);
  });

  it('reads a schema of several files as one', () => {
    const [image = '', ...others] = SCHEMA.split(/(?=^model )/m).filter((part) => part.trim() !== '');
    const files = { 'prisma/schema/main.prisma': generator('../../generated') + source, 'prisma/schema/image.prisma': image, 'prisma/schema/more/others.prisma': others.join('') };
    expect(effectsWith(`import { PrismaClient } from './generated/client';\nconst prisma = new PrismaClient();`, files)).toContain(DELETED);
  });

  it('tells the tables of two databases apart', () => {
    const schema = (name: string): string => `${generator(`../generated/${name}`)}${source}model User {\n  id String @id\n  name String\n}\n`;
    const files = { 'shop/schema.prisma': schema('shop'), 'blog/schema.prisma': schema('blog') };
    const keysOf = (before: string, body: string): readonly string[] => modelKeysIn({ ...files, 'worker.ts': `import { Worker } from 'bullmq';\n${before}\nnew Worker('users', async (job) => { const { id } = job.data; ${body} });` });
    const clients = `import { PrismaClient as Shop } from './generated/shop/client';\nimport { PrismaClient as Blog } from './generated/blog/client';\nconst shop = new Shop();\nconst blog = new Blog();`;
    const update = (client: string): string => `await ${client}.user.update({ where: { id }, data: { name: 'a' } });`;
    const both = keysOf(clients, update('shop') + update('blog'));
    expect(both).toHaveLength(2);
    expect(keysOf(clients, `await shop.$transaction(async (tx) => { ${update('tx')} });`)).toEqual([both[0]]);
    expect(keysOf(clients, 'await blog.$executeRaw`UPDATE "User" SET name = ${job.data.name} WHERE id = ${id}`;')).toEqual([both[1]]);
  });
});

describe('the schema of a client that says no place', () => {
  const uuid = (model: string): string => `model ${model} {\n  uuid String @id\n}\n`;
  const rowIn = (files: Record<string, string>): string | undefined => effects(`await prisma.image.delete({ where: { uuid: imageId } });`, files).find((line) => line.startsWith('delete'));

  it('is the only one around, or that in the usual place', () => {
    expect(rowIn({ 'somewhere/database.prisma': uuid('Image') })).toBe(`delete plain Image [id=${ID}]`);
    expect(rowIn({ 'prisma/schema.prisma': uuid('Image'), 'examples/shop/schema.prisma': `datasource db {\n}\n${uuid('Order')}` })).toBe(`delete plain Image [id=${ID}]`);
    expect(rowIn({ 'one/schema.prisma': uuid('Image'), 'two/schema.prisma': uuid('Order') })).toBe(`delete plain Image [uuid=${ID}]`);
  });

  it('reads models with braces in their defaults', () => {
    expect(rowIn({ 'prisma/schema.prisma': `model Image {\n  data Json @default("{}")\n  uuid String @id\n}\n` })).toBe(`delete plain Image [id=${ID}]`);
  });
});
