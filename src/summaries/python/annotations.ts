/** Types that annotations name: `image: Image`, `Optional['Image']`, `-> Image | None`. */
import { UNKNOWN_TERM, type Row, type Term } from '../../analysis/footprint.js';
import type { PythonModule } from '../../readers/python/module.js';
import { topLevelVariables } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { propertiesOf } from '../instantiate.js';
import { ofEach, partsOf } from './alternatives.js';
import type { Reading } from './reading.js';
import type { PyClass, PyInstance, PyValue } from '../../footprints/python/values.js';

/** Classes whose objects are plain data. */
const DATA = /^(?:enum\.|django\.db\.models\.(?:\w*Choices)$|typing\.(?:TypedDict|NamedTuple)$|typing_extensions\.TypedDict$|(?:str|int|float|dict|list|tuple|bool)$)/;
const OPTIONAL = /^(?:typing\.|t\.)?Optional$/;

/** What an object of a class was made of, where nobody has seen it being made. */
const origins = new WeakMap<PyInstance, Term>();

export function originOf(instance: PyInstance): Term | undefined {
  return origins.get(instance);
}

/** A value of which only the annotation tells the type; the value itself where it tells more, or the annotation names no class of the project. */
export function annotatedValue(annotated: PyNode, module: PythonModule, value: PyValue, reading: Reading): PyValue {
  const type = childIn(annotated, 'type') ?? childIn(annotated, 'return_type');
  const open = type === undefined ? [] : partsOf(value).filter(isOpen);
  const of = type === undefined || open.length === 0 ? undefined : classIn(type, module, reading);
  if (of === undefined) return value;
  return ofEach(value, (part) => (isOpen(part) ? instanceBy(of, part.kind === 'term' ? part.term : UNKNOWN_TERM) : part));
}

/** Whether nobody has seen what a value is made of: what a task is handed, what a package gives. */
function isOpen(value: PyValue): boolean {
  if (value.kind === 'external') return value.path.endsWith('()');
  return value.kind === 'term' && value.term.kind !== 'literal' && value.term.kind !== 'object';
}

/** An object of a class by the term that stands for it. */
function instanceBy(of: PyClass, term: Term): PyInstance {
  const id = propertiesOf(term, ['id']);
  const row: Row = id.kind === 'unknown' ? { kind: 'unknown' } : { kind: 'keyed', by: [{ column: 'id', is: id }] };
  const instance: PyInstance = { kind: 'instance', of, row };
  origins.set(instance, term);
  return instance;
}

/** The class of the project that a type names; undefined for any other type, and for classes of plain data. */
function classIn(type: PyNode, module: PythonModule, reading: Reading): PyClass | undefined {
  const { classes, resolver } = reading.view;
  const named = namedIn(type, module);
  if (named === undefined) return undefined;
  const value = 'node' in named ? resolver.valueOf(named.node, module) : resolver.exportOf(module, named.name);
  const of = value.kind === 'class' ? classes.classAt(value.node, value.module) : undefined;
  return of === undefined || [...classes.outsideOf(of)].some((path) => DATA.test(path)) ? undefined : of;
}

type Named = { readonly node: PyNode } | { readonly name: string };

/** The one class in a type, `None` left out. */
function namedIn(type: PyNode, module: PythonModule): Named | undefined {
  switch (type.type) {
    case 'type':
    case 'parenthesized_expression': {
      const [inner] = namedChildren(type);
      return inner === undefined ? undefined : namedIn(inner, module);
    }
    case 'identifier':
    case 'attribute':
    case 'member_type':
      return { node: type };
    case 'string':
      return writtenType(sourceOf(type, module).replace(/^\w*["']+|["']+$/g, ''), module);
    case 'generic_type':
    case 'subscript': {
      const [name, parameters] = namedChildren(type);
      if (name === undefined || parameters === undefined || !OPTIONAL.test(sourceOf(name, module))) return undefined;
      return namedIn(parameters.type === 'type_parameter' ? (namedChildren(parameters)[0] ?? parameters) : parameters, module);
    }
    case 'union_type':
    case 'binary_operator': {
      const sides = namedChildren(type).filter((side) => sourceOf(side, module) !== 'None');
      const [only, ...others] = sides;
      return only === undefined || others.length > 0 ? undefined : namedIn(only, module);
    }
    default:
      return undefined;
  }
}

/** A type in quotes: of a name the module's own, with `Optional[…]` and `| None` left out. */
function writtenType(text: string, module: PythonModule): Named | undefined {
  const name = text
    .trim()
    .replace(/^(?:typing\.|t\.)?Optional\[(.*)\]$/, '$1')
    .replace(/\s*\|\s*None$|^None\s*\|\s*/, '')
    .trim();
  return topLevelVariables(module).has(name) ? { name } : undefined;
}
