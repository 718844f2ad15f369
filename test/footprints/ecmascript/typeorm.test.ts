import { describe, expect, it } from 'vitest';
import { modelKeysIn } from './lab.js';
import { effectsIn, ID, opaqueIn } from './task.js';

const ENTITIES = `
  import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
  @Entity()
  export class ImageFile {
    @PrimaryGeneratedColumn('uuid') uuid: string;
    @Column({ name: 'file_name' }) file: string;
    @Column() views: number;
    @OneToMany(() => Tag, (tag) => tag.image) tags: Tag[];
  }
  @Entity('image_tags')
  export class Tag {
    @PrimaryGeneratedColumn() id: number;
    @Column() name: string;
    @ManyToOne(() => ImageFile, (image) => image.tags) @JoinColumn({ name: 'image_id' }) image: ImageFile;
  }
`;
const BEFORE = `
  import { DataSource, In, IsNull, Not, Repository } from 'typeorm';
  import { ImageFile, Tag } from './entities';
  const source = new DataSource({});
  const images = source.getRepository(ImageFile);
  const tags = source.getRepository(Tag);
`;
const FILES = { 'entities.ts': ENTITIES };
const effects = (body: string, before = BEFORE): string[] => effectsIn({ before, body, files: FILES });

describe('typeorm', () => {
  it('updates and counts, under the names of the table', () => {
    expect(effects(`await images.update(imageId, { file: 'a' });`)).toEqual([`read where image_file.id [id=${ID}]`, `write plain image_file.file_name [id=${ID}]`]);
    expect(effects(`await images.increment({ uuid: imageId }, 'views', 1);`)).toContain(`write atomic image_file.views [id=${ID}]`);
  });

  it('loads rows with what hangs on them', () => {
    const body = `const image = await images.findOne({ where: { uuid: imageId }, relations: { tags: true } }); console.log(image.file); for (const tag of image.tags) console.log(tag.name);`;
    expect(effects(body)).toEqual([
      `read used image_file.file_name [id=${ID}]`,
      `read used image_tags.name [image_id=${ID}]`,
      `read where image_file [id=${ID}]`,
      `read where image_file.id [id=${ID}]`,
      `read where image_tags [image_id=${ID}]`,
    ]);
    expect(effects(`await tags.findBy({ image: { uuid: imageId }, name: IsNull() });`)).toContain(`read where image_tags [image_id=${ID} name=null]`);
  });

  it('writes at save what was assigned, and nothing without it', () => {
    expect(effects(`const image = await images.findOneBy({ uuid: imageId }); image.file = 'a'; await images.save(image);`)).toContain(`write plain image_file.file_name [id=${ID}]`);
    expect(effects(`const image = await images.findOneBy({ uuid: imageId }); image.file = 'a'; return image;`).filter((line) => line.startsWith('write'))).toEqual([]);
  });

  it('takes what fills an empty column as that', () => {
    const load = 'const image = await images.findOneBy({ uuid: imageId });';
    expect(effects(`${load} if (!image.file) image.file = 'a'; await images.save(image);`)).toContain(`write lazy image_file.file_name [id=${ID}]`);
    expect(effects(`${load} if (image.file) return; image.file = 'a'; await images.save(image);`)).toContain(`write lazy image_file.file_name [id=${ID}]`);
    expect(effects(`${load} image.file ??= 'a'; await images.save(image);`)).toContain(`write lazy image_file.file_name [id=${ID}]`);
    expect(effects(`${load} if (image.views > 1) image.file = 'a'; await images.save(image);`)).toContain(`write plain image_file.file_name [id=${ID}]`);
  });

  it('takes one of several rows, the first in an order, for any of them', () => {
    const used = (options: string): string[] => effects(`const tag = await tags.findOne(${options}); console.log(tag.name);`).filter((line) => line.includes('used'));
    expect(used(`{ where: { image: { uuid: imageId } }, order: { id: 'DESC' } }`)).toEqual(['read used image_tags.name [unknown]']);
    expect(used(`{ where: { image: { uuid: imageId } } }`)).toEqual([`read used image_tags.name [image_id=${ID}]`]);
    expect(used(`{ where: { id: imageId }, order: { name: 'DESC' } }`)).toEqual([`read used image_tags.name [id=${ID}]`]);
  });

  it('leaves out what is undefined', () => {
    expect(effects(`await images.update({ uuid: imageId, views: undefined }, { file: undefined, views: 1 });`)).toEqual([`read where image_file.id [id=${ID}]`, `write plain image_file.views [id=${ID}]`]);
  });

  it('writes what is merged into a row', () => {
    expect(effects(`const image = await images.findOneBy({ uuid: imageId }); images.merge(image, { file: 'a' }); await images.save(image);`)).toContain(`write plain image_file.file_name [id=${ID}]`);
    expect(effects(`const image = await images.preload({ uuid: imageId, file: 'a' }); await images.save(image);`)).toContain(`write plain image_file.file_name [id=${ID}]`);
  });

  it('makes and removes rows', () => {
    expect(effects(`const tag = tags.create({ name: 'a' }); await tags.save(tag);`)).toEqual(['create plain image_tags [name="a"]']);
    expect(effects(`const tag = tags.create({ name: 'a' });`)).toEqual([]);
    expect(effects(`await tags.insert([{ name: 'a' }]);`)).toEqual(['create plain image_tags [name="a"]']);
    expect(effects(`const image = await images.findOneBy({ uuid: imageId }); await images.remove(image);`)).toContain(`delete plain image_file [id=${ID}]`);
    expect(effects(`await images.save({ uuid: imageId, file: 'a' });`)).toEqual([`create lazy image_file [id=${ID}]`, `write plain image_file.file_name [id=${ID}]`]);
  });

  it('does not take other conditions for the row', () => {
    const row = (where: string): string | undefined => effects(`await tags.delete(${where});`).find((line) => line.startsWith('delete'));
    expect(row('{ image: { uuid: imageId } }')).toBe(`delete plain image_tags [image_id=${ID}]`);
    expect(row('{ id: In([imageId]) }')).toBe(`delete plain image_tags [id=${ID}]`);
    expect(row('{ id: Not(imageId) }')).toBe('delete plain image_tags [unknown]');
    expect(row('job.data.where')).toBe('delete plain image_tags [id=argument(data.where)]');
  });

  it('reads the texts of the query builder', () => {
    expect(effects(`const image = await images.createQueryBuilder('image').where('image.uuid = :id', { id: imageId }).andWhere('image.views > 3').getOne(); console.log(image.file);`)).toContain(`read where image_file [id=${ID}]`);
    expect(effects(`await images.createQueryBuilder().update(ImageFile).set({ file: 'a', views: () => 'views + 1' }).where('uuid = :id', { id: imageId }).execute();`)).toEqual([
      `read where image_file.id [id=${ID}]`,
      `write atomic image_file.views [id=${ID}]`,
      `write plain image_file.file_name [id=${ID}]`,
    ]);
    expect(effects(`await tags.createQueryBuilder().delete().where('id = :id', { id: imageId }).where('name = :name', { name: 'a' }).execute();`)).toContain('delete plain image_tags [name="a"]');
    expect(effects(`await tags.createQueryBuilder().delete().whereInIds([imageId]).execute();`)).toContain('delete plain image_tags [unknown]');
    expect(effects(`await source.createQueryBuilder().delete().from(Tag).where('id = :id OR name = :id', { id: imageId }).execute();`)).toContain('delete plain image_tags [unknown]');
  });

  it('knows injected repositories by their types, and managers', () => {
    const before = `
      import { Repository } from 'typeorm';
      import { ImageFile } from './entities';
      class Images { constructor(private readonly images: Repository<ImageFile>) {} async drop(id: string) { await this.images.delete(id); } }
      declare const service: Images;`;
    expect(effects('await service.drop(imageId);', before)).toContain(`delete plain image_file [id=${ID}]`);
    expect(effects(`await source.transaction(async (manager) => { await manager.update(ImageFile, imageId, { file: 'a' }); });`)).toContain(`write plain image_file.file_name [id=${ID}]`);
    expect(effects(`await source.query('DELETE FROM image_tags WHERE image_id = $1', [imageId]);`)).toContain(`delete plain image_tags [image_id=${ID}]`);
  });

  it('says what it does not know', () => {
    const before = `import { DataSource } from 'typeorm';\nconst source = new DataSource({});`;
    expect(opaqueIn({ before, body: `await source.getRepository(job.data.entity).delete(imageId);`, files: FILES })).toEqual(['uses a repository of an entity that is not known']);
    expect(effects(`await job.data.repository.delete(imageId);`)).toEqual([]);
  });
});

