/** https://nodejs.org/api/fs.html; fs-extra has the same and more. Every method is there plain, as a promise and with `Sync`. */
import { createKeyedLibrary, deletes, looks, reads, writes, type KeyUse } from './keyed.js';

const copies: readonly KeyUse[] = [{ operation: 'read' }, { operation: 'write', at: 1 }];
const moves: readonly KeyUse[] = [{ operation: 'read' }, { operation: 'delete' }, { operation: 'write', at: 1 }];

const METHODS = {
  readFile: reads,
  readJson: reads,
  readJSON: reads,
  createReadStream: reads,
  openAsBlob: looks,
  readdir: looks,
  stat: looks,
  lstat: looks,
  exists: looks,
  pathExists: looks,
  access: looks,
  writeFile: writes,
  appendFile: writes,
  outputFile: writes,
  outputJson: writes,
  outputJSON: writes,
  writeJson: writes,
  writeJSON: writes,
  createWriteStream: writes,
  truncate: writes,
  mkdir: [],
  copyFile: copies,
  cp: copies,
  copy: copies,
  rename: moves,
  move: moves,
  unlink: deletes,
  rm: deletes,
  rmdir: deletes,
  remove: deletes,
  emptyDir: deletes,
} satisfies Record<string, readonly KeyUse[]>;

export const files = createKeyedLibrary({
  id: 'files',
  store: 'file',
  packages: ['node:fs', 'fs', 'node:fs/promises', 'fs/promises', 'fs-extra', 'graceful-fs'],
  holders: [[], ['promises']],
  methods: METHODS,
  nameOf: (name) => name.replace(/Sync$/, ''),
});
