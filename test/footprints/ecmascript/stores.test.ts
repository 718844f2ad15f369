import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const KEY = '"thumb:"+' + ID;
const key = '`thumb:${imageId}`';

describe('files', () => {
  const before = `
    import { readFile, writeFile, unlink } from 'node:fs/promises';
    import * as fs from 'fs';
    import fsExtra from 'fs-extra';
    import sharp from 'sharp';`;
  const effects = (body: string): string[] => effectsIn({ before, body });

  it.each([
    [`await writeFile(${key}, 'a');`, [`write plain file [${KEY}]`]],
    [`await readFile(${key});`, [`read used file [${KEY}]`]],
    [`await unlink(${key});`, [`delete plain file [${KEY}]`]],
    [`fs.rmSync(${key}, { force: true });`, [`delete plain file [${KEY}]`]],
    [`await fs.promises.appendFile(${key}, 'a');`, [`write plain file [${KEY}]`]],
    [`fs.createReadStream(${key}).pipe(fs.createWriteStream(imageId));`, [`read used file [${KEY}]`, `write plain file [${ID}]`]],
    [`await fsExtra.move(${key}, imageId);`, [`delete plain file [${KEY}]`, `read used file [${KEY}]`, `write plain file [${ID}]`]],
    [`fs.existsSync(${key});`, [`read used file [${KEY}]`]],
    [`await sharp(imageId).resize(200).toFile(${key});`, [`read used file [${ID}]`, `write plain file [${KEY}]`]],
  ])('%s', (body, expected) => {
    expect(effects(body)).toEqual(expected);
  });

  it('says nothing of folders, and of objects that only look like it', () => {
    expect(effects(`await fs.promises.mkdir(${key});`)).toEqual([]);
    expect(effects(`await job.data.fs.writeFile(${key}, 'a');`)).toEqual([]);
  });
});

describe('redis', () => {
  const before = `
    import Redis from 'ioredis';
    import { createClient } from 'redis';
    const redis = new Redis();
    const client = createClient();`;
  const effects = (body: string): string[] => effectsIn({ before, body });

  it.each([
    [`await redis.set(${key}, 'a', 'EX', 60);`, [`write plain redis [${KEY}]`]],
    [`await redis.get(${key});`, [`read used redis [${KEY}]`]],
    [`await redis.del(${key}, imageId);`, [`delete plain redis [${KEY}]`, `delete plain redis [${ID}]`]],
    [`await client.del([${key}]);`, [`delete plain redis [${KEY}]`]],
    [`await client.hSet(${key}, 'a', 1);`, [`write plain redis [${KEY}]`]],
    [`await redis.hgetall(${key});`, [`read used redis [${KEY}]`]],
    [`await redis.incr(${key});`, [`write atomic redis [${KEY}]`]],
    [`await redis.multi().incr(imageId).set(${key}, 1).exec();`, [`write atomic redis [${ID}]`, `write plain redis [${KEY}]`]],
    [`await redis.set(${key}, 'a', 'PX', 60, 'NX');`, [`write lazy redis [${KEY}]`]],
    [`await client.set(${key}, 'a', { NX: true });`, [`write lazy redis [${KEY}]`]],
    [`await client.set(${key}, 'a', { condition: 'NX' });`, [`write lazy redis [${KEY}]`]],
    [`await redis.setnx(${key}, 'a');`, [`write lazy redis [${KEY}]`]],
  ])('%s', (body, expected) => {
    expect(effects(body)).toEqual(expected);
  });

  it('tells apart what clients with another prefix or database keep', () => {
    const made = (options: string): string[] => effectsIn({ before: `import Redis from 'ioredis';\nconst redis = new Redis(${options});`, body: `await redis.pipeline().set(${key}, 'a').exec();` });
    expect(made(`{ keyPrefix: 'cache:' }`)).toEqual([`write plain redis ["cache:"+${KEY}]`]);
    expect(made(`'redis://localhost', { db: 2 }`)).toEqual([`write plain redis ["2/"+${KEY}]`]);
    expect(made(`{ db: 0 }`)).toEqual([`write plain redis [${KEY}]`]);
  });

  it('names rows by what is kept under a key', () => {
    expect(effects(`await redis.set(await redis.get(${key}), 'a');`)).toContain(`write plain redis [redis[${KEY}]]`);
  });

  it('says nothing of objects that only look like it', () => {
    expect(effects(`await new Map().set(${key}, 'a'); await job.data.redis.set(${key}, 'a');`)).toEqual([]);
  });
});

