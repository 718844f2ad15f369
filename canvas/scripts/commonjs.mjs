/**
 * Adds CommonJS faces to what tsc built: types of their own, as a `.d.ts` of an ES module may not be read from
 * CommonJS everywhere, and code that only requires the ES module, so that its state is there once.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const dist = new URL('../dist/', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

for (const file of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
  const types = readFileSync(new URL(file, dist), 'utf8');
  const commonjs = types.replaceAll(/(['"])(\.\/[^'"]+)\.js\1/g, '$1$2.cjs$1');
  writeFileSync(new URL(file.replace('.d.ts', '.d.cts'), dist), commonjs);
}

for (const { require } of Object.values(exports).filter((entry) => entry.require)) {
  const file = require.default.replace('./dist/', '');
  writeFileSync(new URL(file, dist), `module.exports = require('./${file.replace('.cjs', '.js')}');\n`);
}
