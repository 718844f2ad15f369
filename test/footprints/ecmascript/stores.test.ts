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
    [`await client.hSet(${key}, 'a', 1);`, [`write plain redis{a} [${KEY}]`]],
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

  it.each([
    [`redis.hset(imageId, 'a', 1, 'b', 2)`, 'write plain redis{a,b}'],
    [`redis.hset(imageId, { a: 1, b: 2 })`, 'write plain redis{a,b}'],
    [`redis.hset(imageId, ['a', 1])`, 'write plain redis{a}'],
    [`redis.hset(imageId, job.data.fields)`, 'write plain redis'],
    [`redis.hset(imageId, { a: 1, ...job.data.fields })`, 'write plain redis'],
    [`redis.hset(imageId, 'a', 1, job.data.name, 2)`, 'write plain redis'],
    [`redis.hget(imageId, 'a')`, 'read used redis{a}'],
    [`redis.hget(imageId, job.data.name)`, 'read used redis'],
    [`redis.hmget(imageId, 'a', 'b')`, 'read used redis{a,b}'],
    [`client.hmGet(imageId, ['a', 'b'])`, 'read used redis{a,b}'],
    [`client.hDel(imageId, 'a')`, 'write plain redis{a}'],
    [`redis.hincrby(imageId, 'a', 1)`, 'write atomic redis{a}'],
    [`redis.hgetall(imageId)`, 'read used redis'],
  ])('knows the fields of hashes: %s', (call, expected) => {
    expect(effects(`await ${call};`)).toEqual([`${expected} [${ID}]`]);
  });

  it('takes a field that is set where it is missing for a fill, and another one not', () => {
    const fill = (field: string): string[] => effects(`if (!(await redis.hget(imageId, 'a'))) await redis.hset(imageId, '${field}', 1);`).filter((line) => line.startsWith('write'));
    expect(fill('a')).toEqual([`write lazy redis{a} [${ID}]`]);
    expect(fill('b')).toEqual([`write plain redis{b} [${ID}]`]);
  });

  it.each([
    [`{ keyPrefix: 'cache:' }`, `"cache:thumb:"`],
    [`'redis://localhost', { db: 2 }`, `"[2] thumb:"`],
    [`'redis://localhost:6379/2'`, `"[2] thumb:"`],
    [`'rediss://:secret@jobs:6380/2?family=6'`, `"[jobs 6380 2] thumb:"`],
    [`6380, 'jobs', { db: 2, keyPrefix: 'cache:' }`, `"[jobs 6380 2] cache:thumb:"`],
    [`{ host: 'jobs', port: 6380 }`, `"[jobs 6380] thumb:"`],
    [`process.env.REDIS_URL`, `"[{process.env.REDIS_URL}] thumb:"`],
    [`{ host: job.data.host }`, `"thumb:"`],
    [`{ db: 0 }`, `"thumb:"`],
    [``, `"thumb:"`],
  ])('tells apart what clients keep that are made with %s', (options, prefix) => {
    const before = `import Redis from 'ioredis';\nconst redis = new Redis(${options});`;
    expect(effectsIn({ before, body: `await redis.pipeline().set(${key}, 'a').exec();` })).toEqual([`write plain redis [${prefix}+${ID}]`]);
  });

  it('knows how node-redis says its server', () => {
    const made = (options: string): string[] => effectsIn({ before: `import { createClient } from 'redis';\nconst redis = createClient(${options});`, body: `await redis.set(${key}, 'a');` });
    expect(made(`{ url: 'redis://jobs', database: 2 }`)).toEqual([`write plain redis ["[jobs 2] thumb:"+${ID}]`]);
    expect(made(`{ socket: { host: 'jobs', port: 6380 } }`)).toEqual([`write plain redis ["[jobs 6380] thumb:"+${ID}]`]);
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
    [`await s3.deleteObject({ Bucket: process.env.BUCKET, Key: imageId });`, [`delete plain object [setting(process.env.BUCKET)+"/"+${ID}]`]],
    [`await s3.deleteObject({ Bucket: job.data.bucket, Key: imageId });`, [`delete plain object [argument(data.bucket)+"/"+${ID}]`]],
    [`await s3.deleteObject({ Bucket: choose(), Key: imageId });`, [`delete plain object [?]`]],
    [`await client.send(new CopyObjectCommand({ Bucket: 'b', Key: 'k', CopySource: imageId }));`, [`read used object [${ID}]`, `write plain object ["b/k"]`]],
    [`await new Upload({ client, params: { Bucket: 'b', Key: imageId, Body: '' } }).done();`, [`write plain object ["b/"+${ID}]`]],
    [`await minio.putObject('b', imageId, '');`, [`write plain object ["b/"+${ID}]`]],
    [`await minio.removeObject('b', imageId);`, [`delete plain object ["b/"+${ID}]`]],
  ])('%s', (body, expected) => {
    expect(effects(body)).toEqual(expected);
  });

  it('takes a field of a class for one bucket in all of its methods', () => {
    const driver = (bucket: string): string => `${before}
      class Driver {
        constructor(private readonly options: Options) {}
        async put(key: string) { await client.send(new PutObjectCommand({ Bucket: ${bucket}, Key: key })); }
        async get(key: string) { await client.send(new GetObjectCommand({ Bucket: ${bucket}, Key: key })); }
      }
      declare const driver: Driver;`;
    const body = 'await driver.put(imageId); await driver.get(imageId);';
    expect(effectsIn({ before: driver('this.options.bucket'), body })).toEqual([`read used object [setting(Driver.options.bucket)+"/"+${ID}]`, `write plain object [setting(Driver.options.bucket)+"/"+${ID}]`]);
    expect(effectsIn({ before: driver('this.choose()'), body })).toEqual(['read used object [?]', 'write plain object [?]']);
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
