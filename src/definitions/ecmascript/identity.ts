/** What tells two functions with one node apart: the instances that they are methods of, the calls and the turns of a loop that made them. */
import type { Env, Value } from '../../resolve/values.js';

/** Calls inside of calls are looked at so deep. */
const MAX_DEPTH = 4;

/** A text that is equal for equal surroundings, though they were worked out twice. */
export function identityOf(env: Env | undefined, depth = 0): string {
  const parts: string[] = [];
  for (let current = env; current !== undefined; current = current.outer) {
    const { self, call, element } = current.frame;
    if (self !== undefined) parts.push(identityOfValue(self, depth));
    if (element !== undefined) parts.push(...('is' in element ? [element] : element).map((part) => identityOfValue(part, depth)));
    if (call !== undefined) parts.push(placeOf(call), ...(depth < MAX_DEPTH ? [identityOf(call.env, depth + 1)] : []));
  }
  return parts.join(' ');
}

function identityOfValue({ is, env, madeEnv }: Value, depth: number): string {
  if (is.kind === 'literal') return String(is.value);
  if (!('node' in is)) return is.kind;
  // Instances that are made of nothing are all alike.
  const made = is.kind === 'instance' && is.made !== undefined && is.made.node.arguments.length > 0 ? [placeOf(is.made)] : [];
  const inner = depth < MAX_DEPTH ? [identityOf(env, depth + 1), identityOf(madeEnv, depth + 1)] : [];
  return [placeOf(is), ...made, ...inner].join(' ');
}

function placeOf({ module, node }: { readonly module: { readonly path: string }; readonly node: { readonly range: readonly [number, number] } }): string {
  return `${module.path}@${String(node.range[0])}`;
}