describe('typeorm entities with methods of their own', () => {
  const ENTITY = `
    import { BaseEntity, Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
    @Entity()
    export class Image extends BaseEntity {
      @PrimaryGeneratedColumn() id: string;
      @Column() file: string;
      static named(file: string) { return this.findBy({ file }); }
    }
    @Entity()
    export class Tag extends BaseEntity {
      @PrimaryGeneratedColumn() id: string;
      @Column() name: string;
      @ManyToOne(() => Image) image: Image;
    }`;
  const records = (body: string): string[] => effectsIn({ before: `import { Image, Tag } from './records';`, body, files: { 'records.ts': ENTITY } });

  it('load, write and remove themselves', () => {
    expect(records(`const image = await Image.findOneBy({ id: imageId }); image.file = 'a'; await image.save();`)).toContain(`write plain image.file [id=${ID}]`);
    expect(records(`const image = await Image.findOneByOrFail({ id: imageId }); await image.remove();`)).toContain(`delete plain image [id=${ID}]`);
    expect(records(`await Image.update(imageId, { file: 'a' });`)).toContain(`write plain image.file [id=${ID}]`);
    expect(records(`await Image.getRepository().update(imageId, { file: 'a' });`)).toContain(`write plain image.file [id=${ID}]`);
    expect(records(`await Image.createQueryBuilder().delete().where('id = :id', { id: imageId }).execute();`)).toContain(`delete plain image [id=${ID}]`);
    expect(records(`for (const image of await Image.named('a')) console.log(image.id);`)).toContain('read where image [file="a"]');
  });

  it('are made with what they are given, keys of other rows too', () => {
    const created = `create plain tag [name="a" imageId=${ID}]`;
    expect(records(`const tag = new Tag(); tag.name = 'a'; tag.image = await Image.findOneBy({ id: imageId }); await tag.save();`)).toContain(created);
    expect(records(`await Tag.create({ name: 'a', image: { id: imageId } }).save();`)).toEqual([created]);
    expect(records(`await Tag.insert({ name: 'a', image: { id: imageId } });`)).toEqual([created]);
    expect(records(`const tag = new Tag();`)).toEqual([]);
  });

  it('are saved as a list', () => {
    expect(records(`const image = await Image.findOneBy({ id: imageId }); image.file = 'a'; const tag = Tag.create({ name: 'b' }); await Image.save([image, tag]);`)).toEqual(
      expect.arrayContaining([`write plain image.file [id=${ID}]`, 'create plain tag [name="b"]']),
    );
  });
});

