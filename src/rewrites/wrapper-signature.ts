import type { Dispatch, Wrapper } from '../analysis/ir.js';
import type { Module } from '../readers/ecmascript/module.js';
import { unwrapped } from '../readers/ecmascript/estree.js';
import type { DraftContext } from './context.js';
import type { Edit } from '../analysis/edit.js';
import { requiredFrom } from './import-place.js';
import { refuse } from './refusal.js';
import { findCall } from './steps.js';

/**
 * `addThumb(x)` becomes `thumbSignature(x)`, `this.thumbs.add(x)` becomes `this.thumbs.signature(x)`; the function comes from where the
 * wrapper comes from.
 * @throws {Refusal} where the settings name no signature, or nothing says where to get it
 */
export function renderWrapperSignature(dispatch: Dispatch, { name, signature }: Wrapper, context: DraftContext): Edit[] {
  const { module, imports } = context;
  if (signature === undefined) {
    return refuse(
      'wrapper',
      `\`${name}\` dispatches and gives no signature; name a function that gives one as \`signature\` in the settings, or call the queue here`,
    );
  }
  const callee = findCall(module, dispatch.call)?.callee;
  if (callee?.type === 'MemberExpression') {
    const [start, end] = callee.property.range;
    return [{ span: { start, end }, text: signature.name.split('.').at(-1) ?? signature.name }];
  }
  if (callee?.type !== 'Identifier') return refuse('wrapper', `\`${name}\` is called in a form that cannot be changed into its signature`);

  const from = sourceOf(callee.name, module) ?? signature.from;
  const isHere = module.scopes.globalScope?.childScopes.some(({ set }) => set.has(signature.name)) ?? false;
  if (from === undefined && !isHere) return refuse('wrapper', `nothing says where to import \`${signature.name}\` from`);
  const [start, end] = callee.range;
  return [{ span: { start, end }, text: from === undefined ? signature.name : imports.local({ from, name: signature.name }) }];
}

/** The specifier by which the file imports (or requires) a name. */
export function sourceOf(name: string, { ast }: Module): string | undefined {
  for (const statement of ast.body) {
    if (statement.type === 'ImportDeclaration' && statement.specifiers.some(({ local }) => local.name === name))
      return statement.source.value;
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      const from = init === null ? undefined : requiredFrom(unwrapped(init));
      if (from === undefined || id.type !== 'ObjectPattern') continue;
      if (id.properties.some(({ value }) => value?.type === 'Identifier' && value.name === name)) return from;
    }
  }
  return undefined;
}
