import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIBRARIES } from '../../src/libraries/index.js';
import { createResolver } from '../../src/resolve/resolver.js';
import { rewritten } from './rewriting.js';

const BULLMQ = `import { failuresQueue, aQueue, bQueue } from './queues';

async function upload(imageId, image, req) {
  await aQueue.add('a', { imageId });
  await bQueue.add('b', { imageId });
}
`;
const CELERY = BULLMQ.replaceAll(/(\w)Queue\.add\('.', (.*?)\)/g, '$1Task.delay(imageId)').replace('failuresQueue', 'handleError');

describe('BullMQ', () => {
  it('gives the chain an error job with what the tasks share', () => {
    expect(rewritten(BULLMQ, { linkError: 'failuresQueue:onUploadFailed' })).toContain(`  await chain(
    si(aQueue, 'a', { imageId }),
    si(bQueue, 'b', { imageId }),
  )
    .linkError(si(failuresQueue, 'onUploadFailed', { imageId }))
    .delay();
`);
    expect(rewritten(BULLMQ, { linkError: 'failuresQueue:onUploadFailed', style: 'pipe' }))
      .toContain(`    .pipe(si(bQueue, 'b', { imageId }))
    .linkError(si(failuresQueue, 'onUploadFailed', { imageId }))
    .delay();
`);
  });

  it.each([
    ['{ imageId: image.id }', '{ id: image.id, x: 1 }', '{ imageId: image.id }'],
    ['image.id', 'image.id', '{ imageId: image.id }'],
    ['req.body.imageId', 'req.body.imageId', '{ imageId: req.body.imageId }'],
    ['{ imageId, user: image.user }', '{ imageId, owner: image.user }', '{ imageId, user: image.user }'],
  ])('names what is shared: %s and %s', (first, second, data) => {
    const text = BULLMQ.replace('{ imageId }', first).replace('{ imageId }', second);
    expect(rewritten(text, { linkError: 'failuresQueue:f' })).toContain(`.linkError(si(failuresQueue, 'f', ${data}))`);
  });

  it.each([
    ['failuresQueue', 'needs a job name: `failuresQueue:<job name>`'],
    ['otherQueue:f', '`otherQueue` is not declared here'],
    ['1x:f', 'neither a variable'],
    ['./nowhere#failuresQueue:f', '`./nowhere` of the error callback is not found'],
  ])('refuses %s', (linkError, reason) => {
    expect(rewritten(BULLMQ, { linkError })).toContain('refused: ');
    expect(rewritten(BULLMQ, { linkError })).toContain(reason);
  });

  it('finds a variable of a function around', () => {
    const text = `export function make(failures) {\n  return async (id) => {\n    await aQueue.add('a', id);\n    await bQueue.add('b', id);\n  };\n}\n`;
    expect(rewritten(text, { linkError: 'failures.queue:f' })).toContain("      .linkError(si(failures.queue, 'f', { id }))\n");
  });

  it("is refused in BullMQ's own flow", () => {
    expect(rewritten(BULLMQ, { linkError: 'failuresQueue:f', style: 'flow' })).toBe(
      "refused: BullMQ's own flow has no error callback; use the style chain for one",
    );
  });
});

describe('celery-node', () => {
  it('gives the chain an error task', () => {
    expect(rewritten(CELERY, { linkError: 'handleError' })).toContain('  )\n    .linkError(si(handleError, imageId))\n    .delay();\n');
  });

  it('refuses a job name', () => {
    expect(rewritten(CELERY, { linkError: 'handleError:x' })).toContain('leave out `:x`');
  });
});

describe('a callback of another module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fix-chains-link-'));
  writeFileSync(join(folder, 'failures.ts'), 'export const failuresQueue = 1;\n');
  const given = { path: join(folder, 'upload.ts'), resolver: createResolver({ root: folder, libraries: LIBRARIES }) };
  const text = BULLMQ.replace('failuresQueue, ', '');

  it('is imported', () => {
    const result = rewritten(text, { ...given, linkError: './failures#failuresQueue:f' });
    expect(result).toContain("import { failuresQueue } from './failures';\n");
    expect(result).toContain(".linkError(si(failuresQueue, 'f', { imageId }))");
  });

  it('is refused where the module does not export it', () => {
    expect(rewritten(text, { ...given, linkError: './failures#nothing:f' })).toContain('`./failures` exports no `nothing`');
  });
});
