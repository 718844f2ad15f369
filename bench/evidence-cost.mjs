// What the evidence costs: a scan of a repository with and without the reading of task definitions, and an editor's first and later lints of
// a file. Each measurement is a process of its own, with and without by turns, so that nothing is warm; the medians count.
//   npm run build && node bench/evidence-cost.mjs <repository> [--repetitions 5] [--file <path>]
// `--file` is what the editor opens; by default the file that holds the most findings.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repetitions: { type: 'string', default: '5' }, file: { type: 'string' }, measure: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: node bench/evidence-cost.mjs <repository> [--repetitions 5] [--file <path>]');
  process.exit(2);
}
const root = resolve(folder);
const MEASUREMENTS = { with: () => scan(), without: () => scan(withoutKnowledge), lint: () => lint(resolve(root, values.file)) };
if (values.measure === undefined) await compare();
else console.log(JSON.stringify(await MEASUREMENTS[values.measure]()));

async function compare() {
  const repetitions = Number(values.repetitions);
  const scans = { with: [], without: [] };
  for (let repetition = 0; repetition < repetitions; repetition += 1)
    for (const kind of repetition % 2 === 0 ? ['without', 'with'] : ['with', 'without']) scans[kind].push(measured(kind));
  const [first] = scans.with;
  const [full, bare] = [scans.with, scans.without].map((all) => median(all.map(({ time }) => time)));
  const memory = (all) => Math.max(...all.map(({ memory: peak }) => peak));
  console.log(`${root}: ${first.files} files, ${first.findings} findings, ${repetitions} repetitions`);
  console.log(`scan without evidence ${ms(bare)}, ${memory(scans.without)} MB; with evidence ${ms(full)}, ${memory(scans.with)} MB; ratio ${ratio(full, bare)}`);

  const file = values.file ?? first.file;
  if (file === undefined) return console.log('no file with a finding to lint');
  const lints = Array.from({ length: repetitions }, () => measured('lint', '--file', file));
  const [opened, again, edited] = [0, 1, 2].map((index) => median(lints.map(({ times }) => times[index])));
  console.log(`${file}, ${lints[0].messages} messages: first lint ${ms(opened)}, second ${ms(again)} (ratio ${ratio(again, opened)}), after an edit ${ms(edited)} (ratio ${ratio(edited, opened)})`);
}

function measured(kind, ...more) {
  const args = [fileURLToPath(import.meta.url), root, '--measure', kind, ...more];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** @param change what is put in place of each language's front end */
async function scan(change = (front) => front) {
  const [{ createProject }, { LANGUAGES }, { run }, { DEFAULT_REPORT_OPTIONS }] = await Promise.all(
    ['project', 'languages/index', 'cli/run', 'settings'].map((name) => import(`../dist/${name}.js`)),
  );
  for (const language of LANGUAGES) {
    const { createFront } = language;
    language.createFront = (...args) => change(createFront(...args));
  }
  const report = { ...DEFAULT_REPORT_OPTIONS, scope: 'all', evidence: 'all' };
  const begun = performance.now();
  const { findings, files } = await run({ cwd: root, paths: [], report, dispatchers: [] }, { project: createProject(root), languages: LANGUAGES });
  const time = performance.now() - begun;
  return { time, files, findings: findings.length, file: mostFrequent(findings.map(({ file }) => file)), memory: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Reads all that it read before there was evidence, and no definition. */
function withoutKnowledge(front) {
  const nothing = { kind: 'unread', reason: 'it is not to be read' };
  return { ...front, census: () => undefined, knowledgeOf: () => nothing, knowledgeNamed: () => undefined };
}

/** The times of the first lint of a file, of the second, and of one after an edit, in a process that stays. */
async function lint(path) {
  const [{ ESLint }, { default: plugin }, typescript] = await Promise.all([
    import('eslint'),
    import('../dist/index.js'),
    import('@typescript-eslint/parser'),
  ]);
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    allowInlineConfig: false,
    overrideConfig: [
      { files: ['**/*.{ts,tsx,cts,mts}'], languageOptions: { parser: typescript } },
      ...plugin.configs.recommended.map((config) => ({ ...config, rules: { 'fix-chains/prefer-chain': ['warn', { scope: 'all', evidence: 'all' }] } })),
    ],
  });
  const text = readFileSync(path, 'utf8');
  const times = [];
  let messages = 0;
  for (const each of [text, text, `${text}\n`]) {
    const begun = performance.now();
    const [result] = await eslint.lintText(each, { filePath: path });
    times.push(performance.now() - begun);
    messages = result.messages.length;
  }
  return { times, messages };
}

function mostFrequent(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function ms(time) {
  return `${Math.round(time)} ms`;
}

function ratio(part, whole) {
  return (part / whole).toFixed(2);
}
