import { describe, expect, it } from 'vitest';
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
