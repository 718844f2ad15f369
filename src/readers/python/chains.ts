/** Reads of attributes and keys, and where they lead when aliases are replaced. */
import type { AccessPath } from '../../analysis/ir.js';
import { isFixture, isReassigned, sourceOfVariable } from './aliases.js';
import { keyOf } from './literals.js';
import type { PythonModule } from './module.js';
import { argumentsOf, convertedBy, isConversion, readBy } from './purity.js';
import { classOf, enclosingFunction, variableOf, type Variable } from './scopes.js';
import { childIn, childrenIn, namedChildren, sourceOf, unwrapped, type PyNode } from './tree.js';

/** How many aliases of aliases are followed. */
const MAX_ALIASES = 8;

/** `self.images[i]['id']` is `self`, `images`, `[i]`, `id`; `data.get('id')` is `data`, `id`. */
export interface Chain {
  readonly root: PyNode;
  readonly path: readonly string[];
}

/** One link of a chain: what is read from, the key, and the key's expression where it is not written out. */
interface Link {
  readonly object: PyNode;
  readonly key: string;
  readonly computed?: PyNode;
}

function linkOf(expression: PyNode, module: PythonModule): Link | undefined {
  switch (expression.type) {
    case 'attribute': {
      const object = childIn(expression, 'object');
      const attribute = childIn(expression, 'attribute');
      return object === undefined || attribute === undefined ? undefined : { object, key: sourceOf(attribute, module) };
    }
    case 'subscript': {
      const object = childIn(expression, 'value');
      const [key, ...others] = childrenIn(expression, 'subscript');
      return object === undefined || key === undefined || others.length > 0 ? undefined : linkBy(object, key, module);
    }
    case 'call': {
      const read = readBy(expression, module);
      return read === undefined ? undefined : linkBy(read.receiver, read.key, module);
    }
    default:
      return undefined;
  }
}

function linkBy(object: PyNode, key: PyNode, module: PythonModule): Link {
  const name = keyOf(key, module);
  return name === undefined ? { object, key: `[${sourceOf(key, module)}]`, computed: key } : { object, key: name };
}

/** The chain that an expression is; undefined for one that begins with anything but a name. */
export function chainOf(node: PyNode, module: PythonModule): Chain | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'identifier') return { root: expression, path: [] };
  const link = linkOf(expression, module);
  const object = link === undefined ? undefined : chainOf(link.object, module);
  return link === undefined || object === undefined ? undefined : { root: object.root, path: [...object.path, link.key] };
}

/** What stands before all the reads of an expression: `load(x)` of `load(x).image['id']`. */
export function innermostObject(node: PyNode, module: PythonModule): PyNode {
  const expression = unwrapped(node);
  const object = linkOf(expression, module)?.object ?? (expression.type === 'subscript' ? childIn(expression, 'value') : undefined);
  return object === undefined ? expression : innermostObject(object, module);
}

/** The keys along the reads of an expression that are not written out: `i` in `images[i].id`. */
export function computedKeysOf(node: PyNode, module: PythonModule): PyNode[] {
  const link = linkOf(unwrapped(node), module);
  if (link === undefined) return [];
  return [...computedKeysOf(link.object, module), ...(link.computed === undefined ? [] : [link.computed])];
}

/** Where a chain leads when aliases are replaced; undefined for a constant, and for the object that a method belongs to. */
export function resolveChain(chain: Chain, module: PythonModule, depth = 0): Pick<AccessPath, 'root' | 'path'> | undefined {
  const variable = variableOf(chain.root, module);
  const [first] = variable?.bindings ?? [];
  if (variable === undefined || first === undefined || isFixture(variable)) return undefined;
  const isTopLevel = variable.scope === module.ast && first.kind !== 'import';
  if (isTopLevel && !isReassigned(variable) && enclosingFunction(chain.root) !== undefined) return undefined;
  if (chain.path.length === 0 && isSelf(variable)) return undefined;
  const meaning = depth < MAX_ALIASES ? meaningOf(variable, module, depth) : 'itself';
  if (meaning === 'constant') return undefined;
  if (meaning !== 'itself') return resolveChain({ root: meaning.root, path: [...meaning.path, ...chain.path] }, module, depth + 1);
  return { root: `${variable.name}@${String(first.name.range[0])}`, path: chain.path };
}

const SELF = new Set(['self', 'cls']);

/** Whether a variable is the object (or the class) that a method belongs to. */
function isSelf({ name, scope, bindings }: Variable): boolean {
  return SELF.has(name) && bindings[0]?.kind === 'parameter' && classOf(scope) !== undefined;
}

/** What a variable stands for: made of constants only, another chain, or nothing but itself. */
type Meaning = 'constant' | 'itself' | Chain;

const meanings = new WeakMap<Variable, Meaning>();

function meaningOf(variable: Variable, module: PythonModule, depth: number): Meaning {
  const known = meanings.get(variable);
  if (known !== undefined) return known;
  // A variable that is met again while it is looked at is part of a circle.
  meanings.set(variable, 'itself');
  const meaning = initialMeaningOf(variable, module, depth);
  meanings.set(variable, meaning);
  return meaning;
}

function initialMeaningOf(variable: Variable, module: PythonModule, depth: number): Meaning {
  const source = sourceOfVariable(variable);
  if (source === undefined) return 'itself';
  if (isConstant(source.value, module, depth)) return 'constant';
  const chain = chainOf(convertedOf(source.value, module), module);
  // An index, or a variable that changes, may mean something else by the time the alias is used.
  if (chain === undefined || chain.path.some((key) => key.startsWith('['))) return 'itself';
  const root = variableOf(chain.root, module);
  if (root === undefined || isReassigned(root)) return 'itself';
  return { root: chain.root, path: [...chain.path, ...source.keys] };
}

/** `image.id` for `str(image.id)` and `image.id.hex()`. */
function convertedOf(node: PyNode, module: PythonModule): PyNode {
  const expression = unwrapped(node);
  if (expression.type !== 'call') return expression;
  const [argument, ...others] = argumentsOf(expression);
  const inner = convertedBy(expression, module) ?? (others.length === 0 && isConversion(expression, module) ? argument : undefined);
  return inner === undefined ? expression : convertedOf(inner, module);
}

/** Whether a value is made of literals and other constants only, so that sharing the variable says nothing. */
function isConstant(node: PyNode, module: PythonModule, depth: number): boolean {
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'string_start':
    case 'string_content':
    case 'string_end':
      return true;
    case 'string':
    case 'concatenated_string':
    case 'interpolation':
    case 'unary_operator':
    case 'not_operator':
    case 'binary_operator':
    case 'boolean_operator':
    case 'comparison_operator':
    case 'tuple':
    case 'list':
    case 'set':
    case 'dictionary':
    case 'pair':
      return namedChildren(expression).every((part) => isConstant(part, module, depth));
    case 'identifier':
    case 'attribute':
    case 'subscript': {
      const chain = chainOf(expression, module);
      if (chain === undefined || chain.path.some((key) => key.startsWith('['))) return false;
      return depth < MAX_ALIASES && !isSelfAlone(chain, module) && resolveChain(chain, module, depth + 1) === undefined;
    }
    default:
      return false;
  }
}

function isSelfAlone({ root, path }: Chain, module: PythonModule): boolean {
  const variable = path.length === 0 ? variableOf(root, module) : undefined;
  return variable !== undefined && isSelf(variable);
}
