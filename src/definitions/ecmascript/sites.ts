/** The nodes of a module that may say what runs a task, by their looks alone. */
import { calleeOf } from '../../libraries/calls.js';
import { isClass, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, ClassNode, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { CONSUMER_ROWS } from './library-consumers.js';

export interface Sites {
  readonly constructions: readonly TSESTree.NewExpression[];
  /** Calls of a method that takes a processor. */
  readonly calls: readonly CallExpression[];
  readonly classes: readonly ClassNode[];
}

const METHODS = new Set(CONSUMER_ROWS.flatMap(({ method }) => method ?? []));

const WORKER = /\bnew\s+[\w$.]*Worker\b|\bextends\s+[\w$.]*Worker(?:Host)?\b|\bWorker\s+as\b|@Process(?:or)?\b|[.?]\s*process\s*[<(]/;
/** The method's name is a common one, so something else has to hint at a worker. */
const REGISTRATION = /[.?]\s*register\s*[<(]/;

/** Whether `sitesOf` can find something that counts in a text; what wraps such code is found from there, by name. */
export function mayHoldConsumer(text: string): boolean {
  return WORKER.test(text) || (REGISTRATION.test(text) && /celery|worker/i.test(text));
}

const cache = new WeakMap<Module, Sites>();

export function sitesOf(module: Module): Sites {
  const known = cache.get(module) ?? readSites(module);
  cache.set(module, known);
  return known;
}

function readSites({ ast }: Module): Sites {
  const constructions: TSESTree.NewExpression[] = [];
  const calls: CallExpression[] = [];
  const classes: ClassNode[] = [];
  walk(ast, (node) => {
    if (node.type === 'NewExpression') constructions.push(node);
    else if (node.type === 'CallExpression' && METHODS.has(calleeOf(node)?.method ?? '')) calls.push(node);
    else if (isClass(node) && (node.superClass !== null || node.decorators.length > 0)) classes.push(node);
  });
  return { constructions, calls, classes };
}
