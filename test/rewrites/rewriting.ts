import { findRuns } from '../../src/analysis/runs.js';
import { libraryOf } from '../../src/libraries/index.js';
import type { CallExpression } from '../../src/readers/ecmascript/estree.js';
import { parseModule, type Module } from '../../src/readers/ecmascript/module.js';
import type { Recognised } from '../../src/readers/ecmascript/recogniser.js';
import { readSource } from '../../src/readers/ecmascript/routines.js';
import type { Origin, Resolver } from '../../src/resolve/origin.js';
import type { RewriteContext } from '../../src/rewrites/context.js';
import { applyEdits, type Rewrite, type Style } from '../../src/analysis/edit.js';
import { renderRewrite } from '../../src/rewrites/render.js';
import { findForeignChange } from '../../src/rewrites/verify.js';
import { evidenceOf, type Needs } from './conflicts.js';

/** A resolver for a file on its own: it finds nothing. */
const BLIND: Resolver = {
  moduleAt: () => undefined,
  setModule: () => undefined,
  resolveSpecifier: () => undefined,
  originOf: () => ({ kind: 'unknown', reason: 'a file on its own' }),
  originOfType: () => ({ kind: 'unknown', reason: 'a file on its own' }),
  exportOf: () => ({ kind: 'unknown', reason: 'a file on its own' }),
};

export interface Given {
  readonly path?: string;
  readonly style?: Style;
  readonly resolver?: Resolver;
  readonly linkError?: string;
  readonly context?: Partial<RewriteContext>;
  /** Which steps are proven to need which. */
  readonly needs?: Needs;
}

/**
 * Dispatches by their names alone: `imageQueue.add(…)` is BullMQ's, `thumbTask.delay(…)`, `applyAsync` and `client.sendTask` celery-node's,
 * `addThumb(…)` and `svc.addThumb(…)` wrappers, with a signature where the name ends with `Signed`.
 */
function recognise(call: CallExpression, module: Module, resolver: Resolver): Recognised | undefined {
  const { callee } = call;
  const name =
    callee.type === 'Identifier'
      ? callee.name
      : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
      ? callee.property.name
      : '';
  const [first] = call.arguments;
  const task = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
  const all = call.arguments.map((_, index) => index);
  if (/^add[A-Z]/.test(name)) {
    const signature = name.endsWith('Signed') ? { signature: { name: name.replace('add', 'sign') } } : {};
    return { library: 'bullmq', task: { key: name, name }, payload: all, wrapper: { name, ...signature } };
  }
  if (callee.type !== 'MemberExpression') return undefined;
  const receiver = module.text.slice(...callee.object.range);
  if (name === 'add' && /queue|q$/i.test(receiver.replace(/[)\]!?].*$/s, ''))) {
    const origin = resolver.originOf(callee.object, module);
    return {
      library: 'bullmq',
      task: { key: `${receiver}/${task ?? ''}`, name: task ?? receiver },
      payload: all.slice(1, 2),
      ...(call.arguments.length > 2 ? { options: 2 } : {}),
      detail: detailOf(origin),
    };
  }
  if (name === 'delay') return { library: 'celery-node', task: { key: receiver, name: receiver }, payload: all };
  if (name === 'applyAsync') return { library: 'celery-node', task: { key: receiver, name: receiver }, payload: all.slice(0, 2) };
  if (name === 'sendTask') return { library: 'celery-node', task: { key: task ?? '', name: task ?? '' }, payload: all.slice(1, 3) };
  return undefined;
}

function detailOf(origin: Origin): unknown {
  return { receiver: origin, ...(origin.kind === 'package' && origin.made !== undefined ? { made: origin.made } : {}) };
}

export function moduleOf(text: string, path = '/project/src/upload.ts'): Module {
  const parsed = parseModule(path, text);
  if (!parsed.ok) throw new Error(`${path}:${String(parsed.problem.line)}: ${parsed.problem.message}`);
  return parsed.module;
}

function runsIn(module: Module, resolver: Resolver) {
  return findRuns(readSource(module, { recognise: (call) => recognise(call, module, resolver), roleOf: () => 'service' }));
}

/** What the first run of a text becomes. */
export function rewriteOf(text: string, given: Given = {}): Rewrite {
  return rewriteOfModule(moduleOf(text, given.path), given);
}

/** What the first run of a module becomes, whichever parser read it. The rewrite is checked as in production. */
export function rewriteOfModule(module: Module, { path, style = 'chain', resolver = BLIND, linkError, context = {}, needs = [] }: Given): Rewrite {
  const { text } = module;
  resolver.setModule(module);
  const [run] = runsIn(module, resolver);
  if (run === undefined) throw new Error(`no run in:\n${text}`);
  const finding = { run, evidence: evidenceOf(needs) };
  const rewrite = renderRewrite(finding, style, { module, resolver, ...(linkError === undefined ? {} : { linkError }), ...context });
  if (rewrite.kind === 'rewrite') {
    const after = applyEdits(text, rewrite.edits);
    const change = findForeignChange({ path: module.path, text }, after, { edits: rewrite.edits, run: rewrite.run ?? run });
    if (change !== undefined) throw new Error(`${change}:\n${after}`);
    const left = runsIn(moduleOf(after, path), BLIND);
    if (left.length > 0) throw new Error(`a second run finds something in:\n${after}`);
  }
  return rewrite;
}

/** The text with its first run rewritten, or `refused: …`. */
export function rewritten(text: string, given: Given = {}): string {
  const rewrite = rewriteOf(text, given);
  return rewrite.kind === 'rewrite' ? applyEdits(text, rewrite.edits) : `refused: ${rewrite.hazard.message}`;
}

/** The ids of a rewrite's warnings, or of what refuses it. */
export function hazardsOf(rewrite: Rewrite): string[] {
  return rewrite.kind === 'refused' ? [`refused ${rewrite.hazard.id}`] : rewrite.warnings.map(({ id }) => id);
}

/** The library of an id, which has to be there. */
export function library(id: string) {
  const found = libraryOf(id);
  if (found === undefined) throw new Error(`no library ${id}`);
  return found;
}
