/** The jobs that an expression describes: object literals, in arrays, made by `map`, or held by a constant that nothing else touches. */
import { returnedBy } from '../../definitions/ecmascript/returned.js';
import { isFunction, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';

/** A job's description. */
export interface JobLiteral {
  readonly node: TSESTree.ObjectExpression;
  readonly repeated: boolean;
}

export interface JobLiterals {
  readonly jobs: readonly JobLiteral[];
  /** True where there may be others. */
  readonly open: boolean;
}

const NONE: JobLiterals = { jobs: [], open: false };
const UNREADABLE: JobLiterals = { jobs: [], open: true };

/** How many constants made of constants are followed. */
const MAX_DEPTH = 8;

/** The job that an expression describes. */
export function jobAt(node: Node, module: Module, depth = 0): TSESTree.ObjectExpression | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'ObjectExpression') return expression;
  const initial = expression.type === 'Identifier' ? initialOf(expression, module) : undefined;
  return initial === undefined || initial.others.length > 0 || depth > MAX_DEPTH ? undefined : jobAt(initial.value, module, depth + 1);
}

/** The jobs in an expression that gives an array. */
export function jobsAt(node: Node, module: Module, depth = 0): JobLiterals {
  const expression = unwrapped(node);
  if (depth > MAX_DEPTH) return UNREADABLE;
  const below = (each: Node): JobLiterals => jobsAt(each, module, depth + 1);
  switch (expression.type) {
    case 'ArrayExpression':
      return together(expression.elements.map((element) => (element === null ? NONE : element.type === 'SpreadElement' ? below(element.argument) : one(element, module))));
    case 'ConditionalExpression':
      return together([below(expression.consequent), below(expression.alternate)]);
    case 'LogicalExpression':
      return together([{ jobs: [], open: expression.operator !== '&&' }, below(expression.right)]);
    case 'CallExpression':
      return mapped(expression, module);
    case 'Identifier':
      return held(expression, module, depth);
    default:
      return expression.type === 'Literal' ? NONE : UNREADABLE;
  }
}

function one(node: Node, module: Module): JobLiterals {
  const job = jobAt(node, module);
  return job === undefined ? UNREADABLE : { jobs: [{ node: job, repeated: false }], open: false };
}

/** `ids.map((id) => ({ … }))` */
function mapped(call: TSESTree.CallExpression, module: Module): JobLiterals {
  const callee = unwrapped(call.callee);
  const [callback] = call.arguments;
  const isMap = callee.type === 'MemberExpression' && staticName(callee.property, callee.computed) === 'map';
  const returned = isMap && callback !== undefined && isFunction(callback) ? returnedBy(callback) : [];
  const { jobs, open } = together(returned.map((each) => one(each, module)));
  return { jobs: jobs.map(({ node }) => ({ node, repeated: true })), open: open || returned.length === 0 };
}

/** `const children = [{ … }]; children.push({ … })` */
function held(identifier: TSESTree.Identifier, module: Module, depth: number): JobLiterals {
  const initial = initialOf(identifier, module);
  if (initial === undefined) return UNREADABLE;
  const pushes = initial.others.map(pushOn);
  if (pushes.some((push) => push === undefined)) return UNREADABLE;
  const pushed = pushes.flatMap((push) => push?.arguments ?? []).map((argument) => (argument.type === 'SpreadElement' ? jobsAt(argument.argument, module, depth + 1) : one(argument, module)));
  return together([jobsAt(initial.value, module, depth + 1), ...pushed]);
}

/** What a constant is declared with, and where else it is read. */
function initialOf(identifier: TSESTree.Identifier, module: Module): { readonly value: Node; readonly others: readonly Node[] } | undefined {
  const variable = variableOf(identifier, module);
  const declarator = variable === undefined ? undefined : declaratorOf(variable);
  if (variable === undefined || declarator?.init == null || declarator.id.type !== 'Identifier' || declarator.parent.parent.type === 'ExportNamedDeclaration') return undefined;
  const reads = variable.references.filter((reference) => reference.isRead()).map((reference) => reference.identifier as Node);
  return { value: declarator.init, others: reads.filter((read) => read !== identifier && !isLength(read)) };
}

function isLength({ parent }: Node): boolean {
  return parent?.type === 'MemberExpression' && staticName(parent.property, parent.computed) === 'length';
}

function pushOn({ parent }: Node): TSESTree.CallExpression | undefined {
  if (parent?.type !== 'MemberExpression' || staticName(parent.property, parent.computed) !== 'push') return undefined;
  return parent.parent.type === 'CallExpression' && parent.parent.callee === parent ? parent.parent : undefined;
}

function together(lists: readonly JobLiterals[]): JobLiterals {
  return { jobs: lists.flatMap(({ jobs }) => jobs), open: lists.some(({ open }) => open) };
}
