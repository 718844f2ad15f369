import { describe, expect, it } from 'vitest';
import { fitsGlob } from '../../src/frameworks/glob.js';

describe('fitsGlob', () => {
  it.each([
    ['**/app/**/route.*', 'app/route.ts', true],
    ['**/app/**/route.*', 'apps/web/src/app/a/[id]/route.js', true],
    ['**/app/**/route.*', 'src/myapp/route.ts', false],
    ['**/app/**/route.*', 'app/route', false],
    ['**/+server.*', '+server.ts', true],
    ['**/+server.*', 'src/routes/x+server.ts', false],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'a/b.ts', false],
    ['*.ts', 'ats', false],
    ['src/**', 'src/a/b', true],
    ['src/**', 'srca', false],
    ['./+types/*', './+types/order', true],
    ['**', 'a/b.ts', true],
  ])('%s, %s: %s', (glob, path, fits) => {
    expect(fitsGlob(path, glob)).toBe(fits);
  });
});
