import { describe, expect, it } from 'vitest';
import { effectsIn, ID, opaqueIn } from './task.js';

const FILES = `import { writeFile } from 'node:fs/promises';\nimport { join } from 'node:path';`;
const written = (path: string, before = '', files: Readonly<Record<string, string>> = {}): string[] => effectsIn({ before: `${FILES}\n${before}`, body: `await writeFile(${path}, '');`, files });

describe('settings', () => {
  it.each([
    ['`${process.env.UPLOADS}/${imageId}`', '', `setting(process.env.UPLOADS)+"/"+${ID}`],
    [`join(process.env['UPLOADS']!, imageId)`, '', `setting(process.env.UPLOADS)+"/"+${ID}`],
    [`join(process.env.UPLOADS ?? '/tmp', imageId)`, '', `setting(process.env.UPLOADS or "/tmp")+"/"+${ID}`],
    [`join(process.env.UPLOADS || job.data.folder, imageId)`, '', '?'],
    ['join(UPLOADS, imageId)', 'const { UPLOADS } = process.env;', `setting(process.env.UPLOADS)+"/"+${ID}`],
    ['join(UPLOADS, imageId)', 'const UPLOADS = process.env.UPLOADS as string;', `setting(process.env.UPLOADS)+"/"+${ID}`],
    ['join(UPLOADS, imageId)', `const UPLOADS = process.env.UPLOADS ?? '/tmp';`, `"/tmp/"+${ID}`],
    ['join(config.uploads, imageId)', 'const config = { uploads: process.env.UPLOADS, other: process.env.OTHER };', `setting(process.env.UPLOADS)+"/"+${ID}`],
    ['join(env.UPLOADS, imageId)', `import { env } from 'node:process';`, `setting(env.UPLOADS)+"/"+${ID}`],
    ['join(env.UPLOADS, imageId)', `import { createEnv } from '@t3-oss/env-core';\nconst env = createEnv({});`, `setting(createEnv.UPLOADS)+"/"+${ID}`],
    ['join(env.UPLOADS, imageId)', `import { z } from 'zod';\nconst env = z.object({}).parse(process.env);`, `setting(process.env.UPLOADS)+"/"+${ID}`],
    [`join(config.get('uploads'), imageId)`, `import config from 'config';`, `setting(config uploads)+"/"+${ID}`],
    [`join(config.get(job.data.name), imageId)`, `import config from 'config';`, '?'],
  ])('%s, %s', (path, before, expected) => {
    expect(written(path, before)).toEqual([`write plain file [${expected}]`]);
  });

  it("knows Nest's configuration by its type", () => {
    const before = `import { ConfigService } from '@nestjs/config';\nclass Uploads { constructor(private readonly config: ConfigService) {} path(id: string) { return join(this.config.getOrThrow('UPLOADS'), this.config.get<string>('SIZE', 'small'), id); } }\ndeclare const uploads: Uploads;`;
    expect(written('uploads.path(imageId)', before)).toEqual([`write plain file [setting(@nestjs/config UPLOADS)+"/"+setting(@nestjs/config SIZE or "small")+"/"+${ID}]`]);
  });

  it('decides no branch by them', () => {
    const body = `if (process.env.MODE === 'a') await writeFile('a', ''); else await writeFile('b', '');`;
    expect(effectsIn({ before: FILES, body })).toEqual(['write plain file ["a"]', 'write plain file ["b"]']);
    expect(opaqueIn({ before: FILES, body })).toEqual([]);
  });
});