describe('typeorm with several databases', () => {
  const entity = (options: string): string => `import { Entity, PrimaryColumn } from 'typeorm';\n@Entity(${options})\nexport class User { @PrimaryColumn() id: string; name: string; }`;
  const worker = (before: string, body: string): string => `import { Worker } from 'bullmq';\nimport { DataSource, Repository } from 'typeorm';\n${before}\nnew Worker('users', async (job) => { ${body} });`;
  const two = `import { User as Old } from './old';\nimport { User } from './new';\nconst source = new DataSource({});`;
  const keysWith = (old: string, current: string): readonly string[] =>
    modelKeysIn({ 'old.ts': entity(old), 'new.ts': entity(current), 'worker.ts': worker(two, `await source.getRepository(Old).delete(job.data.id); await source.getRepository(User).delete(job.data.id);`) });

  it('does not take two classes of one table for one', () => {
    expect(keysWith(`'users'`, `{ name: 'users' }`)).toEqual(['typeorm:old.ts#User', 'typeorm:new.ts#User']);
    expect(keysWith('', '')).toHaveLength(2);
    expect(keysWith(`'users'`, `'people'`)).toEqual(['sql:users', 'sql:people']);
    expect(keysWith(`'users', { schema: 'old' }`, `{ name: 'users', schema: 'public' }`)).toHaveLength(2);
  });

  it('tells injected connections apart', () => {
    const before = `import { InjectRepository } from '@nestjs/typeorm';\nimport { User } from './user';\nclass Users { constructor(@InjectRepository(User) readonly own: Repository<User>, @InjectRepository(User, 'old') readonly old: Repository<User>) {} }\ndeclare const users: Users;`;
    expect(modelKeysIn({ 'user.ts': entity(`'users'`), 'worker.ts': worker(before, 'await users.own.delete(job.data.id); await users.old.delete(job.data.id);') })).toEqual(['sql:users', 'sql:users@old']);
  });

  it('knows a repository by the class that it extends', () => {
    const before = `import { User } from './user';\nclass Users extends Repository<User> { async drop(id: string) { await this.delete(id); } }\ndeclare const users: Users;`;
    expect(modelKeysIn({ 'user.ts': entity(`'users'`), 'worker.ts': worker(before, 'await users.drop(job.data.id);') })).toEqual(['sql:users']);
  });
});
