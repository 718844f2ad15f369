/** Which repeated dispatches of BullMQ are as well one `addBulk`: https://docs.bullmq.io/guide/queues/adding-bulks */
import { areSpread, isPlain } from '../analysis/repeats.js';
import type { Dispatch, Span } from '../analysis/ir.js';
import { unwrapped, walk, type Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { purityOf } from '../readers/ecmascript/purity.js';
import type { Recogniser } from '../readers/ecmascript/recogniser.js';
import { repeatsIn, type Repeat } from '../readers/ecmascript/repeats.js';
import { declaratorOf, isReassigned, variableOf } from '../readers/ecmascript/variables.js';

/** Options whose meaning is one job's: a bulk has no repeated jobs, and what is deduplicated is queued on purpose one after the other. */
const NOT_IN_BULK = ['repeat', 'deduplication', 'debounce', 'parent'];

/** The repeated dispatches that `addBulk` stands for. */
export function bulksIn(module: Module, recogniser: Recogniser): Repeat[] {
  return repeatsIn(module, recogniser).filter((repeat) => isBulk(repeat, module));
}

function isBulk({ of, dispatches }: Repeat, module: Module): boolean {
  if (!dispatches.every((dispatch) => isJob(dispatch, module)) || areSpread(dispatches)) return false;
  const [first] = dispatches;
  if (of.kind === 'row') {
    const texts = dispatches.map(({ call }) => textAt(call, module));
    const isOfOneQueue = dispatches.every((dispatch) => receiverOf(dispatch, module) === receiverOf(first, module) && dispatch.waiting === first.waiting);
    return isOfOneQueue && new Set(texts).size === texts.length;
  }
  const isPure = of.condition === undefined || purityOf(of.condition, module) === 'pure';
  const given = { start: first.arguments[0]?.span.start ?? 0, end: first.arguments.at(-1)?.span.end ?? 0 };
  const variables = variablesIn(of.each, module);
  const reads = (span: Span) => variables.some((variable) => variable.references.some(({ identifier: { range } }) => span.start <= range[0] && range[1] <= span.end));
  return isPure && !isStream(of.over, module) && reads(given) && first.receiver !== undefined && !reads(first.receiver) && !variables.some(isReassigned);
}

const STREAM_TYPE = /^(?:Iterable)?Iterator(?:Object)?$|Generator$/;

/** Whether what a loop goes over is a generator of this file, or said to be one: a bulk holds all of its jobs. */
function isStream(over: Node, module: Module): boolean {
  const expression = unwrapped(over);
  const name = expression.type === 'CallExpression' ? unwrapped(expression.callee) : expression;
  const variable = name.type === 'Identifier' ? variableOf(name, module) : undefined;
  const declaration = variable?.defs[0];
  if (variable === undefined || declaration === undefined) return false;
  if (expression.type === 'CallExpression') return declaration.node.type === 'FunctionDeclaration' && declaration.node.generator;
  const type = declaration.name.type === 'Identifier' ? declaration.name.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && STREAM_TYPE.test(type.typeName.name)) return true;
  const value = declaratorOf(variable)?.init;
  return value?.type === 'CallExpression' && isStream(value, module);
}

function isJob(dispatch: Dispatch, module: Module): boolean {
  const { library, method, typeArguments, options, arguments: args } = dispatch;
  const isAdd = library === 'bullmq' && method === 'add' && typeArguments === undefined && args.length > 1 && args.length < 4;
  return isAdd && isPlain(dispatch) && receiverOf(dispatch, module) !== undefined && !NOT_IN_BULK.some((option) => options?.entries?.has(option) === true);
}

/** The queue's name, which is read once for all jobs; undefined where it is more than a name. */
export function receiverOf({ receiver }: Dispatch, module: Module): string | undefined {
  const text = receiver === undefined ? '' : textAt(receiver, module);
  return /^[\w$]+(?:\.#?[\w$]+)*$/.test(text) ? text : undefined;
}

function textAt({ start, end }: Span, { text }: Module): string {
  return text.slice(start, end).replace(/\s+/g, '');
}

function variablesIn(pattern: Node, module: Module) {
  const names = new Set<Node>();
  walk(pattern, (node) => {
    if (node.type === 'Identifier') names.add(node);
  });
  return module.scopes.scopes.flatMap(({ variables }) => variables.filter(({ identifiers }) => identifiers.some((identifier) => names.has(identifier))));
}
