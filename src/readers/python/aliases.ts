/** Variables that are given one value, once: what they stand for. */
import type { Binding, Variable } from './scopes.js';
import { childIn, namedChildren, type PyNode } from './tree.js';

const FIXTURES: ReadonlySet<Binding['kind']> = new Set<Binding['kind']>(['import', 'function', 'class']);

/** Names of what web frameworks keep for the request being handled, and let code import: Flask's `request`, `g`, `current_user`. */
const CONTEXTS = new Set(['request', 'g', 'session', 'current_user', 'websocket']);

/** Whether the variable is what the module itself is made of: imports, functions, classes. */
export function isFixture({ name, bindings }: Variable): boolean {
  return bindings.some(({ kind }) => FIXTURES.has(kind)) && !(CONTEXTS.has(name) && bindings[0]?.kind === 'import');
}

/** `x: int` says what `x` will hold, and gives it no value. */
function isAnnotation({ node }: Binding): boolean {
  return node.type === 'assignment' && childIn(node, 'right') === undefined;
}

/** What gives the variable its value; undefined where several do. */
export function onlyBindingOf({ bindings }: Variable): Binding | undefined {
  const giving = bindings.filter((binding) => !isAnnotation(binding));
  return giving.length === 1 ? giving[0] : undefined;
}

/** Whether anything but its first binding gives the variable a value. */
export function isReassigned(variable: Variable): boolean {
  return onlyBindingOf(variable) === undefined;
}

/** An expression, and the keys that are read off it to get what a variable stands for. */
export interface Source {
  readonly value: PyNode;
  readonly keys: readonly string[];
}

/** What a variable that is given a value once stands for: `y` of `x = y`, `1` of `a, x = y`, a default of a lambda's parameter. */
export function sourceOfVariable(variable: Variable): Source | undefined {
  const binding = onlyBindingOf(variable);
  if (binding === undefined) return undefined;
  const { kind, value, node, name } = binding;
  if (kind === 'assignment' && value !== undefined) return { value, keys: [] };
  const left = childIn(node, 'left');
  const right = childIn(node, 'right');
  if (kind === 'assignment' && left !== undefined && right !== undefined) return unpacked(left, name, { value: right, keys: [] });
  // `on_commit(lambda pk=image.pk: …)` fixes what the lambda would else look up later.
  const fixed = kind === 'parameter' && variable.scope.type === 'lambda' ? childIn(node, 'value') : undefined;
  return fixed === undefined ? undefined : { value: fixed, keys: [] };
}

const SEQUENCES = new Set(['tuple', 'list', 'expression_list']);

function unpacked(pattern: PyNode, name: PyNode, source: Source): Source | undefined {
  if (pattern === name) return source;
  const parts = namedChildren(pattern);
  const index = parts.findIndex((part) => part.range[0] <= name.range[0] && name.range[1] <= part.range[1]);
  const part = parts[index];
  if (part === undefined || parts.slice(0, index + 1).some(({ type }) => type === 'list_splat_pattern')) return undefined;
  const elements = SEQUENCES.has(source.value.type) && source.keys.length === 0 ? namedChildren(source.value) : undefined;
  if (elements === undefined) return unpacked(part, name, { ...source, keys: [...source.keys, String(index)] });
  const element = elements[index];
  if (element === undefined || elements.some(({ type }) => type === 'list_splat')) return undefined;
  return unpacked(part, name, { value: element, keys: [] });
}
