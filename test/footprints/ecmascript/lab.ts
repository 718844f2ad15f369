import { join } from 'node:path';
import { keyOfTerm, type Effect, type Knowledge, type Resource, type Row, type Term } from '../../../src/analysis/footprint.js';
import { createDefinitionFinder } from '../../../src/definitions/ecmascript/finder.js';
import type { TaskDefinition } from '../../../src/definitions/ecmascript/definition.js';
import { createSourceFiles } from '../../../src/files/source-files.js';
import type { EcmascriptDataLibrary } from '../../../src/footprints/ecmascript/library.js';
import { LIBRARIES } from '../../../src/libraries/index.js';
import { createRecogniser } from '../../../src/summaries/recognise.js';
import { walk } from '../../../src/readers/ecmascript/estree.js';
import { ECMASCRIPT_EXTENSIONS } from '../../../src/readers/ecmascript/module.js';
import type { Module } from '../../../src/readers/ecmascript/module.js';
import type { ProjectResolver } from '../../../src/resolve/resolver.js';
import { createKnowledgeFinder } from '../../../src/summaries/ecmascript/knowledge.js';
import type { Given } from '../../../src/summaries/instantiate.js';
import { projectOf } from '../../resolve/project.js';
import type { Files } from '../../resolve/project.js';

export interface LabOptions {
  /** The data libraries; all of the product's by default. */
  readonly libraries?: readonly EcmascriptDataLibrary[];
  /** What the job's data are known to be: `{ kind: 'page' }` prunes branches. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
  readonly jobName?: string;
}

/** What is known of the first worker (`new Worker('queue', processor)`, of whatever package) in the files. */
export function knowledgeIn(files: Files, { libraries, data, jobName }: LabOptions = {}): Extract<Knowledge, { kind: 'read' }> {
  const { root, resolver, dataLibraries } = projectOf(files);
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings: {}, roleOf: () => 'service' });
  const sources = createSourceFiles(root, ECMASCRIPT_EXTENSIONS, 0);
  const finder = createDefinitionFinder({ resolver, files: sources });
  const { knowledgeOfDefinition } = createKnowledgeFinder({ resolver, recogniser, finder, dataLibraries: libraries ?? dataLibraries, files: sources });
  const modules = Object.keys(files).flatMap((path) => resolver.moduleAt(join(root, path)) ?? []);
  const definition = modules.map((module) => workerIn(module, resolver)).find((found) => found !== undefined);
  if (definition === undefined) throw new Error('no file has a worker');
  const knowledge = knowledgeOfDefinition({ ...definition, ...(jobName === undefined ? {} : { jobName }) }, givenOf(data));
  if (knowledge.kind !== 'read') throw new Error(knowledge.reason);
  return knowledge;
}

function givenOf(data: LabOptions['data']): Given {
  const own: Term = { kind: 'argument', name: 'data', path: [] };
  if (data === undefined) return new Map([['data', own]]);
  return new Map([['data', { kind: 'object', entries: new Map(Object.entries(data).map(([name, value]) => [name, { kind: 'literal', value }])), open: true }]]);
}

function workerIn(module: Module, { evaluator }: ProjectResolver): TaskDefinition | undefined {
  let found: TaskDefinition | undefined;
  walk(module.ast, (node) => {
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'Worker') return;
    const processor = node.arguments[1];
    const { is, env } = processor === undefined ? { is: undefined, env: undefined } : evaluator.value(processor, module, undefined);
    if (is?.kind === 'function') found ??= { node: is.node, module: is.module, env, handed: 'job' };
  });
  return found;
}

/**
 * What a task does, sorted, a line an effect: `write plain sql:images.url [id=argument(data.imageId)] worker.ts:12`. A read has its rank in
 * the mode's place; what lies behind another task has `behind thumbnail` at its end.
 */
export function effectsOf(files: Files, options: LabOptions = {}): string[] {
  return knowledgeIn(files, options).effects.map(lineOf).sort();
}

/** What could not be read, in source order: `calls \`sync\` of a value that is not known, worker.ts:4`. */
export function opaqueOf(files: Files, options: LabOptions = {}): string[] {
  return knowledgeIn(files, options).opaque.map(({ what, site }) => `${what}, ${site.file}:${String(site.line)}`);
}

/** The tables that a task writes to, by what tells them apart. */
export function modelKeysIn(files: Files): readonly string[] {
  return [...new Set(knowledgeIn(files).effects.flatMap(({ operation, resource }) => (operation !== 'read' && 'model' in resource ? [resource.model.key.replace(/\/.*?\/fix-chains-\w+\//, '')] : [])))];
}

export function lineOf({ operation, resource, mode, rank, site, behind }: Effect): string {
  const way = behind.length === 0 ? '' : ` behind ${behind.join(' > ')}`;
  return `${operation} ${operation === 'read' ? rank : mode} ${resourceText(resource)} ${site.file}:${String(site.line)}${way}`;
}

function resourceText(resource: Resource): string {
  switch (resource.kind) {
    case 'column':
      return `${resource.model.name}.${resource.column}${fieldsText(resource)} ${rowText(resource.row)}`;
    case 'row':
      return `${resource.model.name} ${rowText(resource.row)}`;
    case 'key':
      return `${resource.store}${fieldsText(resource)} [${termText(resource.key)}]`;
    case 'external':
      return `external ${resource.name}`;
  }
}

function fieldsText({ fields }: Extract<Resource, { kind: 'column' | 'key' }>): string {
  return fields === undefined ? '' : `{${fields.join(',')}}`;
}

function rowText(row: Row): string {
  if (row.kind !== 'keyed') return `[${row.kind}]`;
  return row.by.length === 0 ? '[all]' : `[${row.by.map(({ column, is }) => `${column}=${termText(is)}`).join(' ')}]`;
}

function termText(term: Term): string {
  return keyOfTerm(term) ?? '?';
}
