/** Which model of Mongoose a chain begins with, and of which connection. */
import type { Model } from '../../../analysis/footprint.js';
import type { Value } from '../../../resolve/values.js';
import type { Expressed } from '../values.js';
import type { Chain, ReadingContext } from '../library.js';
import { inConnection, injectedWith, typeArgumentOf } from '../nest.js';
import { linksOf, linksOfValue, type Link } from '../query/links.js';

export interface Begun {
  readonly model: Model;
  readonly rest: readonly Link[];
}

const NEST = '@nestjs/mongoose';

/** The model of a chain, and what is done with it; undefined where it begins with none, or nobody can tell in which database it lies. */
export function modelOf(chain: Chain, context: ReadingContext): Begun | undefined {
  return chain.root.kind === 'resolved' ? begun(chain.root.value, linksOf(chain), context) : undefined;
}

function begun(value: Value, links: readonly Link[], context: ReadingContext): Begun | undefined {
  const [first, second, third] = links;
  if (first?.name === 'models') return second === undefined ? undefined : { model: named(second.name), rest: links.slice(2) };
  if (first?.name === 'Model') {
    if (second?.name !== 'new') return undefined;
    return third?.name === 'new' ? constructed(value, links.slice(2), context) : injected(value, links.slice(2), context);
  }
  const at = links.findIndex(({ name, called }) => name === 'model' && called);
  if (at === -1) return undefined;
  const connection = connectionOf(value, links.slice(0, at), context);
  const name = context.textOf(links[at]?.args[0]);
  if (name === undefined) return constructed(value, links.slice(at + 1), context);
  return connection === undefined ? undefined : { model: connection(named(name)), rest: links.slice(at + 1) };
}

function named(name: string): Model {
  return { key: `mongo:${name}`, name };
}

/** Of `new Image({ … })` the model is what is constructed. */
function constructed({ is, madeEnv }: Value, rest: readonly Link[], context: ReadingContext): Begun | undefined {
  if (is.kind !== 'package' || is.made?.node.type !== 'NewExpression') return undefined;
  const value = context.resolve({ node: is.made.node.callee, module: is.made.module, env: madeEnv });
  const own = value.is.kind === 'package' ? begun(value, linksOfValue(value), context) : undefined;
  return own === undefined ? undefined : { model: own.model, rest };
}

/** `@InjectModel(Image.name, 'archive') images: Model<Image>` */
function injected({ is }: Value, rest: readonly Link[], context: ReadingContext): Begun | undefined {
  const symbol = is.kind === 'package' ? is.symbol : undefined;
  if (symbol === undefined) return undefined;
  const [model, connection] = injectedWith(symbol, NEST, 'InjectModel', context);
  const name = context.textOf(model) ?? typeArgumentOf(symbol.node)?.name;
  return name === undefined ? undefined : { model: inConnection(named(name), connection, context), rest };
}

/** How a connection names its models; undefined where nobody can tell which connection it is. */
function connectionOf(value: Value, links: readonly Link[], context: ReadingContext): ((model: Model) => Model) | undefined {
  const [first, ...others] = links;
  // `connection.useDb(tenant)`
  if (others.some(({ name }) => name !== 'new')) return undefined;
  if (first === undefined || first.name === 'connection') return (model) => model;
  const { is } = madeOn(value, context) ?? value;
  const symbol = is.kind === 'package' ? is.symbol : undefined;
  if (symbol === undefined) return undefined;
  if (first.name === 'createConnection') return (model) => ({ ...model, key: `${model.key}@${symbol.module.path}#${symbol.name}` });
  const injectedAs = 'decorators' in symbol.node && symbol.node.decorators.length > 0;
  return first.name === 'Connection' && injectedAs ? (model) => inConnection(model, injectedWith(symbol, NEST, 'InjectConnection', context)[0], context) : undefined;
}

/** What `model` was called on where a model was made: `archive` of `archive.model('Image', schema)`. */
function madeOn({ is, madeEnv }: Value, context: ReadingContext): Value | undefined {
  if (is.kind !== 'package' || is.path.at(-1) !== '()' || is.path.at(-2) !== 'model' || is.made === undefined) return undefined;
  const { node, module } = is.made;
  const holder: Expressed | undefined = node.callee.type === 'MemberExpression' ? { node: node.callee.object, module, env: madeEnv } : undefined;
  return holder === undefined ? undefined : context.resolve(holder);
}
