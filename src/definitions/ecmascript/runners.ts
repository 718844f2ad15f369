/**
 * Consumers of a queue that is the project's own or of a library without a table: where the queue itself, by the variable that holds it, is
 * handed over together with the code that runs its jobs: `new Runner(images, { run: resize })`.
 */
import type { Dispatch } from '../../analysis/ir.js';
import { unwrapped, walk } from '../../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, isTopLevel, variableOf } from '../../readers/ecmascript/variables.js';
import { memberOf } from '../../resolve/members.js';
import type { Symbol } from '../../resolve/origin.js';
import type { ProjectResolver } from '../../resolve/resolver.js';
import { isLasting } from '../../resolve/values.js';
import type { Consumer } from './consumer.js';
import { pathFromJob } from './forwarding.js';
import { NOWHERE } from './homes.js';
import { functionOf } from './processor.js';
import type { Uses } from './uses.js';

/** What the code that runs a job is called in such an object. */
const RUNS = ['run', 'process', 'processor', 'handler', 'handle', 'perform', 'execute'];

/** Functions that are handed the queue are followed so deep. */
const MAX_DEPTH = 2;

export interface Runners {
  /** The consumers of the queue that a dispatch is made on, by the dispatch's receiver. */
  of(dispatch: Dispatch, module: Module): Consumer[];
}

export function createRunners({ evaluator }: ProjectResolver, uses: Uses): Runners {
  return {
    of(dispatch, module) {
      const receiver = dispatch.receiver === undefined ? undefined : nodeAt(module, dispatch.receiver);
      const queues = receiver === undefined ? [] : queuesIn(receiver, module);
      return queues.flatMap((queue) =>
        uses.mentions(queue.name.split('.').at(-1) ?? queue.name).flatMap((other) =>
          runnersIn(other.ast, other, (node) => symbolOf(node, other)?.node === queue.node, dispatch.library, MAX_DEPTH),
        ),
      );
    },
  };

  /** The runners that code makes of a queue, and those that the functions make which it hands the queue to. */
  function runnersIn(root: Node, module: Module, isQueue: (node: Node) => boolean, library: string, depth: number): Consumer[] {
    const found: Consumer[] = [];
    walk(root, (node) => {
      if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
      const position = node.arguments.findIndex(isQueue);
      if (position === -1) return;
      const consumer = position === 0 ? runnerOf(node, node.arguments.slice(1), module, library) : undefined;
      if (consumer !== undefined) found.push(consumer);
      else if (depth > 0) found.push(...runnersInCallee(node, position, module, library, depth));
    });
    return found;
  }

  function runnersInCallee({ callee }: CallExpression | TSESTree.NewExpression, position: number, module: Module, library: string, depth: number): Consumer[] {
    const { is } = evaluator.value(callee, module, undefined);
    if (is.kind !== 'function') return [];
    const { node: scope, module: inside } = is;
    const isQueue = (node: Node): boolean => {
      const definition = node.type === 'Identifier' ? variableOf(node, inside)?.defs[0] : undefined;
      return definition?.node === scope && definition.name === scope.params[position];
    };
    return runnersIn(scope.body, inside, isQueue, library, depth - 1);
  }

  function runnerOf(node: CallExpression | TSESTree.NewExpression, others: readonly Node[], module: Module, library: string): Consumer | undefined {
    for (const argument of others) {
      const value = evaluator.value(argument, module, undefined);
      const { is } = value;
      if (is.kind !== 'object') continue;
      for (const property of is.node.properties) {
        const name = property.type === 'Property' && property.key.type === 'Identifier' ? property.key.name : undefined;
        if (property.type !== 'Property' || name === undefined || !RUNS.includes(name)) continue;
        const place = { node: property.value, module: is.module, env: value.env };
        const run = functionOf(evaluator, place);
        const processor = run === undefined ? memberOf(evaluator, value, name) : place;
        return { library, queues: [], jobs: 'all', home: NOWHERE, processor, handed: run !== undefined && readsData(run.node, run.module) ? 'job' : 'payload', module, node };
      }
    }
    return undefined;
  }

  /** The variables that may hold what an expression is: both of `urgent ? fast : slow`. */
  function queuesIn(node: Node, module: Module): Symbol[] {
    const expression = unwrapped(node);
    if (expression.type === 'ConditionalExpression') return [expression.consequent, expression.alternate].flatMap((arm) => queuesIn(arm, module));
    const variable = expression.type === 'Identifier' ? variableOf(expression, module) : undefined;
    const declarator = variable === undefined || isTopLevel(variable) ? undefined : declaratorOf(variable);
    if (declarator?.id.type === 'Identifier' && declarator.init?.type === 'ConditionalExpression') return queuesIn(declarator.init, module);
    const symbol = symbolOf(expression, module);
    return symbol === undefined ? [] : [symbol];
  }

  function symbolOf(node: Node, module: Module): Symbol | undefined {
    const { is } = evaluator.value(node, module, undefined);
    return 'symbol' in is && isLasting(is.symbol) ? is.symbol : undefined;
  }
}

function nodeAt(module: Module, { start, end }: { readonly start: number; readonly end: number }): Node | undefined {
  let found: Node | undefined;
  walk(module.ast, (node) => {
    if (found === undefined && node.range[0] === start && node.range[1] === end) found = unwrapped(node);
    return found === undefined && node.range[0] <= start && end <= node.range[1];
  });
  return found;
}

/** Whether a function takes a job, whose `data` it reads, and not the payload itself. */
function readsData(run: FunctionNode, module: Module): boolean {
  let found = false;
  walk(run, (node) => {
    const isName = node.type === 'Identifier' && variableOf(node, module) !== undefined;
    if ((isName || node.type === 'MemberExpression') && pathFromJob(node, run, module)?.[0] === 'data') found = true;
    return !found;
  });
  return found;
}
