/** What becomes of a dispatch's result: who reads it, and whether only for its id. */
import type { Variable } from '@typescript-eslint/scope-manager';
import type { Dispatch } from '../../analysis/ir.js';
import { isFunction, staticName, unwrapped, walk } from './estree.js';
import type { Node, Statement } from './estree.js';
import type { Module } from './module.js';
import { pathInPattern } from './paths.js';
import { dottedName } from './purity.js';
import { declaratorOf, variableOf } from './variables.js';

/** How many constants made of constants are followed. */
const MAX_ALIASES = 8;

/** The names under which results show their id: BullMQ's and Bull's `job.id`, celery-node's `result.taskId`. */
const ID_NAMES = new Set(['id', 'taskId', 'task_id', 'jobId']);

const COMBINATORS = new Set(['Promise.all', 'Promise.allSettled', 'Promise.any', 'Promise.race']);

/** Whether anything reads one of the variables. */
export function areRead(variables: readonly Variable[]): boolean {
  return variables.some((variable) => variable.references.some((reference) => reference.isRead()));
}

/** The variables that a statement gives the result of its call. */
export function resultVariables(statement: Statement, module: Module): readonly Variable[] {
  if (statement.type === 'VariableDeclaration') return module.scopes.getDeclaredVariables(statement);
  if (statement.type !== 'ExpressionStatement') return [];
  const expression = unwrapped(statement.expression);
  const left = expression.type === 'AssignmentExpression' ? expression.left : undefined;
  const variable = left?.type === 'Identifier' ? variableOf(left, module) : undefined;
  return variable === undefined ? [] : [variable];
}

/** Whether the promise that a statement keeps is awaited later, alone or by `Promise.all`: several are meant to be under way at once. */
export function isAwaitedLater(statement: Statement, module: Module): boolean {
  return resultVariables(statement, module).some((variable) =>
    variable.references.some(({ identifier }) => {
      for (let node: Node = identifier; node.parent !== undefined && isTransparent(node.parent, node); node = node.parent) {
        if (
          node.parent.type === 'AwaitExpression' ||
          (node.parent.type === 'CallExpression' && COMBINATORS.has(dottedName(node.parent.callee) ?? ''))
        )
          return true;
      }
      return false;
    }),
  );
}

function isTransparent(parent: Node, child: Node): boolean {
  if (parent.type === 'CallExpression') return parent.callee !== child && COMBINATORS.has(dottedName(parent.callee) ?? '');
  return ['AwaitExpression', 'ArrayExpression', 'SpreadElement'].includes(parent.type) || unwrapped(parent) === unwrapped(child);
}

/** Results of earlier dispatches: the variable, and the name that `Dispatch.result` has for it. */
export type Results = ReadonlyMap<Variable, string>;

/** Which earlier results the nodes read, constants made of them included. */
export function usesOf(nodes: readonly Node[], results: Results, module: Module): Dispatch['uses'] {
  const uses = new Map<string, 'id' | 'value'>();
  if (results.size === 0) return [];
  const search: Search = {
    results,
    module,
    followed: new Set(),
    add(binding, how) {
      if (uses.get(binding) !== 'value') uses.set(binding, how);
    },
  };
  for (const node of nodes) collectUses(node, search, 0);
  return [...uses].map(([binding, how]) => ({ binding, how }));
}

interface Search {
  readonly results: Results;
  readonly module: Module;
  /** Constants whose initialisers have been searched. */
  readonly followed: Set<Variable>;
  add(binding: string, how: 'id' | 'value'): void;
}

function collectUses(root: Node, search: Search, depth: number): void {
  const { results, module, followed } = search;
  walk(root, (node) => {
    if (node.type !== 'Identifier') return;
    const variable = variableOf(node, module);
    if (variable === undefined) return;
    const binding = results.get(variable);
    const declarator = declaratorOf(variable);
    const names = declarator === undefined ? undefined : pathInPattern(declarator.id, variable.identifiers[0] ?? declarator.id);
    if (binding !== undefined) {
      // `const { id } = await queue.add(…)` has read the id already.
      const [key] = names ?? [];
      search.add(binding, (key === undefined ? isIdRead(node) : ID_NAMES.has(key)) ? 'id' : 'value');
    } else if (declarator?.init != null && depth < MAX_ALIASES && !followed.has(variable) && !isFunction(unwrapped(declarator.init))) {
      followed.add(variable);
      const [key] = names ?? [];
      const takesId = unwrapped(declarator.init).type === 'Identifier' && key !== undefined && ID_NAMES.has(key);
      const add: Search['add'] = (name, how) => {
        search.add(name, takesId ? 'id' : how);
      };
      collectUses(declarator.init, { ...search, add }, depth + 1);
    }
  });
}

/** `job.id`, `job!.id`, `job?.id`. */
function isIdRead(identifier: Node): boolean {
  let node = identifier;
  while (node.parent !== undefined && unwrapped(node.parent) === identifier) node = node.parent;
  const { parent } = node;
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return false;
  const name = staticName(parent.property, parent.computed);
  return name !== undefined && ID_NAMES.has(name);
}
