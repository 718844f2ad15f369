/**
 * The rewrites as a jscodeshift transform, for projects that run their codemods with it. jscodeshift's own parser and printer are not
 * used: what is written is the text with the edits, and nothing else of it changes.
 */
import { resolve } from 'node:path';
import { findConfig } from '../config/config.js';
import { countDispatchNames, type DispatchNames } from '../files/prefilter.js';
import { DISPATCH_NAMES } from '../libraries/index.js';
import { projectAt } from '../project.js';
import { applyEdits, STYLES, type Style } from '../analysis/edit.js';
import { DEFAULT_REPORT_OPTIONS, EVIDENCE_LEVELS, SCOPES, type ProjectSettings, type ReportOptions } from '../settings.js';
import { createAnalyse } from './analyse.js';
import { fixText } from './fix-text.js';

/** What jscodeshift gives a transform, as far as it is used here: its types are no dependency of this package. */
interface FileInfo {
  readonly path: string;
  readonly source: string;
}

interface Api {
  report(message: string): void;
}

type Options = Readonly<Record<string, unknown>>;

const BOM = '\uFEFF';

/**
 * @param options jscodeshift's own, and `style`, `scope`, `evidence`, `link-error` and `config` as on fix-chains' command line
 * @returns the new text, or undefined where the file stays as it is
 * @throws {Error} when an option or the configuration says something that it cannot; jscodeshift reports it for each file
 */
export default function transform(fileInfo: FileInfo, api: Api, options: Options): string | undefined {
  const { settings, root, reportOptions } = setUp(options);
  if (countDispatchNames(Buffer.from(fileInfo.source), dispatchNames(settings), 2) < 2) return undefined;

  const path = resolve(fileInfo.path);
  const bom = fileInfo.source.startsWith(BOM) ? BOM : '';
  const text = fileInfo.source.slice(bom.length);
  const fixed = fixText(path, text, {
    analyse: createAnalyse(projectAt(root, settings), reportOptions),
    // jscodeshift hands out files one by one, to several processes: no other file can be changed.
    readText: () => undefined,
    apply: (_path, before, edits) => applyEdits(before, edits),
  });
  for (const outcome of fixed.outcomes) {
    if (outcome.kind === 'failed') api.report(`not rewritten: ${outcome.reason}`);
    if (outcome.kind === 'refused') api.report(`not rewritten: ${outcome.hazard.message}`);
  }
  return fixed.text === text ? undefined : bom + fixed.text;
}

/**
 * A dispatch through a function of the project can be rewritten only where the settings say how, so the libraries' own names and those
 * are all that a file to be rewritten can hold.
 */
function dispatchNames({ dispatchers }: ProjectSettings): DispatchNames {
  const wrappers = (dispatchers ?? []).filter(({ signature }) => signature !== undefined).map(({ name }) => name.split('.').at(-1) ?? name);
  return { methods: [...DISPATCH_NAMES], wrappers: new Set(wrappers) };
}

interface SetUp {
  readonly settings: ProjectSettings;
  readonly root: string;
  readonly reportOptions: ReportOptions;
}

const setUps = new WeakMap<Options, SetUp>();

/** jscodeshift hands one and the same options to every file. */
function setUp(options: Options): SetUp {
  const known = setUps.get(options) ?? readSetUp(options);
  setUps.set(options, known);
  return known;
}

function readSetUp(options: Options): SetUp {
  const cwd = process.cwd();
  const found = findConfig(cwd, textOption(options, 'config'));
  const { dispatchers, handlers, scope, evidence, styles, linkError } = found?.config ?? {};
  const style = choiceOption<Style>(options, 'style', STYLES);
  const givenLinkError = textOption(options, 'link-error') ?? linkError;
  return {
    root: found?.folder ?? cwd,
    settings: { ...(dispatchers === undefined ? {} : { dispatchers }), ...(handlers === undefined ? {} : { handlers }) },
    reportOptions: {
      scope: choiceOption(options, 'scope', SCOPES) ?? scope ?? DEFAULT_REPORT_OPTIONS.scope,
      evidence: choiceOption(options, 'evidence', EVIDENCE_LEVELS) ?? evidence ?? DEFAULT_REPORT_OPTIONS.evidence,
      styles: style === undefined ? (styles ?? DEFAULT_REPORT_OPTIONS.styles) : [style],
      ...(givenLinkError === undefined ? {} : { linkError: givenLinkError }),
    },
  };
}

function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`--${name} must be given one value`);
}

function choiceOption<Choice extends string>(options: Options, name: string, choices: readonly Choice[]): Choice | undefined {
  const value = textOption(options, name);
  if (value === undefined) return undefined;
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw new Error(`--${name} must be ${choices.join(', ')}`);
  return choice;
}
