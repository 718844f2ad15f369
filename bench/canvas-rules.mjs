// Lists what the rules of the canvas (and prefer-chord) report in public repositories, to be judged one by one.
//   npm run build && node bench/canvas-rules.mjs <folder with checkouts> [--rule <name>…] [--scope application|all]
// Each folder in it is one repository. All rules are run, those of `strict` with the options of `recommended`; `--rule` narrows them. Prints the
// reports and the counts as Markdown tables; what could not be analysed goes to stderr.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CANVAS_RULES } from '../dist/rules/index.js';

const ALL = ['prefer-chord', ...CANVAS_RULES.map(({ name }) => name)];
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rule: { type: 'string', multiple: true, default: ALL }, scope: { type: 'string', default: 'application' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: node bench/canvas-rules.mjs <folder with checkouts> [--rule <name>…] [--scope application|all]');
  process.exit(2);
}

const repositories = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
  .map(({ name }) => name)
  .sort();
const reports = repositories.flatMap((repository) => reportsIn(repository));

console.log('| repository | rule | file:line | message |');
console.log('|---|---|---|---|');
for (const report of reports) console.log(row([report.repository, report.rule, `${report.file}:${report.line}`, textOf(report)]));
console.log();
console.log(row(['rule', 'reports', 'repositories']));
console.log('|---|---|---|');
for (const rule of values.rule) {
  const ofRule = reports.filter((report) => report.rule === rule);
  console.log(row([rule, ofRule.length, new Set(ofRule.map(({ repository }) => repository)).size]));
}

function reportsIn(repository) {
  const args = ['--check', '--format', 'json', '--scope', values.scope, ...values.rule.flatMap((rule) => ['--rule', rule])];
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: join(resolve(folder), repository), encoding: 'utf8', maxBuffer: 1 << 30 });
  if (stderr !== '') console.error(stderr.replace(/^/gm, `${repository}: `).trimEnd());
  return JSON.parse(stdout).findings.map((finding) => ({ repository, ...finding }));
}

/** A finding of prefer-chord has its reasons in place of a message. */
function textOf({ message, evidence, confidence }) {
  return message ?? `(${confidence}) ${evidence.join('; ')}`;
}

function row(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
