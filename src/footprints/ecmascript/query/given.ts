/** What is handed to a query: new rows, and values for columns. */
import type { Term } from '../../../analysis/footprint.js';
import { isFunction, unwrapped, type Node } from '../../../readers/ecmascript/estree.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { UNKNOWN_JS } from './rows.js';

/**
 * New rows by their properties: an object, a list of objects, a list that is mapped to objects. None where nobody can tell.
 * @param termOf what a property gives its column
 */
export function newRowsOf(
  expression: Expressed | undefined,
  columnOf: (property: string) => string,
  context: ReadingContext,
  termOf: (value: Expressed, property: string) => Term = (value) => context.termOf(value),
): readonly ReadonlyMap<string, Term>[] {
  if (expression === undefined) return [];
  const each = context.elementsOf(expression) ?? [mappedTo(expression, context) ?? expression];
  return each.map((row) => {
    const entries = context.entriesOf(row)?.entries ?? new Map<string, Expressed>();
    return new Map([...entries].map(([property, value]) => [columnOf(property), termOf(value, property)]));
  });
}

/** The object that `list.map((item) => ({ … }))` makes of each element: what it holds of the element itself is not known. */
export function mappedTo({ node, module, env }: Expressed, context: ReadingContext): Expressed | undefined {
  const call = unwrapped(node);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || identifierOf(call.callee.property) !== 'map') return undefined;
  const [callback] = call.arguments;
  const made = callback === undefined || !isFunction(callback) ? undefined : context.invoke({ node: callback, module, env }, [UNKNOWN_JS]);
  if (made?.kind !== 'resolved' || made.value.is.kind !== 'object') return undefined;
  return { node: made.value.is.node, module: made.value.is.module, env: made.value.env };
}

/** `where: { id: undefined }` is no condition, and `data: { url: undefined }` writes nothing. */
export function isUndefined({ node }: Expressed): boolean {
  return identifierOf(node) === 'undefined';
}

/** The one expression that a function returns. */
export function returnedBy(callback: Node): Node | undefined {
  if (!isFunction(callback)) return undefined;
  if (callback.body.type !== 'BlockStatement') return unwrapped(callback.body);
  const last = callback.body.body.at(-1);
  return last?.type === 'ReturnStatement' && last.argument !== null ? unwrapped(last.argument) : undefined;
}

/** A part of an expression, where the expression stands. */
export function partOf({ module, env }: Expressed, node: Node): Expressed {
  return { node, module, env };
}

/** The name of a variable that stands for itself. */
export function identifierOf(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' ? node.name : undefined;
}
