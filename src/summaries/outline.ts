/** What stands in a function's body, as far as its shape alone tells whether it could be a dispatcher. */
import { childrenOf, isClass, isFunction } from '../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node, Statement, TSESTree } from '../readers/ecmascript/estree.js';

/** A function that does more than this is no thin one. */
const MAX_CALLS = 24;
const MAX_BRANCHES = 10;

export interface Outline {
  /** Calls in the body itself, in source order. */
  readonly calls: readonly CallExpression[];
  /** Calls in functions within the body. */
  readonly innerCalls: readonly CallExpression[];
  readonly constructions: readonly TSESTree.NewExpression[];
  readonly awaits: readonly TSESTree.AwaitExpression[];
  /** What is assigned to, deleted or counted up, other than a plain name. */
  readonly mutated: readonly Node[];
}

const cache = new WeakMap<FunctionNode, { readonly outline: Outline | undefined }>();

/** The outline of a function; undefined where it cannot be thin: generators, loops, `super(…)`, very many calls. */
export function outlineOf(node: FunctionNode): Outline | undefined {
  const known = cache.get(node) ?? { outline: readOutline(node) };
  cache.set(node, known);
  return known.outline;
}

function readOutline(node: FunctionNode): Outline | undefined {
  if (node.generator || isConstructor(node)) return undefined;
  const calls: CallExpression[] = [];
  const innerCalls: CallExpression[] = [];
  const constructions: TSESTree.NewExpression[] = [];
  const awaits: TSESTree.AwaitExpression[] = [];
  const mutated: Node[] = [];
  let branches = 0;

  /** False where the body cannot be a thin function's. */
  function read(current: Node, inner: boolean): boolean {
    switch (current.type) {
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'YieldExpression':
      case 'TaggedTemplateExpression':
        return false;
      case 'IfStatement':
      case 'SwitchStatement':
        branches += 1;
        break;
      case 'CallExpression':
        (inner ? innerCalls : calls).push(current);
        break;
      case 'NewExpression':
        constructions.push(current);
        break;
      case 'AwaitExpression':
        if (!inner) awaits.push(current);
        break;
      case 'AssignmentExpression':
        if (current.left.type !== 'Identifier') mutated.push(current.left);
        break;
      case 'UpdateExpression':
        if (current.argument.type !== 'Identifier') mutated.push(current.argument);
        break;
      case 'UnaryExpression':
        if (current.operator === 'delete') mutated.push(current.argument);
        break;
      default:
        break;
    }
    if (isClass(current) || branches > MAX_BRANCHES || calls.length + innerCalls.length > MAX_CALLS) return false;
    return childrenOf(current).every((child) => read(child, inner || isFunction(current)));
  }

  return read(node.body, false) ? { calls, innerCalls, constructions, awaits, mutated } : undefined;
}

function isConstructor({ parent }: FunctionNode): boolean {
  return parent.type === 'MethodDefinition' && parent.kind === 'constructor';
}

/** The most of the given calls that any one way through the function makes. */
export function mostOnOnePath({ body }: FunctionNode, isCounted: (call: CallExpression) => boolean): number {
  return body.type === 'BlockStatement' ? mostInList(body.body, isCounted) : mostIn(body, isCounted);
}

function mostInList(statements: readonly Statement[], isCounted: (call: CallExpression) => boolean): number {
  const [statement, ...rest] = statements;
  if (statement === undefined) return 0;
  const after = (): number => mostInList(rest, isCounted);
  switch (statement.type) {
    case 'BlockStatement':
      return mostInList([...statement.body, ...rest], isCounted);
    case 'ReturnStatement':
    case 'ThrowStatement':
      return mostIn(statement, isCounted);
    case 'IfStatement': {
      const test = mostIn(statement.test, isCounted);
      const otherwise = statement.alternate === null ? [] : [statement.alternate];
      return test + Math.max(mostInList([statement.consequent, ...rest], isCounted), mostInList([...otherwise, ...rest], isCounted));
    }
    case 'SwitchStatement': {
      const ways = statement.cases.map(({ consequent }) => mostInList([...withoutBreak(consequent), ...rest], isCounted));
      return mostIn(statement.discriminant, isCounted) + Math.max(...ways, after());
    }
    case 'TryStatement': {
      const { block, handler, finalizer } = statement;
      // What the handler does may come on top of what was tried.
      const tried = mostInList(block.body, isCounted) + (handler === null ? 0 : mostInList(handler.body.body, isCounted));
      const always = finalizer === null ? 0 : mostInList(finalizer.body, isCounted);
      return tried + always + (alwaysLeaves(block.body) ? 0 : after());
    }
    default:
      return mostIn(statement, isCounted) + after();
  }
}

function withoutBreak(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ type }) => type !== 'BreakStatement');
}

function alwaysLeaves(statements: readonly Statement[]): boolean {
  return statements.some(({ type }) => type === 'ReturnStatement' || type === 'ThrowStatement');
}

function mostIn(node: Node, isCounted: (call: CallExpression) => boolean): number {
  if (isFunction(node)) return 0;
  if (node.type === 'ConditionalExpression') {
    return mostIn(node.test, isCounted) + Math.max(mostIn(node.consequent, isCounted), mostIn(node.alternate, isCounted));
  }
  const own = node.type === 'CallExpression' && isCounted(node) ? 1 : 0;
  return childrenOf(node).reduce((sum, child) => sum + mostIn(child, isCounted), own);
}
