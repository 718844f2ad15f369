// Writes the parts of the documentation that follow from the code; with --check it only says what is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import plugin from '../dist/index.js';
import { HANDLER_ROWS } from '../dist/frameworks/index.js';
import { PYTHON_HANDLER_ROWS } from '../dist/frameworks/python/index.js';
import { renderPythonFrameworkTable } from '../dist/frameworks/python/table.js';
import { renderFrameworkTable } from '../dist/frameworks/table.js';

const check = process.argv.includes('--check');
let stale = 0;

for (const [name, rule] of Object.entries(plugin.rules)) {
  update(`docs/rules/${name}.md`, { header: renderHeader(name, rule), ...(hasOptions(rule) ? { options: renderOptions(rule) } : {}) });
}
update('README.md', { rules: renderRules() });
update('docs/handlers.md', {
  frameworks: renderFrameworkTable(HANDLER_ROWS),
  'python-frameworks': renderPythonFrameworkTable(PYTHON_HANDLER_ROWS),
});

if (stale > 0) process.exitCode = 1;

/** Replaces what stands between `<!-- begin x (generated) -->` and `<!-- end x (generated) -->`. */
function update(file, sections) {
  const url = new URL(`../${file}`, import.meta.url);
  const before = readFileSync(url, 'utf8');
  let after = before;
  for (const [section, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- begin ${section} (generated) -->`, `<!-- end ${section} (generated) -->`];
    const start = after.indexOf(begin);
    const stop = after.indexOf(end);
    if (start < 0 || stop < start) throw new Error(`${file}: the markers of the section «${section}» are missing`);
    after = `${after.slice(0, start + begin.length)}\n${text}\n${after.slice(stop)}`;
  }
  if (after === before) return;
  stale += 1;
  if (check) console.error(`${file} is out of date: run \`npm run docs\``);
  else writeFileSync(url, after);
}

function renderHeader(name, { meta }) {
  const sets = setsOf(name).map(code);
  const where = `In the configuration${sets.length === 1 ? '' : 's'} ${sets.join(' and ')}.`;
  return `# fix-chains/${name}\n\n> ${sentence(meta.docs.description)}\n\n${where}${meta.hasSuggestions ? ' Offers suggestions.' : ''} For ${languagesOf(meta, ' and ')}.`;
}

/** The configurations that a rule is in. */
function setsOf(name) {
  return Object.keys(plugin.configs).filter((config) => plugin.configs[config].some(({ rules }) => `fix-chains/${name}` in (rules ?? {})));
}

function languagesOf({ docs }, and) {
  const names = { python: 'Python', ecmascript: `TypeScript${and}JavaScript` };
  return docs.languages.length > 1 ? `Python, TypeScript${and}JavaScript` : names[docs.languages[0]];
}

function hasOptions({ meta }) {
  return meta.schema.length > 0;
}

function renderOptions({ meta }) {
  const properties = Object.entries(meta.schema[0]?.properties ?? {});
  const defaults = meta.defaultOptions?.[0] ?? {};
  const rows = properties.map(([key, value]) => `| \`${key}\` | ${value.description} | ${values(value)} | ${code(defaults[key])} |`);
  const strict = Object.entries(meta.docs.strict ?? {}).map(([option, value]) => `${code(option)} is ${code(value)}`);
  const inStrict = strict.length === 0 ? [] : ['', `In the configuration \`strict\`, ${strict.join(', ')}.`];
  return ['## Options', '', '| option | meaning | values | default |', '|---|---|---|---|', ...rows, ...inStrict].join('\n');
}

function renderRules() {
  const rows = Object.entries(plugin.rules)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { meta }]) => {
      const sets = setsOf(name);
      const marks = ['recommended', 'strict'].map((set) => (sets.includes(set) ? '✅' : ''));
      const cells = [`[${name}](docs/rules/${name}.md)`, meta.docs.description, ...marks, meta.hasSuggestions ? '💡' : '', languagesOf(meta, ', ')];
      return `| ${cells.join(' | ')} |`;
    });
  return ['| rule | what it does | recommended | strict | suggestions | languages |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function values(schema) {
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.items?.enum) return `a list of ${schema.items.enum.map(code).join(', ')}`;
  if (schema.type === 'array') return 'a list of texts';
  return schema.type;
}

function code(value) {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(code).join(', ');
  return `\`${value}\``;
}
