/** What literals of Python are worth. */
import type { Argument } from '../../analysis/ir.js';
import type { PythonModule } from './module.js';
import { onlyBindingOf } from './aliases.js';
import { variableOf } from './scopes.js';
import { childIn, namedChildren, sourceOf, unwrapped, type PyNode } from './tree.js';

/** How many constants of constants are followed. */
const MAX_ALIASES = 8;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\n', '\n'],
  ['\\t', '\t'],
  ['\\r', '\r'],
  ['\\\\', '\\'],
  ["\\'", "'"],
  ['\\"', '"'],
]);

/** The literal value of an expression, or of the constants it stands for; undefined where it is not one. */
export function literalOf(node: PyNode, module: PythonModule, depth = 0): Argument['literal'] {
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'none':
      return null;
    case 'integer':
    case 'float':
      return numberOf(sourceOf(expression, module));
    case 'string':
    case 'concatenated_string':
      return textOf(expression, module);
    case 'unary_operator': {
      const argument = childIn(expression, 'argument');
      const value = argument === undefined || childIn(expression, 'operator')?.type !== '-' ? undefined : literalOf(argument, module, depth);
      return typeof value === 'number' ? -value : undefined;
    }
    case 'identifier': {
      const variable = variableOf(expression, module);
      const value = variable === undefined || depth === MAX_ALIASES ? undefined : onlyBindingOf(variable)?.value;
      return value === undefined ? undefined : literalOf(value, module, depth + 1);
    }
    default:
      return undefined;
  }
}

/** Python's spelling of numbers is JavaScript's, but for the old octals and the suffixes. */
function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? undefined : value;
}

/** The text of a string literal; undefined for bytes, and where it holds values or rare escapes. */
export function textOf(node: PyNode, module: PythonModule): string | undefined {
  const parts = node.type === 'concatenated_string' ? namedChildren(node).map((part) => textOf(part, module)) : [partText(node, module)];
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known.join('') : undefined;
}

function partText(node: PyNode, module: PythonModule): string | undefined {
  if (node.type !== 'string') return undefined;
  const parts = namedChildren(node);
  const start = parts[0]?.type === 'string_start' ? sourceOf(parts[0], module).toLowerCase() : '';
  if (start.includes('b') || parts.some(({ type }) => type === 'interpolation')) return undefined;
  const content = parts.filter(({ type }) => type === 'string_content');
  const raw = content.map((part) => sourceOf(part, module)).join('');
  if (start.includes('r')) return raw;
  const escapes = content.flatMap((part) => namedChildren(part)).map((part) => sourceOf(part, module));
  if (escapes.some((escape) => !ESCAPES.has(escape))) return undefined;
  return raw.replace(/\\[ntr\\'"]/g, (escape) => ESCAPES.get(escape) ?? escape);
}

/** What a subscript or `.get(…)` reads, where it is written out: `id` of `data['id']`, `0` of `images[0]`. */
export function keyOf(node: PyNode, module: PythonModule): string | undefined {
  const expression = unwrapped(node);
  const value = expression.type === 'identifier' ? undefined : literalOf(expression, module);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
