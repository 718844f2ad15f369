import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const BEFORE = `
  import mongoose, { model, Schema, type Model } from 'mongoose';
  const Image = mongoose.models.Image || mongoose.model('Image', new Schema({}));
  const Tag = model('Tag', new Schema({}));
`;
const effects = (body: string): string[] => effectsIn({ before: BEFORE, body });

describe('mongoose', () => {
  it('updates, counts and fills', () => {
    expect(effects(`await Tag.updateOne({ _id: imageId }, { $set: { 'meta.file': 'a' }, $inc: { views: 1 }, $setOnInsert: { made: 1 }, name: 'b' });`)).toEqual([
      `read where Tag.id [id=${ID}]`,
      `write atomic Tag.views [id=${ID}]`,
      `write lazy Tag.made [id=${ID}]`,
      `write plain Tag.meta [id=${ID}]`,
      `write plain Tag.name [id=${ID}]`,
    ]);
    expect(effects(`await Tag.findOneAndUpdate({ imageId }, { name: 'a' }, { upsert: true });`)).toContain(`create lazy Tag [imageId=${ID}]`);
  });

  it('reads what is used of a document', () => {
    expect(effects(`const tag = await Tag.findById(imageId).select('name').lean(); console.log(tag.name);`)).toEqual([
      `read selected Tag.name [id=${ID}]`,
      `read used Tag.name [id=${ID}]`,
      `read where Tag [id=${ID}]`,
      `read where Tag.id [id=${ID}]`,
    ]);
  });

  it('writes at save what was assigned or set, and nothing without it', () => {
    expect(effects(`const tag = await Tag.findById(imageId); tag.name = 'a'; tag.set('file', 'b'); await tag.save();`).filter((line) => line.startsWith('write'))).toEqual([
      `write plain Tag.file [id=${ID}]`,
      `write plain Tag.name [id=${ID}]`,
    ]);
    expect(effects(`const tag = await Tag.findById(imageId); tag.name = 'a';`).filter((line) => line.startsWith('write'))).toEqual([]);
    expect(effects(`const tag = await Tag.findById(imageId); if (!tag.name) { tag.name = 'a'; await tag.save(); }`)).toContain(`write lazy Tag.name [id=${ID}]`);
  });

  it('makes and deletes documents', () => {
    expect(effects(`await Tag.create({ imageId, name: 'a' });`)).toEqual([`create plain Tag [imageId=${ID} name="a"]`]);
    expect(effects(`const tag = new Tag({ imageId }); await tag.save();`)).toEqual([`create plain Tag [imageId=${ID}]`]);
    expect(effects(`new Tag({ imageId });`)).toEqual([]);
    expect(effects(`await Tag.deleteMany({ imageId });`)).toContain(`delete plain Tag [imageId=${ID}]`);
    expect(effects(`const tag = await Tag.findById(imageId); await tag.deleteOne();`)).toContain(`delete plain Tag [id=${ID}]`);
  });

  it('does not take other conditions for the document', () => {
    const row = (condition: string): string | undefined => effects(`await Tag.deleteMany(${condition});`).find((line) => line.startsWith('delete'));
    expect(row('{ $or: [{ imageId }, { name: "a" }] }')).toBe('delete plain Tag [unknown]');
    expect(row('{ imageId: { $ne: imageId } }')).toBe('delete plain Tag [unknown]');
    expect(row('{ imageId: { $in: [imageId] } }')).toBe(`delete plain Tag [imageId=${ID}]`);
    expect(row('{ "meta.imageId": imageId }')).toBe('delete plain Tag [unknown]');
  });

  it('knows injected models', () => {
    const before = `
      import { InjectModel } from '@nestjs/mongoose';
      import { Model } from 'mongoose';
      class Tag {}
      class Tags { constructor(@InjectModel(Tag.name) private readonly tags: Model<TagDocument>) {} async drop(id: string) { await this.tags.deleteOne({ _id: id }); } }
      declare const service: Tags;`;
    expect(effectsIn({ before, body: 'await service.drop(imageId);' })).toContain(`delete plain Tag [id=${ID}]`);
  });

  it('says what it does not know', () => {
    expect(opaqueIn({ before: BEFORE, body: 'await Tag.bulkWrite(job.data.writes);' })).toEqual(['calls `bulkWrite` of a model']);
    expect(effects('await job.data.Tag.deleteMany({ imageId });')).toEqual([]);
  });
});
