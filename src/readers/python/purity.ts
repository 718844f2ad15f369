/** How safe it is to evaluate an expression earlier than it was. */
import type { Purity } from '../../analysis/ir.js';
import { isFixture } from './aliases.js';
import type { PythonModule } from './module.js';
import { variableOf } from './scopes.js';
import { childIn, namedChildren, sourceOf, unwrapped, type PyNode } from './tree.js';

/** Methods that give their receiver in another form. */
const CONVERTING_METHODS = setOf(
  'strip lstrip rstrip lower upper title capitalize casefold split rsplit splitlines join replace format encode decode removeprefix',
  'removesuffix startswith endswith zfill isoformat strftime timestamp total_seconds date time hex items keys values copy',
  'model_dump model_dump_json dict getlist get_json as_posix with_suffix',
);

/** Methods that make a signature of a task, which queues nothing. */
const SIGNATURE_METHODS = setOf('s si signature');

/** Functions that give their argument in another form. */
const CONVERTING_FUNCTIONS = setOf(
  'str int float bool list tuple set frozenset dict repr sorted bytes UUID uuid.UUID json.dumps json.loads Decimal decimal.Decimal',
  'force_str smart_str asdict dataclasses.asdict model_to_dict jsonable_encoder copy.copy copy.deepcopy deepcopy Path pathlib.Path',
);

/** Functions that compute from their arguments alone. */
const PURE_FUNCTIONS = setOf(
  'len abs min max round sum any all range enumerate zip reversed isinstance hasattr getattr type hex oct bin ord chr divmod',
  'timedelta datetime.timedelta date datetime.date datetime datetime.datetime dict.fromkeys',
  'os.path.join os.path.basename os.path.dirname os.path.splitext math.ceil math.floor',
);

/** Functions that give a new value each time and change nothing else. Their names are known well enough wherever they come from. */
const FRESH_FUNCTIONS = setOf(
  'uuid1 uuid4 uuid7 uuid.uuid1 uuid.uuid4 uuid.uuid7 shortuuid.uuid ulid.new',
  'timezone.now timezone.localtime timezone.localdate now localtime localdate time.time time.time_ns time.monotonic time.perf_counter',
  'datetime.now datetime.utcnow datetime.today date.today arrow.utcnow arrow.now pendulum.now',
  'random.random random.randint random.randrange random.choice random.uniform random.sample randint',
  'secrets.token_hex secrets.token_urlsafe secrets.token_bytes token_hex token_urlsafe get_random_string os.urandom',
);

/** Pure functions that say something about their argument which is not what it is. */
const MEASURES = setOf('len any all isinstance hasattr type');

/** Receivers whose `get` asks somebody else: `client.get(url)`, `cache.get(key)`, `self.objects.get(1)`. */
const REMOTE = /client|https?|api|cache|redis|objects|manager/i;
/** Receivers whose `get` reads a dictionary only where the key is written out: Django's `request.session`, not that of `requests`. */
const SESSION = /session/i;
/** `Image`, as in `db.get(Image, image_id)`; not `KEY`. */
const CLASS_NAME = /^[A-Z]\w*[a-z]/;

/** `os.path.join` for that callee, undefined for one that is more than names and dots. */
export function dottedName(node: PyNode, module: PythonModule): string | undefined {
  if (node.type === 'identifier') return sourceOf(node, module);
  const object = node.type === 'attribute' ? childIn(node, 'object') : undefined;
  const attribute = childIn(node, 'attribute');
  const before = object === undefined ? undefined : dottedName(object, module);
  return before === undefined || attribute === undefined ? undefined : `${before}.${sourceOf(attribute, module)}`;
}

/** `receiver.name(…)`: what a method is called on, and its name. */
export function methodOf(call: PyNode, module: PythonModule): { readonly receiver: PyNode; readonly name: string } | undefined {
  const callee = childIn(call, 'function');
  const receiver = callee?.type === 'attribute' ? childIn(callee, 'object') : undefined;
  const attribute = callee === undefined ? undefined : childIn(callee, 'attribute');
  return receiver === undefined || attribute === undefined ? undefined : { receiver, name: sourceOf(attribute, module) };
}

/** The arguments of a call as they stand in it. */
export function argumentsOf(call: PyNode): PyNode[] {
  const list = childIn(call, 'arguments');
  if (list === undefined) return [];
  return list.type === 'argument_list' ? namedChildren(list) : [list];
}

/** The receiver of a call that only converts it (`image.id.hex()`); undefined for any other call. */
export function convertedBy(call: PyNode, module: PythonModule): PyNode | undefined {
  const method = methodOf(call, module);
  if (method === undefined || !CONVERTING_METHODS.has(method.name) || isOfFixture(method.receiver, module)) return undefined;
  // `thread.join()` waits.
  return method.name === 'join' && argumentsOf(call).length !== 1 ? undefined : method.receiver;
}

