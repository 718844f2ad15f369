/** Files on a disk: the builtin `open`, os, shutil and pathlib; images of Pillow. A file's key is its path. */
import type { Operation } from '../../../analysis/footprint.js';
import { termValue, UNKNOWN_VALUE, type PyCall, type PyValue } from '../values.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';
import { termsOf } from './keys.js';

type Uses = readonly { readonly operation: Operation; readonly at?: number; readonly gives?: true }[];

const READS: Uses = [{ operation: 'read' }];
const LOOKS: Uses = [{ operation: 'read', gives: true }];
const WRITES: Uses = [{ operation: 'write' }];
const DELETES: Uses = [{ operation: 'delete' }];
const COPIES: Uses = [{ operation: 'read' }, { operation: 'write', at: 1 }];
const MOVES: Uses = [{ operation: 'delete' }, { operation: 'write', at: 1 }];

/** Functions by dotted path; `at` counts their arguments. */
const FUNCTIONS: Readonly<Record<string, Uses>> = {
  'os.remove': DELETES,
  'os.unlink': DELETES,
  'os.rmdir': DELETES,
  'os.rename': MOVES,
  'os.replace': MOVES,
  'os.path.exists': LOOKS,
  'os.path.isfile': LOOKS,
  'os.path.getsize': READS,
  'os.stat': READS,
  'shutil.copy': COPIES,
  'shutil.copy2': COPIES,
  'shutil.copyfile': COPIES,
  'shutil.copytree': COPIES,
  'shutil.move': MOVES,
  'shutil.rmtree': DELETES,
  'PIL.Image.open': READS,
  'numpy.load': READS,
  'numpy.save': WRITES,
  'pandas.read_csv': READS,
  'pandas.read_json': READS,
  'pandas.read_parquet': READS,
  'pandas.read_excel': READS,
  'zipfile.ZipFile': READS,
  'tarfile.open': READS,
};

/** Functions that open a file for what their second argument says. */
const OPENING: ReadonlySet<string> = new Set(['open', 'io.open', 'codecs.open', 'gzip.open', 'bz2.open', 'lzma.open', 'aiofiles.open', 'zipfile.ZipFile', 'tarfile.open']);

/** Methods of `pathlib.Path`; the path itself is argument 0. https://docs.python.org/3/library/pathlib.html */
const METHODS: Readonly<Record<string, Uses>> = {
  read_text: READS,
  read_bytes: READS,
  write_text: WRITES,
  write_bytes: WRITES,
  touch: WRITES,
  unlink: DELETES,
  rmdir: DELETES,
  exists: LOOKS,
  is_file: LOOKS,
  stat: READS,
  rename: MOVES,
  replace: MOVES,
};

const PATH = /^pathlib\.(?:Path|PosixPath)\(\)\.(\w+)$/;
/** What is saved to a path: an image however it came about, a data frame. */
const SAVING = /^PIL\.Image\.\w+\(\)(?:\.\w+\(\))*\.save$|^pandas\..*\.to_(?:csv|json|parquet|excel)$/;

/** What a path may be called as a keyword, by position. */
const KEYWORDS: readonly (readonly string[])[] = [['file', 'path', 'src', 'fp', 'filename', 'name'], ['dst', 'target']];
/** Is kept in memory, or in a place of its own that nobody else knows. */
const APART = /^(?:io\.(?:BytesIO|StringIO)|tempfile\.\w+)\(\)/;

/** An open file: what is read and written through it counted when it was opened. */
const OPENED: PyValue = { kind: 'handle', library: 'files', data: 'open file' };

export const files: PythonDataLibrary = {
  id: 'files',
  call(called, context) {
    const { callee, positional, receiver } = called;
    if (callee.kind !== 'external') return undefined;
    const { path } = callee;
    if (OPENING.has(path)) return opened(positional, called, context);
    const method = PATH.exec(path)?.[1];
    if (method !== undefined && receiver !== undefined) {
      const args = [receiver, ...positional];
      if (method === 'open') return opened(args, called, context);
      const uses = METHODS[method];
      return uses === undefined ? undefined : recordUses(uses, args, called, context);
    }
    if (SAVING.test(path)) return recordUses(WRITES, positional, called, context);
    const uses = FUNCTIONS[path];
    if (uses === undefined) return undefined;
    const value = recordUses(uses, positional, called, context);
    return path === 'PIL.Image.open' ? { kind: 'external', path: 'PIL.Image.open()', call: called } : value;
  },
};

/** @param args the path first, also where it is the receiver */
function opened(args: readonly PyValue[], called: PyCall, context: ReadingContext): PyValue {
  const file = pathAt(0, args, called);
  const given = args[1] ?? called.keyword.get('mode');
  const mode = given === undefined ? 'r' : context.textOf(given);
  if (file === undefined || isApart(file)) return OPENED;
  const keys = termsOf(file, context);
  if (mode === undefined) {
    context.noteOpaque('opens a file, nobody can tell whether to read or to write');
    return OPENED;
  }
  const use = (operation: Operation, fills = false): void => {
    for (const key of keys) context.record({ operation, resource: { kind: 'key', store: 'file', key }, ...(fills ? { mode: 'lazy' } : {}) });
  };
  if (/[r+]/.test(mode) || !/[wax]/.test(mode)) use('read');
  if (/[wa+]/.test(mode)) use('write');
  // Fails where the file is there.
  if (mode.includes('x')) use('write', true);
  return OPENED;
}

function recordUses(uses: Uses, args: readonly PyValue[], called: PyCall, context: ReadingContext): PyValue {
  let value: PyValue = UNKNOWN_VALUE;
  for (const { operation, at = 0, gives } of uses) {
    const argument = pathAt(at, args, called);
    if (argument === undefined || isApart(argument)) continue;
    for (const key of termsOf(argument, context)) {
      context.record({ operation, resource: { kind: 'key', store: 'file', key } });
      if (gives === true) value = termValue({ kind: 'stored', store: 'file', key });
    }
  }
  return value;
}

function pathAt(at: number, args: readonly PyValue[], { keyword }: PyCall): PyValue | undefined {
  return args[at] ?? KEYWORDS[at]?.flatMap((name) => keyword.get(name) ?? [])[0];
}

/** An open file, whose opening counted, or what no path names. */
function isApart(value: PyValue): boolean {
  return value.kind === 'handle' || (value.kind === 'external' && APART.test(value.path));
}
