/** Kysely's conditions: `where('id', '=', id)`, `where((eb) => eb.and([eb('id', '=', id), …]))`. */
import { isFunction, staticName, unwrapped, type Node } from '../../../readers/ecmascript/estree.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { all, any, ALL, SOME, type Filter } from '../query/filter.js';
import { identifierOf, partOf, returnedBy } from '../query/given.js';
import { columnNamed, comparison, isEach, type NamedTables } from '../query/named.js';

const MAX_DEPTH = 24;

export function whereFilter(args: readonly Expressed[], tables: NamedTables, context: ReadingContext): Filter {
  const [left, operator, value] = args;
  if (left === undefined) return SOME;
  if (operator !== undefined) return comparison(columnNamed(context.textOf(left), tables), context.textOf(operator), value, context);
  const body = returnedBy(left.node);
  if (body === undefined || !isFunction(left.node)) return SOME;
  const [builder] = left.node.params;
  const name = identifierOf(builder);
  const parts = builder?.type === 'ObjectPattern' ? builder.properties.flatMap((property) => (property.type === 'Property' ? identifierOf(property.key) ?? [] : [])) : [];
  return built(partOf(left, body), { name, parts: new Set(parts) }, tables, context, 0);
}

/** What a callback calls the expression builder, or the parts of it that it takes. */
interface Builder {
  readonly name: string | undefined;
  readonly parts: ReadonlySet<string>;
}

function built(expression: Expressed, builder: Builder, tables: NamedTables, context: ReadingContext, depth: number): Filter {
  const node = unwrapped(expression.node);
  if (node.type !== 'CallExpression' || depth > MAX_DEPTH) return SOME;
  const args = node.arguments.map((argument) => partOf(expression, argument));
  const part = (inner: Expressed): Filter => built(inner, builder, tables, context, depth + 1);
  const parts = (): readonly Filter[] => partsOf(args, part, tables, context);
  switch (operatorOf(node.callee, builder)) {
    case 'eb':
      return comparison(columnNamed(context.textOf(args[0]), tables), context.textOf(args[1]), args[2], context);
    case 'and':
      return all(...parts());
    case 'or':
      return any(...parts());
    case 'not':
      return any(...parts(), ALL);
    default:
      return continued(node.callee, expression, args, part, tables, context);
  }
}

function partsOf(args: readonly Expressed[], part: (inner: Expressed) => Filter, tables: NamedTables, context: ReadingContext): readonly Filter[] {
  const [first] = args;
  const entries = context.entriesOf(first);
  if (entries !== undefined) return isEach(entries.entries, tables, context);
  const parts = context.elementsOf(first) ?? args;
  return parts.map((inner) => (inner.node.type === 'SpreadElement' ? SOME : part(inner)));
}

/** `eb('a', '=', 1).and('b', '=', 2)` */
function continued(callee: Node, at: Expressed, args: readonly Expressed[], part: (inner: Expressed) => Filter, tables: NamedTables, context: ReadingContext): Filter {
  if (callee.type !== 'MemberExpression') return SOME;
  const name = staticName(callee.property, callee.computed);
  if (name !== 'and' && name !== 'or') return SOME;
  const first = part(partOf(at, callee.object));
  const second = args.length === 3 ? comparison(columnNamed(context.textOf(args[0]), tables), context.textOf(args[1]), args[2], context) : SOME;
  return name === 'and' ? all(first, second) : any(first, second);
}

function operatorOf(callee: Node, { name, parts }: Builder): string | undefined {
  const called = identifierOf(callee);
  if (called !== undefined) return called === name || called === 'eb' && parts.has('eb') ? 'eb' : parts.has(called) ? called : undefined;
  if (callee.type !== 'MemberExpression') return undefined;
  const object = identifierOf(callee.object);
  return object !== undefined && (object === name || (object === 'eb' && parts.has('eb'))) ? staticName(callee.property, callee.computed) : undefined;
}
