import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labOf } from './found.js';

const FILES = {
  'main.ts': `import { images } from './queues'; export async function main(id) { await images.add('resize', { id }); await images.add('resize', { id }); }`,
  'queues.ts': `import { Queue } from 'bullmq'; export const images = new Queue('images');`,
  'worker.ts': `import { Worker } from 'bullmq';\nimport { resize } from './resize';\nnew Worker('images', resize);`,
  'resize.ts': `export async function resize(job) {}`,
};
const NONE = ['none: `resize` has no consumer in this project'];

describe('consumers are found anew', () => {
  it('when a file comes', () => {
    const { 'worker.ts': worker, ...others } = FILES;
    const lab = labOf(others);
    expect(lab.linesIn('main.ts')).toEqual(NONE);
    writeFileSync(join(lab.root, 'worker.ts'), worker);
    expect(lab.linesIn('main.ts')).toEqual([`resize (resize.ts:1) job 'resize'`]);
  });

  it('when a file goes', () => {
    const lab = labOf(FILES);
    expect(lab.linesIn('main.ts')).toEqual([`resize (resize.ts:1) job 'resize'`]);
    rmSync(join(lab.root, 'worker.ts'));
    expect(lab.linesIn('main.ts')).toEqual(NONE);
  });

  it('when a worker, or what it takes its processor from, changes', () => {
    const lab = labOf(FILES);
    expect(lab.linesIn('main.ts')).toEqual([`resize (resize.ts:1) job 'resize'`]);
    writeFileSync(join(lab.root, 'resize.ts'), `// moved down by a line\nexport async function resize(job) {}`);
    expect(lab.linesIn('main.ts')).toEqual([`resize (resize.ts:2) job 'resize'`]);
    writeFileSync(join(lab.root, 'worker.ts'), FILES['worker.ts'].replace(`'images'`, `'mails'`));
    expect(lab.linesIn('main.ts')).toEqual(NONE);
  });
});
