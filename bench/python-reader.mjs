// Reads every file of a Python tree that Python itself accepts, and counts crashes and false syntax errors. Every call of a method is taken for
// a dispatch, so that all of the reader is at work.
//   npm run build && node bench/python-reader.mjs [folder]      by default the standard library of the `python3` on PATH
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { python } from '../dist/languages/python/language.js';
import { readPython } from '../dist/readers/python/routines.js';
import { childIn, namedChildren, sourceOf } from '../dist/readers/python/tree.js';

const folder = process.argv[2] ?? execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], { encoding: 'utf8' }).trim();

const ACCEPTED = `
import json, pathlib, sys
accepted = []
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    if "site-packages" in path.parts:
        continue
    try:
        compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        path.read_bytes().decode("utf-8")
        accepted.append(str(path))
    except (SyntaxError, ValueError, RecursionError):
        pass
print(json.dumps(accepted))
`;
const files = JSON.parse(execFileSync('python3', ['-W', 'ignore', '-c', ACCEPTED, folder], { encoding: 'utf8', maxBuffer: 1 << 28 }));

const isMethodCall = (node) => node.type === 'call' && childIn(node, 'function')?.type === 'attribute';

const everyMethod = {
  isCandidate: isMethodCall,
  roleOf: () => 'service',
  recognise(call, module) {
    if (!isMethodCall(call)) return undefined;
    const callee = childIn(call, 'function');
    const args = namedChildren(childIn(call, 'arguments'));
    return {
      library: 'any',
      task: { key: sourceOf(callee, module), name: sourceOf(childIn(callee, 'attribute'), module) },
      call,
      receiver: childIn(callee, 'object'),
      method: 'any',
      payload: args.map((node) => (node.type === 'keyword_argument' ? childIn(node, 'value') : node)),
      options: args.filter(({ type }) => type === 'keyword_argument'),
    };
  },
};

function dispatchesIn({ routines }) {
  return routines.flatMap(({ blocks }) => blocks.flatMap(({ items }) => items.filter(({ kind }) => kind === 'dispatch'))).length;
}

let dispatches = 0;
const crashed = [];
const refused = [];
let bytes = 0;
let parsing = 0;
let reading = 0;
for (const path of files) {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  bytes += Buffer.byteLength(text);
  try {
    const begun = performance.now();
    const parsed = python.parse(path, text);
    const read = performance.now();
    parsing += read - begun;
    if (!parsed.ok || parsed.module.problem !== undefined) refused.push(`${path}:${parsed.ok ? parsed.module.problem.line : parsed.problem.line}`);
    if (parsed.ok) dispatches += dispatchesIn(readPython(parsed.module, everyMethod));
    reading += performance.now() - read;
  } catch (error) {
    crashed.push(`${path}: ${error}`);
  }
}

const megabytes = bytes / 1e6;
console.log(`${folder}: ${files.length} files that Python accepts, ${megabytes.toFixed(1)} MB`);
console.log(`${dispatches} calls of methods stood side by side`);
console.log(`crashes: ${crashed.length}`);
console.log(`false syntax errors: ${refused.length} (${((refused.length / files.length) * 1000).toFixed(2)} in 1000)`);
console.log(`parsing ${(megabytes / (parsing / 1000)).toFixed(1)} MB/s; reading takes ${(reading / parsing).toFixed(2)} times as long as parsing`);
for (const line of [...crashed, ...refused]) console.log(`  ${line}`);
if (crashed.length > 0) process.exitCode = 1;
