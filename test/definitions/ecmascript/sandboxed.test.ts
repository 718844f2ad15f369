import { describe, expect, it } from 'vitest';
import type { Files } from '../../resolve/project.js';
import { found } from './found.js';

const PROJECT = {
  'src/main.ts': `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`,
  'src/queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue('images');`,
  'package.json': '{}',
};
const PROCESSOR = `export default async function resize(job) {}`;
const RUN = [`resize (resize.ts:1) job 'resize'`];

const worker = (path: string, head = ''): Files => ({ 'src/worker.ts': `import { Worker } from 'bullmq'; import * as path from 'node:path'; ${head} new Worker('images', ${path});`, 'src/resize.ts': PROCESSOR });

const rows: readonly (readonly [string, readonly string[], Files])[] = [
  ['path.join(__dirname)', RUN, worker(`path.join(__dirname, 'resize.js')`)],
  ['path.resolve(__dirname)', RUN, worker(`path.resolve(__dirname, './resize')`)],
  ['a template', RUN, worker('`${__dirname}/resize.js`')],
  ['a sum', RUN, worker(`__dirname + '/resize.ts'`)],
  ['a URL', RUN, worker(`new URL('./resize.js', import.meta.url)`)],
  ['the path of a URL', RUN, worker(`fileURLToPath(new URL('./resize.js', import.meta.url))`, `import { fileURLToPath } from 'node:url';`)],
  ['import.meta.dirname', RUN, worker(`path.join(import.meta.dirname, 'resize.js')`)],
  ['a directory that is worked out', RUN, worker(`path.join(here, 'resize.js')`, `import { fileURLToPath } from 'node:url'; const here = path.dirname(fileURLToPath(import.meta.url));`)],
  ['require.resolve()', RUN, worker(`require.resolve('./resize')`)],
  ['a constant', RUN, worker('FILE', `const FILE = path.join(__dirname, 'resize.js');`)],
  ['a file chosen by the mode', RUN, worker(`path.join(__dirname, \`resize.\${isBuilt ? 'js' : 'ts'}\`)`)],
  ['a built file', RUN, worker(`path.join(process.cwd(), 'dist/resize.js')`)],
  ['a path from the package', RUN, worker(`'./dist/resize.js'`)],
  ['module.exports', [`default (crop.js:1) job 'resize'`], { ...worker(`path.join(__dirname, 'crop.js')`), 'src/crop.js': `module.exports = async (job) => {};` }],
  ['a file without a default export', ['none: `resize` is run by src/worker.ts:1, whose processor is not known'], { ...worker(`path.join(__dirname, 'resize.js')`), 'src/resize.ts': `export async function resize(job) {}` }],
  ['a file that is not there', ['none: `resize` is run by src/worker.ts:1, whose processor is not known'], worker(`path.join(__dirname, 'crop.js')`)],
  ['a directory that is not known', ['none: `resize` is run by src/worker.ts:1, whose processor is not known'], worker(`path.join(process.env.TASKS, 'resize.js')`)],
];

describe('a sandboxed processor by', () => {
  it.each(rows)('%s', (_, expected, files) => {
    expect(found({ ...PROJECT, ...files })).toEqual(expected);
  });
});
