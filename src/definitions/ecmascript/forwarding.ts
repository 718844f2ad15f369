/** What a processor hands on of the job that it is given: `task.perform(job.data.props)`, `handler(job)`. */
import { ancestorsOf, isFunction, staticName, unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';

const MAX_HOPS = 8;

/** A call whose first argument is the job, or a part of it. */
export interface Forwarding {
  readonly call: CallExpression;
  /** From the job to what is handed on: `['data', 'props']`. */
  readonly path: readonly string[];
}

/** The calls of a processor that hand on the job, its data or a part of that; those that only a failure leads to left out. */
export function forwardingsIn(processor: FunctionNode, module: Module): Forwarding[] {
  const found: Forwarding[] = [];
  walk(processor.body, (node) => {
    if (node.type === 'CatchClause') return false;
    const [first] = node.type === 'CallExpression' ? node.arguments : [];
    const path = first === undefined ? undefined : pathFromJob(first, processor, module);
    if (node.type === 'CallExpression' && path !== undefined && (path.length === 0 || path[0] === 'data')) found.push({ call: node, path });
    return true;
  });
  return found;
}

/** The properties that lead from a processor's first parameter to what an expression is; undefined where it is nothing of the job's. */
export function pathFromJob(node: Node, processor: FunctionNode, module: Module, hops = MAX_HOPS): readonly string[] | undefined {
  if (hops === 0) return undefined;
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'MemberExpression': {
      const name = staticName(expression.property, expression.computed);
      const holder = name === undefined ? undefined : pathFromJob(expression.object, processor, module, hops - 1);
      return holder === undefined || name === undefined ? undefined : [...holder, name];
    }
    // `job.data ?? {}`
    case 'LogicalExpression':
      return expression.operator === '&&' ? undefined : pathFromJob(expression.left, processor, module, hops - 1);
    case 'Identifier': {
      const definition = variableOf(expression, module)?.defs[0];
      if (definition === undefined) return undefined;
      const { name, node: declaring } = definition;
      if (declaring === processor) {
        const [parameter] = processor.params;
        return parameter !== undefined && isWithin(name, parameter) ? pathInPattern(name, parameter) : undefined;
      }
      if (declaring.type !== 'VariableDeclarator' || declaring.init === null) return undefined;
      const whole = pathFromJob(declaring.init, processor, module, hops - 1);
      const inside = pathInPattern(name, declaring.id);
      return whole === undefined || inside === undefined ? undefined : [...whole, ...inside];
    }
    default:
      return undefined;
  }
}

/** The properties that a pattern takes a name out by. */
function pathInPattern(name: Node, pattern: Node): string[] | undefined {
  const path: string[] = [];
  for (const ancestor of [name, ...ancestorsOf(name)]) {
    if (ancestor.type === 'Property') {
      const key = staticName(ancestor.key, ancestor.computed);
      if (key === undefined) return undefined;
      path.unshift(key);
    }
    if (ancestor === pattern) return path;
    if (ancestor.type === 'RestElement' || ancestor.type === 'ArrayPattern' || isFunction(ancestor)) return undefined;
  }
  return undefined;
}

function isWithin(inner: Node, outer: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