/** What `data.get('id')` reads: the dictionary, and the key's expression; undefined for any other call. */
export function readBy(call: PyNode, module: PythonModule): { readonly receiver: PyNode; readonly key: PyNode } | undefined {
  const method = methodOf(call, module);
  const [key, ...others] = argumentsOf(call);
  if (method?.name !== 'get' || key === undefined || others.length > 1 || isOfFixture(method.receiver, module)) return undefined;
  if ([key, ...others].some(({ type }) => type === 'keyword_argument' || type.endsWith('splat'))) return undefined;
  const last = lastName(method.receiver, module) ?? '';
  if (REMOTE.test(last) || (SESSION.test(last) && key.type !== 'string') || CLASS_NAME.test(sourceOf(key, module))) return undefined;
  return { receiver: method.receiver, key };
}

/** `logger` of `self.logger`; undefined for what ends in no name. */
export function lastName(node: PyNode, module: PythonModule): string | undefined {
  const name = node.type === 'attribute' ? childIn(node, 'attribute') : node;
  return name?.type === 'identifier' ? sourceOf(name, module) : undefined;
}

/** Whether an expression begins with an import, a function or a class: `requests.get`, `Image.objects`. */
function isOfFixture(node: PyNode, module: PythonModule): boolean {
  const expression = unwrapped(node);
  const inner = childIn(expression, 'object') ?? childIn(expression, 'value') ?? childIn(expression, 'function');
  if (inner !== undefined && expression.type !== 'string') return isOfFixture(inner, module);
  const variable = expression.type === 'identifier' ? variableOf(expression, module) : undefined;
  return variable !== undefined && isFixture(variable);
}

/** Whether a call converts its arguments and does nothing else: `str(id)`. */
export function isConversion(call: PyNode, module: PythonModule): boolean {
  return isCallOf(CONVERTING_FUNCTIONS, call, module);
}

/** Whether a call says something about its arguments that is not what they are: `len(images)`. */
export function isMeasure(call: PyNode, module: PythonModule): boolean {
  return isCallOf(MEASURES, call, module);
}

function isCallOf(names: ReadonlySet<string>, call: PyNode, module: PythonModule): boolean {
  const callee = childIn(call, 'function');
  const name = callee === undefined ? undefined : dottedName(callee, module);
  return name !== undefined && names.has(name) && !isDefinedHere(callee, module);
}

/** Whether a callee is the file's own function or class, which only happens to be named like another. */
function isDefinedHere(callee: PyNode | undefined, module: PythonModule): boolean {
  const variable = callee?.type === 'identifier' ? variableOf(callee, module) : undefined;
  return variable?.bindings.some(({ kind }) => kind !== 'import') === true;
}

/**
 * The purity of an expression. Reading an attribute counts as pure: a property with an effect is not expected.
 * @param node an expression, an argument of a call, or any part of one
 */
export function purityOf(node: PyNode, module: PythonModule): Purity {
  switch (node.type) {
    case 'identifier':
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'ellipsis':
    case 'lambda':
    case 'string_start':
    case 'string_content':
    case 'string_end':
    case 'type_conversion':
      return 'pure';
    case 'call':
      return purityOfCall(node, module);
    case 'for_in_clause':
      return node.children[0]?.type === 'async' ? 'effect' : purityOfParts(node, module);
    case 'attribute':
    case 'subscript':
    case 'slice':
    case 'string':
    case 'concatenated_string':
    case 'interpolation':
    case 'format_specifier':
    case 'format_expression':
    case 'parenthesized_expression':
    case 'tuple':
    case 'list':
    case 'set':
    case 'dictionary':
    case 'pair':
    case 'expression_list':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_splat':
    case 'list_splat_pattern':
    case 'dictionary_splat':
    case 'keyword_argument':
    case 'unary_operator':
    case 'binary_operator':
    case 'boolean_operator':
    case 'not_operator':
    case 'comparison_operator':
    case 'conditional_expression':
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
    case 'if_clause':
      return purityOfParts(node, module);
    default:
      return 'effect';
  }
}

function purityOfParts(node: PyNode, module: PythonModule): Purity {
  return worst(namedChildren(node).map((child) => purityOf(child, module)));
}

function purityOfCall(call: PyNode, module: PythonModule): Purity {
  const callee = childIn(call, 'function');
  const name = callee === undefined ? undefined : dottedName(callee, module);
  const receiver = methodOf(call, module)?.receiver;
  const inputs = receiver === undefined ? argumentsOf(call) : [receiver, ...argumentsOf(call)];
  const own = name !== undefined && isFresh(name) ? 'fresh' : isPureCall(call, module) ? 'pure' : 'effect';
  return worst([own, ...inputs.map((input) => purityOf(input, module))]);
}

/** `dt.datetime.now` is `datetime.now`, too. */
function isFresh(name: string): boolean {
  return FRESH_FUNCTIONS.has(name) || FRESH_FUNCTIONS.has(name.split('.').slice(-2).join('.'));
}

function isPureCall(call: PyNode, module: PythonModule): boolean {
  return (
    convertedBy(call, module) !== undefined ||
    readBy(call, module) !== undefined ||
    isConversion(call, module) ||
    isCallOf(PURE_FUNCTIONS, call, module) ||
    SIGNATURE_METHODS.has(methodOf(call, module)?.name ?? '')
  );
}

export function worst(purities: readonly Purity[]): Purity {
  if (purities.includes('effect')) return 'effect';
  return purities.includes('fresh') ? 'fresh' : 'pure';
}

function setOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
