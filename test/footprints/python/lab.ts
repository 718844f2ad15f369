import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Effect, Knowledge, Resource, Row, Site, Term } from '../../../src/analysis/footprint.js';
import { createPythonRoleFinder } from '../../../src/frameworks/python/roles.js';
import { PYTHON_DATA_LIBRARIES } from '../../../src/footprints/python/index.js';
import type { PythonDataLibrary } from '../../../src/footprints/python/library.js';
import { createTaskFinder } from '../../../src/libraries/celery/definitions.js';
import { createCeleryRecogniser } from '../../../src/libraries/celery/recognise.js';
import { createSourceFiles, type SourceFiles } from '../../../src/files/source-files.js';
import { parsePython, PYTHON_EXTENSIONS } from '../../../src/readers/python/module.js';
import { readPython } from '../../../src/readers/python/routines.js';
import { topLevelVariables } from '../../../src/readers/python/scopes.js';
import { createPythonResolver } from '../../../src/resolve/python/resolver.js';
import type { PythonResolver } from '../../../src/resolve/python/values.js';
import type { Summary } from '../../../src/summaries/python/interpreter.js';
import { createPythonSummaries, type PythonSummaries } from '../../../src/summaries/python/summaries.js';
import type { TaskDefinition } from '../../../src/libraries/celery/detail.js';
import type { Recogniser } from '../../../src/readers/python/recogniser.js';

/** Texts by their paths in the project. */
export type Files = Readonly<Record<string, string>>;

export interface Lab {
  readonly root: string;
  readonly resolver: PythonResolver;
  readonly recogniser: Recogniser;
  readonly files: SourceFiles;
  readonly summaries: PythonSummaries;
}

/** A project in a temporary folder, which goes with the test. */
export function labOf(files: Files, libraries: readonly PythonDataLibrary[] = PYTHON_DATA_LIBRARIES): Lab {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return labAt(root, libraries);
}

/** The project in a folder. */
function labAt(root: string, libraries: readonly PythonDataLibrary[] = PYTHON_DATA_LIBRARIES): Lab {
  const resolver = createPythonResolver(root, 0);
  const recogniser = createCeleryRecogniser({ resolver, roleOf: createPythonRoleFinder({ resolver, root }) });
  const files = createSourceFiles(root, PYTHON_EXTENSIONS);
  return { root, resolver, recogniser, files, summaries: createPythonSummaries({ resolver, recogniser, libraries, files }) };
}

/**
 * What a task does, one sorted line an effect: `write plain Image.file [id=argument(image_id)] tasks.py:12`, of reads with what they are
 * for, `read used …`, and behind a task that it dispatches `… behind thumbnail`.
 * @param task the function's name; of several in the project the first file's
 */
export function effectsOf(files: Files, task: string, libraries?: readonly PythonDataLibrary[]): string[] {
  return summaryOf(files, task, libraries).effects.map(lineOf).sort();
}

export function summaryOf(files: Files, task: string, libraries?: readonly PythonDataLibrary[]): Summary {
  const lab = labOf(files, libraries);
  return lab.summaries.summaryOf(definitionOf(lab, Object.keys(files), task));
}

/** What is known of each dispatch in a file's routines, in source order. */
export function knowledgeIn(files: Files, path: string, libraries?: readonly PythonDataLibrary[]): Knowledge[] {
  const { root, resolver, recogniser, summaries } = labOf(files, libraries);
  const module = parsePython(join(root, path), files[path] ?? '');
  resolver.setModule(module);
  const dispatches = readPython(module, recogniser).routines.flatMap(({ blocks }) =>
    blocks.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'dispatch' ? [item.dispatch] : []))),
  );
  return dispatches.map((dispatch) => summaries.knowledgeOf(dispatch, module));
}

export function linesOf(knowledge: Knowledge): string[] {
  return knowledge.kind === 'unread' ? [`unread: ${knowledge.reason}`] : knowledge.effects.map(lineOf).sort();
}

export function definitionOf({ root, resolver }: Lab, paths: readonly string[], name: string): TaskDefinition {
  const tasks = createTaskFinder(resolver);
  for (const path of paths) {
    const module = resolver.moduleAt(join(root, path));
    if (module === undefined || !topLevelVariables(module).has(name)) continue;
    const definition = tasks.taskOf(resolver.exportOf(module, name))?.definition;
    if (definition !== undefined) return definition;
  }
  throw new Error(`no task is called ${name}`);
}

export function lineOf({ operation, resource, mode, rank, site, behind }: Effect): string {
  const how = operation === 'read' ? (mode === 'plain' ? rank : `${mode} ${rank}`) : mode;
  return `${operation} ${how} ${resourceText(resource)} ${siteText(site)}${behind.length === 0 ? '' : ` behind ${behind.join(' > ')}`}`;
}

function siteText({ file, line }: Pick<Site, 'file' | 'line'>): string {
  return `${basename(file)}:${String(line)}`;
}

function resourceText(resource: Resource): string {
  switch (resource.kind) {
    case 'column':
      return `${resource.model.name}.${resource.column}${fieldsText(resource)} [${rowText(resource.row)}]`;
    case 'row':
      return `${resource.model.name} [${rowText(resource.row)}]`;
    case 'key':
      return `${resource.store} ${termText(resource.key)}${fieldsText(resource)}`;
    case 'external':
      return `external ${resource.name}`;
  }
}

/** `{a, b}` */
function fieldsText({ fields }: { readonly fields?: readonly string[] }): string {
  return fields === undefined ? '' : `{${fields.join(', ')}}`;
}

/** `image_id=argument(image_id)&word not in ('a')` */
function rowText(row: Row): string {
  if (row.kind !== 'keyed') return row.kind;
  const limits = (row.limits ?? []).map(({ column, values, isOut }) => `${column} ${isOut ? 'not in' : 'in'} (${values.map(termText).join(', ')})`);
  return row.by.length === 0 && limits.length === 0 ? 'all' : [...row.by.map(({ column, is }) => `${column}=${termText(is)}`), ...limits].join('&');
}

/** `'thumb:'+argument(image_id)` */
function termText(term: Term): string {
  switch (term.kind) {
    case 'literal':
      return JSON.stringify(term.value).replaceAll('"', "'");
    case 'argument':
      return `argument(${[term.name, ...term.path].join('.')})`;
    case 'value':
      return `value(${term.text}${term.path.length === 0 || term.text.includes('.') ? '' : `.${term.path.join('.')}`})`;
    case 'setting':
      return `setting(${term.name})`;
    case 'column':
      return `${term.model.name}.${term.column}[${rowText(term.row)}]`;
    case 'stored':
      return `${term.store}[${termText(term.key)}]`;
    case 'text':
      return term.parts.map(termText).join('+');
    case 'object':
      return `{${[...term.entries].map(([name, entry]) => `${name}: ${termText(entry)}`).join(', ')}${term.open ? ', …' : ''}}`;
    case 'unknown':
      return '?';
  }
}
