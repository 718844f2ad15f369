import { parseArgs } from 'node:util';
import type { Style } from '../analysis/edit.js';
import { STYLES } from '../analysis/edit.js';
import type { EvidenceLevel, Scope } from '../settings.js';
import { EVIDENCE_LEVELS, SCOPES } from '../settings.js';
import { findNearest } from '../config/nearest.js';
import { RULE_NAMES } from '../config/rules.js';
import { UsageError } from '../problems.js';

export const HELP = `fix-chains finds background tasks that depend on each other but are launched side by side,
and rewrites them into chains: in TypeScript, JavaScript and Python.

Usage: fix-chains [options] [paths…]

Without options it reports what it finds below the working directory, shows each rewrite
as a diff, and writes nothing.

What to do
  --write                  apply the rewrites
  --check                  report without diffs (for CI)
  --style <style>          chain, pipe, flow or link; chain where it applies, by default
  --link-error <task>      add an error callback: <variable> or <module>#<variable>,
                           for BullMQ followed by :<job name>
  --pass-results           hand each result on to the next task, where the parameters of
                           the tasks allow it (Celery)

What to report
  --rule <name>            only this rule (may be given several times); without it those of
                           the configuration, by default all that are recommended
  --evidence <level>       the weakest to report: proven, indicated, possible (default) or all
  --scope <scope>          application (default), handlers or all
  --config <file>          instead of fix-chains.config.json or "fixChains" in package.json

Rules
  --explain <rule>         print what a rule is about

Input and output
  --format <format>        pretty (default) or json
  --output <file>          write the report to a file instead of stdout
  --stdin                  read one file from stdin; with --write, print it rewritten
  --stdin-filename <file>  what the text from stdin is called
  --exit-non-zero-on-fix   exit 1 when something was rewritten (for commit hooks)
  --quiet                  print errors only (and the JSON report)
  --no-color               no colours
  -h, --help               this text
  -v, --version            the version

Exit code
  0  nothing to report, or all of it applied
  1  findings remain
  2  it could not do what was asked; stderr says what

Examples
  fix-chains                                report on everything that git sees here
  fix-chains src/routes --scope handlers    request handlers of one folder
  fix-chains --write --style flow           rewrite with BullMQ's own FlowProducer
  fix-chains --check --format json          for a script
`;

const FORMATS = ['pretty', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The command line, read and checked. What is absent was not given: the configuration or the default decides. */
export interface Options {
  readonly paths: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
  readonly write: boolean;
  readonly check: boolean;
  readonly style?: Style;
  readonly linkError?: string;
  readonly passResults: boolean;
  readonly evidence?: EvidenceLevel;
  readonly scope?: Scope;
  /** Only these; empty where none is named. */
  readonly rules: readonly string[];
  readonly explain?: string;
  readonly config?: string;
  readonly format: Format;
  readonly output?: string;
  readonly stdin: boolean;
  readonly stdinFilename?: string;
  readonly exitNonZeroOnFix: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

const KNOWN = {
  write: { type: 'boolean' },
  check: { type: 'boolean' },
  style: { type: 'string' },
  'link-error': { type: 'string' },
  'pass-results': { type: 'boolean' },
  evidence: { type: 'string' },
  scope: { type: 'string' },
  rule: { type: 'string', multiple: true },
  explain: { type: 'string' },
  config: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  stdin: { type: 'boolean' },
  'stdin-filename': { type: 'string' },
  'exit-non-zero-on-fix': { type: 'boolean' },
  quiet: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Of the contract, but of a later version: refused by name rather than ignored. */
const LATER_OPTIONS = ['interactive', 'i', 'staged', 'since'];
const LATER_FORMATS = ['sarif', 'github', 'html'];

/**
 * Reads the arguments (without `node` and the script).
 * @throws {UsageError} for an option that is unknown, lacks its value, has a value it cannot have, or contradicts another
 */
export function parseOptions(argv: readonly string[]): Options {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: KNOWN,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token);
  const text = (name: keyof typeof KNOWN): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: keyof typeof KNOWN): boolean => values[name] === true;
  const options: Options = {
    paths: positionals,
    help: flag('help'),
    version: flag('version'),
    write: flag('write'),
    check: flag('check'),
    ...defined('style', oneOf('--style', text('style'), STYLES)),
    ...defined('linkError', text('link-error')),
    passResults: flag('pass-results'),
    ...defined('evidence', oneOf('--evidence', text('evidence'), EVIDENCE_LEVELS)),
    ...defined('scope', oneOf('--scope', text('scope'), SCOPES)),
    rules: rulesOf(values.rule),
    ...defined('explain', oneOf('--explain', text('explain'), RULE_NAMES)),
    ...defined('config', text('config')),
    format: formatOf(text('format')),
    ...defined('output', text('output')),
    stdin: flag('stdin'),
    ...defined('stdinFilename', text('stdin-filename')),
    exitNonZeroOnFix: flag('exit-non-zero-on-fix'),
    quiet: flag('quiet'),
    color: !flag('no-color'),
  };
  checkTogether(options);
  return options;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken): void {
  if (LATER_OPTIONS.includes(name)) throw new UsageError(`${rawName} is not in this version`);
  if (!isKnown(name)) {
    const nearest = findNearest(name, Object.keys(KNOWN));
    throw new UsageError(`unknown option ${rawName}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`);
  }
  if (KNOWN[name].type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return;
  }
  const isOption = inlineValue !== true && value?.startsWith('-') === true;
  if (value === undefined || value === '' || isOption) throw new UsageError(`${rawName} needs a value`);
}

function isKnown(name: string): name is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, name);
}

function checkTogether(options: Options): void {
  if (options.write && options.check) throw new UsageError('--write and --check contradict each other');
  if (options.stdin && options.paths.length > 0) throw new UsageError('--stdin takes no paths; name the text with --stdin-filename');
  if (options.stdinFilename !== undefined && !options.stdin) throw new UsageError('--stdin-filename needs --stdin');
}

function rulesOf(given: unknown): readonly string[] {
  const names = Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [];
  for (const name of names) oneOf('--rule', name, RULE_NAMES);
  return [...new Set(names)];
}

function formatOf(value: string | undefined): Format {
  if (value !== undefined && LATER_FORMATS.includes(value)) throw new UsageError(`--format ${value} is not in this version`);
  return oneOf('--format', value, FORMATS) ?? 'pretty';
}

function oneOf<T extends string>(option: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const nearest = findNearest(value, allowed);
  throw new UsageError(
    `${option} ${value}: must be one of ${allowed.join(', ')}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  );
}

function defined<K extends string, V>(key: K, value: V | undefined): Readonly<Partial<Record<K, V>>> {
  return (value === undefined ? {} : { [key]: value }) as Readonly<Partial<Record<K, V>>>;
}
