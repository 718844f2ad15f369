import type { Dispatch } from '../../analysis/ir.js';
import { childIn, namedChildren } from '../../readers/python/tree.js';
import { decoratorsOf } from '../../resolve/python/attributes.js';
import { detailOf, optionNameOf } from './signature.js';

/** Arguments of a decorator that may keep a task's result from being stored. */
const DOUBTFUL = new Set(['ignore_result', 'base', 'store_errors_even_if_ignored']);

/** Why the results of a dispatch's task may not be stored, as a phrase; undefined where its definition is found and says nothing of it. */
export function findIgnoredResult(dispatch: Dispatch): string | undefined {
  const name = `\`${dispatch.task.name}\``;
  if (dispatch.options?.entries?.has('ignore_result') === true) return `the option \`ignore_result\` of ${name} speaks of it`;
  const { definition } = detailOf(dispatch);
  if (definition === undefined) return `the definition of ${name} is not found, which may have none`;
  const { node, module } = definition;
  if (isMethod(node.parent?.type === 'decorated_definition' ? node.parent : node)) return `${name} is a class, which may have none`;
  const decorators = decoratorsOf(node).flatMap((decorator) => (decorator.type === 'call' ? namedChildren(childIn(decorator, 'arguments') ?? decorator) : []));
  const doubtful = decorators.map((argument) => (argument.type === 'dictionary_splat' ? '**' : optionNameOf(argument, module))).find((option) => option === '**' || DOUBTFUL.has(option ?? ''));
  return doubtful === undefined ? undefined : `\`${doubtful}\` in the definition of ${name} may keep them from being stored`;
}

function isMethod({ parent }: { readonly parent?: { readonly parent?: { readonly type: string } } }): boolean {
  return parent?.parent?.type === 'class_definition';
}
