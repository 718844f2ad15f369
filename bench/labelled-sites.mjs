// Holds the reports against functions of public repositories that were labelled by hand.
//   npm run build && node bench/labelled-sites.mjs <labels.jsonl> <folder with checkouts> [scope] [--list]
// A label is one line of JSON: { repo: 'owner/name', file, function, label: 'should-chain' | 'parallel-ok' | 'unclear' }; the checkout of
// `owner/name` is the folder `name`, at the commit that the label names. `scope` is `all` by default;
// `--list` prints the confidence that each labelled function got, with the first of its reasons.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LEVELS = ['proven', 'indicated', 'possible', 'all'];
/** Strongest first; a level takes in all that are as strong as its own. */
const CONFIDENCES = ['proven', 'indicated', 'possible', 'unlikely'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean', default: false } } });
const [labelsFile, folder, scope = 'all'] = positionals;
if (labelsFile === undefined || folder === undefined) {
  console.error('usage: node bench/labelled-sites.mjs <labels.jsonl> <folder with checkouts> [scope] [--list]');
  process.exit(2);
}

const labels = readFileSync(labelsFile, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line));
const here = labels.filter(({ repo }) => existsSync(checkoutOf(repo)));
const findings = [...new Set(here.map(({ repo }) => repo))].flatMap((repo) => findingsIn(repo));
const labelled = new Set();
const sites = here.map((site) => {
  const found = findings.filter((finding) => isIn(finding, site));
  for (const finding of found) labelled.add(finding);
  const ranks = found.map(({ confidence }) => CONFIDENCES.indexOf(confidence));
  const rank = Math.min(...ranks);
  return { ...site, rank, evidence: found.find(({ confidence }) => confidence === CONFIDENCES[rank])?.evidence ?? [] };
});

console.log(`${here.length} of ${labels.length} labelled functions are in ${folder}; scope ${scope}`);
console.log('| level | should-chain reported | missed | parallel-ok reported | unclear reported | precision | recall | other reports |');
console.log('|---|---|---|---|---|---|---|---|');
for (const [rank, level] of LEVELS.entries()) {
  const reported = (label) => sites.filter((site) => site.label === label && site.rank <= rank).length;
  const wanted = sites.filter(({ label }) => label === 'should-chain').length;
  const [right, wrong, unclear] = ['should-chain', 'parallel-ok', 'unclear'].map(reported);
  const others = findings.filter((finding) => !labelled.has(finding) && CONFIDENCES.indexOf(finding.confidence) <= rank).length;
  console.log(`| ${[level, right, wanted - right, wrong, unclear, ratio(right, right + wrong), ratio(right, wanted), others].join(' | ')} |`);
}
if (values.list) for (const site of [...sites].sort((a, b) => a.rank - b.rank || a.label.localeCompare(b.label))) list(site);
else for (const site of sites.filter(({ label, rank }) => label === 'should-chain' && rank === Infinity)) console.log(`missed: ${nameOf(site)}`);

function list(site) {
  console.log(`${(CONFIDENCES[site.rank] ?? 'none').padEnd(10)} ${site.label.padEnd(12)} ${nameOf(site)}`);
  for (const reason of site.evidence.slice(0, 2)) console.log(`${' '.repeat(24)}${reason}`);
}

function nameOf({ repo, file, line, function: name }) {
  return `${repo} ${file}:${line} ${name}`;
}

function checkoutOf(repo) {
  return join(folder, repo.split('/').at(-1));
}

function findingsIn(repo) {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const args = [main, '--check', '--rule', 'prefer-chain', '--rule', 'prefer-chord', '--format', 'json', '--evidence', 'all', '--scope', scope, '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: checkoutOf(repo), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout.startsWith('{')) throw new Error(`${repo}: ${stderr}`);
  return JSON.parse(stdout).findings.map((finding) => ({ ...finding, repo }));
}

/** A function is known by its file and its last name: `update` of `ScheduleView.update`. */
function isIn(finding, site) {
  const lastNameOf = (path) => path.split('.').at(-1);
  return finding.repo === site.repo && finding.file === site.file && lastNameOf(finding.routine) === lastNameOf(site.function);
}

function ratio(part, whole) {
  return whole === 0 ? '–' : (part / whole).toFixed(2);
}
