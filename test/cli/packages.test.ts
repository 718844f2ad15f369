import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hintsOnPackages } from '../../src/cli/packages.js';
import { folderWith } from './helpers.js';

function hints(files: Readonly<Record<string, string>>, file = 'src/a.ts', packages: readonly string[] = ['task-canvas']): string[] {
  const cwd = folderWith(files);
  return hintsOnPackages(
    [
      [join(cwd, file), packages],
      [join(cwd, file), packages],
    ],
    cwd,
  );
}

const LACKS = 'the rewritten code imports task-canvas, which package.json lacks; install it:';

describe('hintsOnPackages', () => {
  it.each([
    [{ 'package.json': '{}' }, `${LACKS} npm install task-canvas`],
    [{ 'package.json': '{}', 'package-lock.json': '' }, `${LACKS} npm install task-canvas`],
    [{ 'package.json': '{}', 'pnpm-lock.yaml': '' }, `${LACKS} pnpm add task-canvas`],
    [{ 'package.json': '{}', 'yarn.lock': '' }, `${LACKS} yarn add task-canvas`],
    [{ 'package.json': '{}', 'bun.lock': '' }, `${LACKS} bun add task-canvas`],
    [{ 'package.json': '{"packageManager":"pnpm@9.1.0+sha"}', 'yarn.lock': '' }, `${LACKS} pnpm add task-canvas`],
    [{ 'package.json': '{"dependencies":{"bullmq":"5"}}' }, `${LACKS} npm install task-canvas`],
    [{ 'package.json': '{ broken' }, `${LACKS} npm install task-canvas`],
    [{ 'package.json': '[]' }, `${LACKS} npm install task-canvas`],
  ])('%j', (files, hint) => {
    expect(hints(files)).toEqual([hint]);
  });

  it.each([['dependencies'], ['devDependencies'], ['peerDependencies'], ['optionalDependencies']])('finds it among the %s', (key) => {
    expect(hints({ 'package.json': JSON.stringify({ [key]: { 'task-canvas': '1' } }) })).toEqual([]);
  });

  it('does not tell a package to install itself', () => {
    expect(hints({ 'package.json': '{"name":"task-canvas"}' })).toEqual([]);
  });

  it('looks at the nearest package.json, and for the lock file above it', () => {
    const files = { 'package.json': '{"dependencies":{"task-canvas":"1"}}', 'pnpm-lock.yaml': '', 'packages/my app/package.json': '{}' };
    expect(hints(files, 'packages/my app/src/a.ts')).toEqual([
      "the rewritten code imports task-canvas, which packages/my app/package.json lacks; install it: cd 'packages/my app' && pnpm add task-canvas",
    ]);
  });

  it('says nothing where nothing is imported', () => {
    expect(hints({ 'package.json': '{}' }, 'a.ts', [])).toEqual([]);
  });
});