describe('caches', () => {
  it('reads, writes and drops', () => {
    const before = `import { createCache, type Cache } from 'cache-manager';\nconst cache = createCache();`;
    expect(effectsIn({ before, body: `await cache.set(${key}, 1); await cache.del(${key}); await cache.get(imageId); await cache.wrap('all', () => 1);` })).toEqual([
      `delete plain cache [${KEY}]`,
      `read used cache ["all"]`,
      `read used cache [${ID}]`,
      `write lazy cache ["all"]`,
      `write plain cache [${KEY}]`,
    ]);
  });

  it("knows Nest's cache by its type", () => {
    const before = `
      import { CACHE_MANAGER } from '@nestjs/cache-manager';
      import { Inject } from '@nestjs/common';
      import { Cache } from 'cache-manager';
      class Thumbs { constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {} async drop(id: string) { await this.cache.del(id); } }
      declare const thumbs: Thumbs;`;
    expect(effectsIn({ before, body: 'await thumbs.drop(imageId);' })).toEqual([`delete plain cache [${ID}]`]);
  });
});

describe('object stores', () => {
  const before = `
    import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand, ListObjectsV2Command, S3, S3Client } from '@aws-sdk/client-s3';
    import { Upload } from '@aws-sdk/lib-storage';
    import { Client } from 'minio';
    const client = new S3Client({});
    const s3 = new S3({});
    const minio = new Client({});`;
  const effects = (body: string): string[] => effectsIn({ before, body });

  it.each([
    [`await client.send(new PutObjectCommand({ Bucket: 'b', Key: imageId, Body: '' }));`, [`write plain object ["b/"+${ID}]`]],
    [`const command = new GetObjectCommand({ Bucket: 'b', Key: imageId }); await client.send(command);`, [`read used object ["b/"+${ID}]`]],
    [`await s3.deleteObject({ Bucket: process.env.BUCKET, Key: imageId });`, [`delete plain object ["process.env.BUCKET/"+${ID}]`]],
    [`await s3.deleteObject({ Bucket: job.data.bucket, Key: imageId });`, [`delete plain object [${ID}]`]],
    [`await client.send(new CopyObjectCommand({ Bucket: 'b', Key: 'k', CopySource: imageId }));`, [`read used object [${ID}]`, `write plain object ["b/"+"k"]`]],
    [`await new Upload({ client, params: { Bucket: 'b', Key: imageId, Body: '' } }).done();`, [`write plain object ["b/"+${ID}]`]],
    [`await minio.putObject('b', imageId, '');`, [`write plain object [${ID}]`]],
    [`await minio.removeObject('b', imageId);`, [`delete plain object [${ID}]`]],
  ])('%s', (body, expected) => {
    expect(effects(body)).toEqual(expected);
  });

  it('says nothing of a command that is not sent, and of lists', () => {
    expect(effects(`new PutObjectCommand({ Bucket: 'b', Key: imageId }); await client.send(new ListObjectsV2Command({ Bucket: 'b' }));`)).toEqual([]);
  });
});

describe('services outside', () => {
  it('says that they are called', () => {
    const before = `
      import axios from 'axios';
      import nodemailer from 'nodemailer';
      import Stripe from 'stripe';
      import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
      const api = axios.create({});
      const mailer = nodemailer.createTransport({});
      const stripe = new Stripe('');
      const sqs = new SQSClient({});`;
    const body = `await fetch(imageId); await api.post(imageId); await mailer.sendMail({}); await stripe.charges.create({}); await sqs.send(new SendMessageCommand({}));`;
    expect(effectsIn({ before, body })).toEqual([
      'write plain external @aws-sdk/client-sqs send',
      'write plain external axios post',
      'write plain external fetch',
      'write plain external nodemailer sendMail',
      'write plain external stripe create',
    ]);
    expect(opaqueIn({ before, body })).toEqual([]);
    expect(effectsIn({ before, body: 'const fetch = (id: string) => id; await fetch(imageId);' })).toEqual([]);
  });
});
