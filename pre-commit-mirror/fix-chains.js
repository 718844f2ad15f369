#!/usr/bin/env node
// The hook's own bin: npm links the bins of the package that pre-commit installs, not those of its dependencies.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const manifest = require.resolve('fix-chains/package.json');
const { bin } = require(manifest);

await import(pathToFileURL(join(dirname(manifest), bin['fix-chains'])).href);
