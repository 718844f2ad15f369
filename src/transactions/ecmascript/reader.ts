/** The dispatches of a TypeScript or JavaScript module that stand in an open transaction. */
import type { Effect, Knowledge } from '../../analysis/footprint.js';
import type { Dispatch } from '../../analysis/ir.js';
import type { TransactionSite } from '../../analysis/transactions.js';
import { once } from '../../once.js';
import { ancestorsOf, isFunction, staticName, walk, type CallExpression, type FunctionNode, type Node } from '../../readers/ecmascript/estree.js';
import { dispatchOfCall } from '../../readers/ecmascript/items.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Recogniser } from '../../readers/ecmascript/recogniser.js';
import { dispatchesIn, routineAt } from '../../readers/ecmascript/routines.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import type { KnowledgeFinder } from '../../summaries/ecmascript/knowledge.js';
import { findOpened } from './opened.js';
import { isIterated, lastName } from './order.js';
import { carriedBy } from './values.js';
import { moveBehind } from './ways-out.js';
import { writesBefore } from './writes.js';

export interface TransactionSources {
  readonly resolver: ProjectResolver;
  readonly recogniser: Recogniser;
  readonly knowledge: KnowledgeFinder;
}

/** Nobody waits there for what a worker does. */
const SILENT_ROLES: ReadonlySet<string> = new Set(['test', 'migration']);

/** What transactions are called, in full or for short. */
const MENTIONED = /transaction|tx|trx|commit/i;

export function transactionsIn(module: Module, sources: TransactionSources): readonly TransactionSite[] {
  // Recognising dispatches may read other files, so the text must be worth it first.
  return MENTIONED.test(module.text) ? allDispatches(module, sources.recogniser).flatMap((dispatch) => siteAt(dispatch, module, sources) ?? []) : [];
}

/** Those that are statements, and those that are handed to `Promise.all(…)`. In source order. */
function allDispatches(module: Module, recogniser: Recogniser): Dispatch[] {
  const found = [...dispatchesIn(module, recogniser)];
  walk(module.ast, (node) => {
    const dispatch = node.type === 'CallExpression' && isGathered(node) ? dispatchOfCall(node, module, recogniser) : undefined;
    if (dispatch !== undefined) found.push({ ...dispatch, waiting: 'returned', result: { kind: 'returned' } });
  });
  return found.sort((a, b) => a.call.start - b.call.start);
}

/** An element of `Promise.all([queue.add(…)])`, and what `orders.map((order) => queue.add(…))` gives. */
function isGathered(call: CallExpression): boolean {
  const { parent } = call;
  if (parent.type === 'ArrowFunctionExpression') return isIterated(parent);
  const around = parent.type === 'ArrayExpression' ? parent.parent : undefined;
  return around?.type === 'CallExpression' && around.callee.type === 'MemberExpression' && lastName(around.callee.object) === 'Promise';
}

/** From how many milliseconds on nobody doubts that the transaction is over. */
const LONG = 10_000;

/** `queue.add('mail', data, { delay: 60_000 })`: it may run although the transaction is rolled back, but not before its end. */
function isPutOff({ options }: Dispatch, call: CallExpression): boolean {
  const given = call.arguments.find(({ range }) => range[0] === options?.span.start);
  const properties = given?.type === 'ObjectExpression' ? given.properties : [];
  return properties.some((property) => property.type === 'Property' && staticName(property.key, property.computed) === 'delay' && !isShort(property.value));
}

function isShort(value: Node): boolean {
  return value.type === 'Literal' && Number(value.value) < LONG;
}

function siteAt(dispatch: Dispatch, module: Module, { resolver, recogniser, knowledge }: TransactionSources): TransactionSite | undefined {
  const call = callAt(dispatch, module);
  const opened = call === undefined ? undefined : findOpened(call, module, resolver);
  if (call === undefined || opened === undefined || isPutOff(dispatch, call)) return undefined;
  const routine = routineAt(opened.at, module, recogniser);
  if (SILENT_ROLES.has(routine.role)) return undefined;
  const effects = once(() => effectsOf(outermostFunction(opened.at), module, knowledge));
  const isHandedOver = (node: Node): boolean => dispatch.payload.some(({ span }) => span.start <= node.range[0] && node.range[1] <= span.end);
  const writes = writesBefore(call, opened, effects, module);
  // To know the task, other files are read.
  if (writes.length === 0) return undefined;
  const known = knowledge.knowledgeOf(dispatch, module);
  return {
    call: dispatch.call,
    task: dispatch.task.name,
    routine,
    library: dispatch.library,
    transaction: { name: opened.name, line: module.text.slice(0, opened.at.range[0]).split('\n').length, advice: 'dispatch it after the transaction' },
    writes,
    carries: call.arguments.filter(isHandedOver).flatMap((argument) => carriedBy(argument, module)),
    knowledge: known.kind === 'elsewhere' ? ELSEWHERE : known,
    waysOut: findOpened(opened.at, module, resolver) === undefined ? moveBehind(dispatch, opened, module) : [],
  };
}

const ELSEWHERE: Knowledge = { kind: 'unread', reason: 'it is defined in another language' };

function callAt({ call }: Dispatch, module: Module): CallExpression | undefined {
  let found: CallExpression | undefined;
  walk(module.ast, (node) => {
    if (node.type === 'CallExpression' && node.range[0] === call.start && node.range[1] === call.end) found = node;
    return found === undefined && node.range[0] <= call.start && call.end <= node.range[1];
  });
  return found;
}

function outermostFunction(node: Node): FunctionNode | undefined {
  return [...ancestorsOf(node)].findLast(isFunction);
}

/** What a routine does to tables. */
function effectsOf(node: FunctionNode | undefined, module: Module, knowledge: KnowledgeFinder): readonly Effect[] {
  const known = node === undefined ? undefined : knowledge.knowledgeOfDefinition({ node, module, handed: 'positional' }, new Map());
  if (known?.kind !== 'read') return [];
  return known.effects.filter(({ operation, resource, behind }) => operation !== 'read' && behind.length === 0 && (resource.kind === 'row' || resource.kind === 'column'));
}
