/** What was assigned to a loaded row, and is written when it is saved. */
import type { Model } from '../../../analysis/footprint.js';
import { ancestorsOf, isFunction, staticName, walk, type Node } from '../../../readers/ecmascript/estree.js';
import type { Expressed } from '../values.js';
import type { Written } from './query.js';

export interface Assigned extends Written {
  readonly at: Expressed;
}

/** By the model object of the load. */
const pending = new WeakMap<Model, Assigned[]>();

export function noteAssigned(model: Model, property: string, to: Omit<Written, 'mode'>, value: Expressed): void {
  const known = pending.get(model) ?? [];
  if (known.some(({ at }) => at.node === value.node)) return;
  pending.set(model, [...known, { ...to, mode: isFill(value.node, property) ? 'lazy' : 'plain', at: value }]);
}

export function assignedTo(model: Model): readonly Assigned[] {
  return pending.get(model) ?? [];
}

/** Whether an assignment is made only where the property holds nothing, or depends on what it holds: `if (!image.url) image.url = …`. */
function isFill(value: Node, property: string): boolean {
  let inner = value;
  for (const outer of ancestorsOf(value)) {
    if (isFunction(outer)) return false;
    if (outer.type === 'AssignmentExpression' && (outer.operator === '??=' || outer.operator === '||=')) return true;
    if (outer.type === 'IfStatement' && outer.test !== inner && mentions(outer.test, property)) return true;
    if (outer.type === 'BlockStatement' && isGuarded(outer.body, inner, property)) return true;
    inner = outer;
  }
  return false;
}

/** `if (image.url) return;` before it. */
function isGuarded(statements: readonly Node[], statement: Node, property: string): boolean {
  return statements.slice(0, statements.indexOf(statement)).some((before) => before.type === 'IfStatement' && leaves(before.consequent) && mentions(before.test, property));
}

function leaves(node: Node): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement' || last?.type === 'ContinueStatement';
}

function mentions(test: Node, property: string): boolean {
  let found = false;
  walk(test, (node) => {
    found ||= node.type === 'MemberExpression' && staticName(node.property, node.computed) === property;
  });
  return found;
}
