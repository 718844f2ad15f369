import type { Argument, Comment, Dispatch, Span } from '../analysis/ir.js';
import { findCallParts } from '../libraries/signature.js';
import type { TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { codeOf, indentAt, isBlank, layoutOf, lineStartOf, reindented } from './layout.js';
import { refuse } from './refusal.js';
import { findCall } from './steps.js';

/** A step as a node of a flow: each field's text, to be set at any depth. */
export interface FlowNode {
  readonly comments: readonly Comment[];
  readonly dispatch: Dispatch;
  /** The queue, as the run names it. */
  readonly queue: string;
  /** True where the queue's own default job options have to be repeated. */
  readonly defaults: boolean;
  /** The text of the prefix, where the node has to say one. */
  readonly prefix?: string;
}

/**
 * The queue's expression, which the node repeats.
 * @throws {Refusal} where evaluating it twice might differ from doing so once
 */
export function queueOf(dispatch: Dispatch, module: Module): string {
  const parts = findCallParts(dispatch, module.text);
  const text = parts === undefined ? '' : codeOf(module, parts.receiver).trim();
  if (!/^[\w$]+(?:\s*\.\s*#?[\w$]+|\[(?:[\w$.]+|'[^']*'|"[^"]*")\])*$/.test(text)) {
    return refuse(
      'queue-expression',
      `the queue of \`${dispatch.task.name}\` is more than a name, and a flow would evaluate it more than once; put it in a constant first`,
    );
  }
  return text;
}

/**
 * A node and, below it, the nodes that come before it, as an object literal whose closing brace is indented by `indent`.
 * @param index of the node in `nodes`, which are in the order in which they run
 */
export function renderNode(nodes: readonly FlowNode[], index: number, indent: string, module: Module): string {
  const node = nodes[index];
  if (node === undefined) return '';
  const { eol, unit } = layoutOf(module);
  const isRoot = index === nodes.length - 1;
  const inner = indent + unit;
  const lines = isRoot ? renderComments(node, inner, module) : [];
  lines.push(...renderFields(node, isRoot, inner, module).map((field) => `${inner}${field},`));
  const child = nodes[index - 1];
  if (child !== undefined) {
    const childIndent = inner + unit;
    const comments = renderComments(child, childIndent, module);
    lines.push(`${inner}children: [`, ...comments, `${childIndent}${renderNode(nodes, index - 1, childIndent, module)},`, `${inner}],`);
  }
  return ['{', ...lines, `${indent}}`].join(eol);
}

function renderComments({ comments }: FlowNode, indent: string, module: Module): string[] {
  return comments.map(({ span }) => indent + reindented(module, span, indentAt(module.text, span.start), indent));
}

/** `name: 'x'`, `queueName: …` and so on. */
export function renderFields({ dispatch, queue, prefix, defaults }: FlowNode, isRoot: boolean, indent: string, module: Module): string[] {
  const [name, data] = dispatch.arguments;
  const spreads = defaults ? [`...${queue}.defaultJobOptions`] : [];
  // A failure must fail the later steps; else they wait for ever: https://docs.bullmq.io/guide/flows/fail-parent
  const ties = isRoot ? [] : ['failParentOnFailure: true'];
  const options = renderOptions(dispatch, [...spreads, ...ties], indent, module);
  return [
    ...(name === undefined ? [] : [renderField('name', name, indent, module)]),
    `queueName: ${queue}.name`,
    ...(prefix === undefined ? [] : [`prefix: ${prefix}`]),
    ...(data === undefined ? [] : [renderField('data', data, indent, module)]),
    ...(options === undefined ? [] : [`opts: ${options}`]),
  ];
}

function renderField(key: string, { span }: Argument, indent: string, module: Module): string {
  const text = moved(span, indent, module);
  return text === key ? key : `${key}: ${text}`;
}

/** The text of an expression, its further lines indented for where it goes. */
function moved(span: Span, indent: string, module: Module): string {
  return reindented(module, span, indentAt(module.text, span.start), indent);
}

/** The options of the dispatch behind what the node adds to them; none of its own can contradict that, as the library's hazards say. */
function renderOptions({ options, call }: Dispatch, added: readonly string[], indent: string, module: Module): string | undefined {
  if (options === undefined) return added.length === 0 ? undefined : `{ ${added.join(', ')} }`;
  const node = findCall(module, call)?.arguments.find(({ range }) => range[0] === options.span.start);
  if (node?.type === 'ObjectExpression') return renderObject(node, added, indent, module);
  const text = moved(options.span, indent, module);
  return added.length === 0 ? text : `{ ${[...added, `...${text}`].join(', ')} }`;
}

/** An object literal with properties added at its start, each on a line of its own where the literal's are. */
function renderObject(node: TSESTree.ObjectExpression, added: readonly string[], indent: string, module: Module): string | undefined {
  const { text } = module;
  const [start, end] = node.range;
  const first = node.properties[0]?.range[0];
  if (first === undefined) return added.length === 0 ? undefined : `{ ${added.join(', ')} }`;
  const isOnLinesOfTheirOwn = isBlank(text.slice(lineStartOf(text, first), first));
  const from = indentAt(text, start);
  const separator = isOnLinesOfTheirOwn ? `,${layoutOf(module).eol}${indent}${indentAt(text, first).slice(from.length)}` : ', ';
  const head = reindented(module, { start, end: first }, from, indent);
  return head + added.map((property) => property + separator).join('') + reindented(module, { start: first, end }, from, indent);
}
