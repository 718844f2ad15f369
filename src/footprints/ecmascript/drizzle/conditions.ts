/** Drizzle's conditions: `and(eq(images.id, id), isNull(images.deletedAt))`. */
import { isFunction, unwrapped, type CallExpression, type Node, type TSESTree } from '../../../readers/ecmascript/estree.js';
import { withoutDefault } from '../../../resolve/packages.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';
import { ALL, all, any, equals, looksAt, sameIn, SOME, type Filter } from '../query/filter.js';
import { identifierOf, partOf, returnedBy } from '../query/given.js';
import { conditionOf as sqlCondition } from '../sql/expressions.js';
import { tokensOfTemplate, type Put, type Token } from '../sql/tokens.js';
import { columnAt, NO_NAMES, tableAt, type Scope, type Table } from './tables.js';

const MAX_DEPTH = 24;

export function filterOf(expression: Expressed | undefined, context: ReadingContext, scope: Scope = NO_NAMES, depth = 0): Filter {
  if (expression === undefined) return ALL;
  if (depth > MAX_DEPTH) return SOME;
  const node = unwrapped(expression.node);
  const part = (inner: Node): Filter => filterOf(partOf(expression, inner), context, scope, depth + 1);
  switch (node.type) {
    case 'CallExpression':
      return callFilter(node, expression, context, scope, depth);
    case 'TaggedTemplateExpression':
      return sqlCondition(sqlTokens(node, expression, context, scope) ?? [], { byAlias: new Map() });
    case 'ConditionalExpression':
      return any(part(node.consequent), part(node.alternate));
    case 'LogicalExpression':
      return any(part(node.right), ALL);
    default:
      return identifierOf(node) === 'undefined' ? ALL : keptFilter(expression, context, scope, depth);
  }
}

/** A condition that a name stands for. */
function keptFilter(expression: Expressed, context: ReadingContext, scope: Scope, depth: number): Filter {
  const { is, madeEnv } = context.resolve(expression);
  if (is.kind !== 'package' || is.package !== 'drizzle-orm' || is.made === undefined || is.made.node === expression.node) return SOME;
  return filterOf({ node: is.made.node, module: is.made.module, env: madeEnv }, context, scope, depth + 1);
}

function callFilter(call: CallExpression, at: Expressed, context: ReadingContext, scope: Scope, depth: number): Filter {
  const operator = operatorOf(call.callee, at, context, scope);
  if (operator === undefined) return keptFilter(partOf(at, call), context, scope, depth);
  const [left, right] = call.arguments;
  if (call.arguments.some(({ type }) => type === 'SpreadElement') || left === undefined) return SOME;
  const filters = (): Filter[] => call.arguments.map((argument) => filterOf(partOf(at, argument), context, scope, depth + 1));
  switch (operator) {
    case 'and':
      return all(...filters());
    case 'or':
      return any(...filters());
    case 'not':
      return any(...filters(), ALL);
    case 'exists':
    case 'notExists':
      return SOME;
    case 'eq':
    case 'inArray':
      return right === undefined ? SOME : equality(partOf(at, left), partOf(at, right), context, scope);
    case 'isNull': {
      const column = columnAt(partOf(at, left), scope, context);
      return column === undefined ? SOME : equals(column, { kind: 'literal', value: null });
    }
    default:
      return looksAt(...call.arguments.flatMap((argument) => columnAt(partOf(at, argument), scope, context) ?? []));
  }
}

function equality(left: Expressed, right: Expressed, context: ReadingContext, scope: Scope): Filter {
  const [one, other] = [columnAt(left, scope, context), columnAt(right, scope, context)];
  if (one !== undefined && other !== undefined) return sameIn(one, other);
  const elements = one === undefined ? undefined : context.elementsOf(right);
  const [only, ...others] = elements ?? [right];
  if (one !== undefined) return only === undefined || others.length > 0 ? looksAt(one) : equals(one, context.termOf(only));
  return other === undefined ? SOME : equals(other, context.termOf(left));
}

/** `eq`, imported or handed to a callback. */
function operatorOf(callee: Node, at: Expressed, context: ReadingContext, scope: Scope): string | undefined {
  const name = identifierOf(callee);
  if (name !== undefined && scope.operators.has(name)) return name;
  const { is } = context.resolve(partOf(at, callee));
  const path = is.kind === 'package' && is.package === 'drizzle-orm' ? withoutDefault(is.path) : [];
  return path.length === 1 ? path[0] : undefined;
}

/** The condition of `where: (images, { eq }) => eq(images.id, id)`, or of `where: eq(…)`. */
export function queryFilter(where: Expressed | undefined, table: Table, context: ReadingContext): Filter {
  if (where === undefined || !isFunction(where.node)) return where === undefined ? ALL : filterOf(where, context);
  const body = returnedBy(where.node);
  if (body === undefined) return SOME;
  const [fields, operators] = where.node.params;
  const name = identifierOf(fields);
  return filterOf(partOf(where, body), context, {
    tables: name === undefined ? new Map() : new Map([[name, table]]),
    operators: new Set(operators?.type === 'ObjectPattern' ? operators.properties.flatMap((property) => (property.type === 'Property' ? identifierOf(property.key) ?? [] : [])) : []),
  });
}

/** The tokens of Drizzle's `` sql`…` ``, tables and columns by their objects. */
export function sqlTokens(node: TSESTree.TaggedTemplateExpression, at: Expressed, context: ReadingContext, scope: Scope = NO_NAMES): readonly Token[] | undefined {
  const { is } = context.resolve(partOf(at, node.tag));
  if (is.kind !== 'package' || is.package !== 'drizzle-orm' || withoutDefault(is.path).join('.') !== 'sql') return undefined;
  const texts = node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw);
  return tokensOfTemplate(texts, node.quasi.expressions.map((inner) => putOf(partOf(at, inner), context, scope)));
}

function putOf(expression: Expressed, context: ReadingContext, scope: Scope = NO_NAMES): Put {
  const of = columnAt(expression, scope, context);
  if (of !== undefined) return { kind: 'column', of };
  const table = tableAt(expression, scope, context);
  return table === undefined ? { kind: 'value', term: context.termOf(expression) } : { kind: 'table', name: table.model.name };
}
