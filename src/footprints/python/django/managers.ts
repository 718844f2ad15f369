/** What a model's class gives: its managers, Django's and the project's own. https://docs.djangoproject.com/en/stable/topics/db/managers/ */
import { lastName } from '../classes.js';
import { childIn, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PythonModule } from '../../../readers/python/module.js';
import type { PyCall, PyClass, PyValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import { ancestryOf, isModel, outsideNames } from './classes.js';
import { allOf, instanceOf, LIBRARY, queryOf, queryValue, type Query } from './queries.js';

/** Managers that a model has without declaring them. */
const BY_DEFAULT: ReadonlySet<string> = new Set(['objects', '_default_manager', '_base_manager']);
const MOST_MANAGERS = 8;

/** What makes a manager: a class of the project, or Django's with the methods of a query set class. */
interface Maker {
  readonly manager?: PyClass;
  readonly querySet?: PyClass;
}

/** The manager of a class under a name; undefined where it has none of that name. */
export function managerOf(of: PyClass, name: string, query: Query, context: ReadingContext): PyValue | undefined {
  if (!isModel(of, context)) return undefined;
  const bound = context.boundIn(of, name.startsWith('_') ? 'objects' : name);
  const maker = bound?.value === undefined ? undefined : makerAt(bound.value, bound.owner.module, context);
  if (maker === undefined) return BY_DEFAULT.has(name) ? queryValue(query) : undefined;
  const made = maker.querySet === undefined ? query : { ...query, as: maker.querySet };
  return maker.manager === undefined ? queryValue(made) : instanceOf(maker.manager, made);
}

/** What a class' body assigns: `ImageManager()`, `ImageQuerySet.as_manager()`, `Manager.from_queryset(ImageQuerySet)()`. */
function makerAt(node: PyNode, module: PythonModule, context: ReadingContext): Maker | undefined {
  const called = node.type === 'call' ? childIn(node, 'function') : undefined;
  if (called === undefined) return undefined;
  const object = called.type === 'attribute' ? childIn(called, 'object') : undefined;
  const attribute = childIn(called, 'attribute');
  if (object !== undefined && attribute !== undefined && sourceOf(attribute, module) === 'as_manager') {
    const querySet = context.evaluate(object, module);
    return querySet.kind === 'class' ? { querySet } : {};
  }
  return makerIn(context.evaluate(called, module), context);
}

function makerIn(value: PyValue, context: ReadingContext): Maker | undefined {
  if (value.kind === 'handle') return isMaker(value.data) ? value.data.maker : undefined;
  if (value.kind === 'external') return lastName(value.path).endsWith("Manager") ? {} : undefined;
  if (value.kind !== 'class' || isModel(value, context)) return undefined;
  const inherited = ancestryOf(value, context).others.map((base) => makerIn(base, context)).find((maker) => maker !== undefined);
  if (inherited === undefined && !outsideNames(value, context).some((path) => lastName(path).endsWith("Manager"))) return undefined;
  return { ...inherited, manager: value };
}

function isMaker(data: unknown): data is { readonly maker: Maker } {
  return typeof data === 'object' && data !== null && 'maker' in data;
}

/** `Manager.from_queryset(ImageQuerySet)`: a class. */
export function fromQuerySet(call: PyCall, context: ReadingContext): PyValue | undefined {
  const base = call.receiver === undefined || call.method !== 'from_queryset' ? undefined : makerIn(call.receiver, context);
  const [querySet] = call.positional;
  if (base === undefined) return undefined;
  return { kind: 'handle', library: LIBRARY, data: { maker: querySet?.kind === 'class' ? { ...base, querySet } : base } };
}

/** `ImageQuerySet(self.model, using=self._db)`. */
export function querySetMade(of: PyClass, call: PyCall, context: ReadingContext): PyValue | undefined {
  const model = call.positional[0] ?? call.keyword.get('model');
  const isQuerySet = outsideNames(of, context).some((path) => lastName(path).endsWith("QuerySet"));
  return isQuerySet && model?.kind === 'class' && isModel(model, context) ? queryValue(allOf(model, of)) : undefined;
}

let nested = 0;

/** The rows that a manager starts from: what the project's `get_queryset` says. */
export function startOf(value: PyValue, query: Query, context: ReadingContext): Query {
  if (value.kind !== 'instance' || nested >= MOST_MANAGERS || context.boundIn(value.of, 'get_queryset') === undefined) return query;
  nested += 1;
  try {
    const started = context.invoke(context.memberOf(value, 'get_queryset'), []);
    const found = (started?.kind === 'alternatives' ? started.values : [started]).map((each) => queryOf(each)).find((each) => each !== undefined);
    return found === undefined ? query : { ...found, ...pickRelated(query) };
  } finally {
    nested -= 1;
  }
}

function pickRelated({ filled, through }: Query): Pick<Query, 'filled' | 'through'> {
  return { ...(filled === undefined ? {} : { filled }), ...(through === undefined ? {} : { through }) };
}
