/** What tells one queue from another on both sides: by its name, by what its name is made of, or by the variable that holds it. */
import { givenName, outermost, receiverKeyOf, textValue } from '../../libraries/identity.js';
import type { Place } from '../../libraries/identity.js';
import { staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { exportsOf } from '../../resolve/exports.js';
import { isLasting } from '../../resolve/values.js';
import type { Value } from '../../resolve/values.js';
import { importOf } from './initialisers.js';

/** Names are followed through so many files. */
const MAX_HOPS = 8;

/** The keys of a queue that is at hand as an object. */
export function keysOfQueue(evaluator: Evaluator, queue: Value): string[] {
  const { is } = queue;
  if (is.kind !== 'package') return [];
  // A variable of one call says nothing to another function's.
  const key = is.symbol === undefined || isLasting(is.symbol) || givenName(evaluator, queue) !== undefined ? receiverKeyOf(evaluator, queue) : undefined;
  const from = is.decorator ?? is.made;
  const name = from?.node.arguments[0];
  const written = name === undefined || from === undefined ? undefined : keyOfName(evaluator, { node: name, module: from.module, env: queue.madeEnv });
  return [...new Set([key, written].filter((each) => each !== undefined))];
}

/** The keys of a queue that is given by its name, or by itself (`images.name`). */
export function keysOfQueueName(evaluator: Evaluator, place: Place): string[] {
  const node = unwrapped(place.node);
  const isNameOfQueue = node.type === 'MemberExpression' && staticName(node.property, node.computed) === 'name';
  if (isNameOfQueue) {
    const queue = evaluator.value(node.object, place.module, place.env);
    if (queue.is.kind === 'package' && queue.is.path.at(-1) === 'new') return keysOfQueue(evaluator, queue);
  }
  const key = keyOfName(evaluator, place);
  return key === undefined ? [] : [key];
}

/** `'images'` for a text that can be worked out; else what it is made of: `lib/env.ts#env.QUEUE`. */
function keyOfName(evaluator: Evaluator, place: Place): string | undefined {
  const text = textValue(evaluator, place);
  if (text !== undefined) return `'${text}'`;
  const { node, module, env } = outermost(evaluator, place);
  const keyOf = (part: TSESTree.Node): string | undefined => keyOfName(evaluator, { node: part, module, env });
  const expression = unwrapped(node);
  switch (expression.type) {
    case 'Identifier':
      return keyOfVariable(evaluator, expression.name, expression, module);
    case 'MemberExpression': {
      const name = staticName(expression.property, expression.computed);
      const holder = name === undefined ? undefined : keyOf(expression.object);
      return holder === undefined || name === undefined ? undefined : `${holder}.${name}`;
    }
    case 'TemplateLiteral': {
      const parts = expression.expressions.map(keyOf);
      return parts.includes(undefined) ? undefined : expression.quasis.map(({ value }, index) => `${value.raw}\${${parts[index] ?? ''}}`).join('');
    }
    default:
      return undefined;
  }
}

/** A variable by the module that declares it, through imports and re-exports; a global by its name. */
function keyOfVariable(evaluator: Evaluator, name: string, identifier: TSESTree.Identifier, module: Module): string | undefined {
  const variable = variableOf(identifier, module);
  if (variable === undefined) return name === 'process' ? name : undefined;
  if (variable.scope.block.type !== 'Program') return undefined;
  const [definition] = variable.defs;
  if (definition?.type !== 'ImportBinding') return `${module.path}#${name}`;
  const imported = importOf(definition);
  return imported === undefined ? undefined : keyOfExport(evaluator, imported.source, imported.name, module, MAX_HOPS);
}

function keyOfExport(evaluator: Evaluator, source: string, name: string, from: Module, hops: number): string | undefined {
  const target = evaluator.resolveSpecifier(source, from);
  if (target === undefined) return undefined;
  if ('package' in target) return `${target.package}#${name}`;
  const module = evaluator.modules.at(target.path);
  if (module === undefined || hops === 0) return undefined;
  const { named, stars } = exportsOf(module.ast);
  const exported = named.get(name);
  if (exported?.kind === 'local') return `${module.path}#${exported.name}`;
  if (exported?.kind === 'from') return keyOfExport(evaluator, exported.source, exported.name, module, hops - 1);
  if (exported !== undefined || name === '*') return `${module.path}#${name}`;
  for (const star of stars) {
    const key = keyOfExport(evaluator, star, name, module, hops - 1);
    if (key !== undefined) return key;
  }
  return undefined;
}
