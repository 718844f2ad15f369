import { describe, expect, it } from 'vitest';
import { modelKeysIn } from './lab.js';
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
      `write plain Tag.meta{file} [id=${ID}]`,
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
    const opaque = (body: string): string[] => opaqueIn({ before: BEFORE, body });
    expect(opaque('await Tag.bulkWrite(job.data.writes);')).toEqual(['writes documents in bulk that are not known']);
    expect(opaque('await Tag.bulkWrite([{ [job.data.kind]: { filter: { imageId } } }]);')).toEqual(['writes documents in bulk that are not known']);
    expect(opaque('await Tag.aggregate(job.data.stages);')).toEqual(['aggregates in a way that is not known']);
    expect(opaque(`await Tag.aggregate([{ $match: { imageId } }, { $merge: 'counts' }]);`)).toEqual(['writes what it aggregates to a collection']);
    expect(effects('await job.data.Tag.deleteMany({ imageId });')).toEqual([]);
  });

  it('writes in bulk what each operation writes', () => {
    expect(effects(`await Tag.bulkWrite([{ updateOne: { filter: { _id: imageId }, update: { $set: { name: 'a' } } } }, { insertOne: { document: { imageId } } }, { deleteMany: { filter: { imageId } } }]);`)).toEqual([
      `create plain Tag [imageId=${ID}]`,
      `delete plain Tag [imageId=${ID}]`,
      `read where Tag.id [id=${ID}]`,
      `read where Tag.imageId [imageId=${ID}]`,
      `write plain Tag.name [id=${ID}]`,
    ]);
    expect(effects(`await Tag.bulkWrite(job.data.tags.map((tag) => ({ updateOne: { filter: { imageId, name: tag.name }, update: { name: 'a' }, upsert: true } })));`)).toContain('write plain Tag.name [imageId=argument(data.imageId) name=?]');
  });

  it('reads what a pipeline matches, sorts by and computes with', () => {
    expect(effects(`await Tag.aggregate([{ $match: { imageId } }, { $sort: { rank: -1 } }, { $group: { _id: '$name', total: { $sum: '$views' } } }, { $sort: { total: 1 } }]);`)).toEqual([
      `read used Tag.name [imageId=${ID}]`,
      `read used Tag.views [imageId=${ID}]`,
      `read where Tag [imageId=${ID}]`,
      `read where Tag.imageId [imageId=${ID}]`,
      `read where Tag.rank [imageId=${ID}]`,
    ]);
    const pipeline = `[{ $match: { _id: new mongoose.Types.ObjectId(imageId) } }, { $lookup: { from: 'images', localField: 'imageId', foreignField: '_id', as: 'image' } }, { $project: { name: 1, upper: { $toUpper: '$name' } } }]`;
    expect(effects(`const [tag] = await Tag.aggregate(${pipeline}); console.log(tag.name, tag.upper, tag.image);`)).toEqual([
      `read selected Tag.name [id=${ID}]`,
      `read used Tag.name [id=${ID}]`,
      `read where Tag [id=${ID}]`,
      `read where Tag.id [id=${ID}]`,
    ]);
    expect(effects(`await Tag.aggregate([{ $match: { imageId } }, { $limit: 1 }, { $match: { name: 'a' } }]);`)).toContain('read where Tag [unknown]');
  });

  it('does not take a query that is narrowed later for all of its rows', () => {
    expect(effects(`await Tag.deleteMany().where('imageId').equals(imageId);`)).toContain('delete plain Tag [unknown]');
  });

  it('takes an ObjectId for the id that it is made of', () => {
    expect(effects('const id = new mongoose.Types.ObjectId(imageId); await Tag.deleteOne({ _id: id });')).toContain(`delete plain Tag [id=${ID}]`);
  });

  it('writes a path that is marked as changed', () => {
    expect(effects(`const tag = await Tag.findById(imageId); tag.meta.file = 'a'; tag.markModified('meta.file'); await tag.save();`)).toContain(`write plain Tag.meta{file} [id=${ID}]`);
  });

  it('takes a path for a field of its column, where it is one', () => {
    const written = (paths: string): string[] => effects(`await Tag.updateOne({ _id: imageId }, { $set: ${paths} });`).filter((line) => line.startsWith('write'));
    expect(written(`{ 'meta.size.width': 1, 'tags.0': 'a', 'tags.$.name': 'b' }`)).toEqual([`write plain Tag.meta{size} [id=${ID}]`, `write plain Tag.tags [id=${ID}]`]);
    expect(effects(`const tag = await Tag.findById(imageId); tag.set('meta.size', 1); await tag.save();`)).toContain(`write plain Tag.meta{size} [id=${ID}]`);
  });

  it('knows a model that is made once', () => {
    expect(effects(`await Image.updateOne({ _id: imageId }, { file: 'a' });`)).toContain(`write plain Image.file [id=${ID}]`);
  });

  it('tells the models of several connections apart', () => {
    const keysOf = (before: string, body: string): readonly string[] =>
      modelKeysIn({ 'worker.ts': `import { Worker } from 'bullmq';\nimport mongoose, { createConnection, Schema, type Model } from 'mongoose';\nimport { InjectModel } from '@nestjs/mongoose';\n${before}\nnew Worker('tags', async (job) => { ${body} });` });
    const connections = `const shop = createConnection('shop');\nconst blog = createConnection('blog');\nconst ShopTag = shop.model('Tag', new Schema({}));\nconst BlogTag = blog.model('Tag', new Schema({}));`;
    const [first, second, ...others] = keysOf(connections, `await ShopTag.deleteOne({}); await BlogTag.deleteOne({}); await mongoose.model('Tag').deleteOne({});`);
    expect(new Set([first, second, ...others]).size).toBe(3);
    expect(keysOf(connections, `await shop.model('Tag').deleteOne({});`)).toEqual([first]);
    expect(keysOf(connections, `await connectTo(job.data.tenant).model('Tag').deleteOne({}); function connectTo(name: string) { return createConnection(name); }`)).toEqual([]);
    const injected = `class Tags { constructor(@InjectModel('Tag') readonly own: Model<any>, @InjectModel('Tag', 'blog') readonly other: Model<any>) {} }\ndeclare const tags: Tags;`;
    expect(keysOf(connections, `await mongoose.connection.useDb(job.data.tenant).model('Tag').deleteOne({});`)).toEqual([]);
    expect(keysOf(injected, 'await tags.own.deleteOne({}); await tags.other.deleteOne({});')).toEqual(['mongo:Tag', 'mongo:Tag@blog']);
  });

  it('saves what an injected model has made', () => {
    const before = `import { InjectModel } from '@nestjs/mongoose';\nimport type { Model } from 'mongoose';\nclass Tags { constructor(@InjectModel('Tag') private readonly tags: Model<any>) {} async add(imageId: string) { const tag = new this.tags({ imageId }); await tag.save(); } }\ndeclare const service: Tags;`;
    expect(effectsIn({ before, body: 'await service.add(imageId);' })).toEqual([`create plain Tag [imageId=${ID}]`]);
  });
});
