import { describe, expect, it } from 'vitest';
import { parseSchema } from '../../../src/footprints/ecmascript/prisma/schema.js';
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
    const schema = parseSchema(SCHEMA);
    expect([...schema.keys()]).toEqual(['image', 'user', 'tag']);
    expect(schema.get('tag')?.table).toBe('image_tags');
    expect(schema.get('tag')?.fields.get('image')?.keys).toEqual([{ own: 'imageUuid', other: 'uuid' }]);
    expect(schema.get('user')?.fields.get('id')?.isId).toBe(true);
  });
});
