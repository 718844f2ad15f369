import type { Span } from '../analysis/ir.js';
import { walk, type Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';

/**
 * A name that an inserted import or declaration takes away from the code that used it, or that means something else where the rewritten
 * code uses it; a sentence without a full stop, undefined where every name still means what it did.
 * @param inserted the nodes of the new tree that the old one has not
 * @param rewritten where the new text was written
 */
export function findCapture(was: Module, is: Module, inserted: readonly Node[], rewritten: readonly Span[]): string | undefined {
  const names = new Set(inserted.flatMap(declaredNames));
  if (names.size === 0) return undefined;
  for (const scope of topScopesOf(was)) {
    const declared = scope.variables.find(({ name, defs }) => names.has(name) && defs.length > 0);
    if (declared !== undefined) return `\`${declared.name}\` is declared already`;
    const global = scope.through.find(({ identifier }) => names.has(nameOf(identifier)));
    if (global !== undefined) return `\`${nameOf(global.identifier)}\` already means something else in this file`;
  }
  const top = new Set(topScopesOf(is));
  for (const { references } of is.scopes.scopes) {
    const shadowed = references.find(
      ({ identifier, resolved }) =>
        names.has(nameOf(identifier)) &&
        rewritten.some(({ start, end }) => start <= identifier.range[0] && identifier.range[1] <= end) &&
        (resolved === null || !top.has(resolved.scope)),
    );
    if (shadowed !== undefined) return `\`${nameOf(shadowed.identifier)}\` means something else where the rewritten code stands`;
  }
  return undefined;
}

/** A script's variables are in the global scope, a module's in its own, CommonJS's in a function's. */
function topScopesOf(module: Module) {
  return module.scopes.scopes.filter(({ block }) => block === module.ast);
}

function nameOf(identifier: { readonly name: unknown }): string {
  return typeof identifier.name === 'string' ? identifier.name : '';
}

/** The names that an insertion declares at the top of the module; a constructor's parameter or an array's element declares none there. */
function declaredNames(node: Node): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => local.name);
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [node.local.name];
    case 'ExportNamedDeclaration':
      return node.declaration === null ? [] : declaredNames(node.declaration);
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => bindingNames(id));
    case 'Property':
      return node.parent.type === 'ObjectPattern' ? bindingNames(node.value) : [];
    default:
      return [];
  }
}

/** The names that a pattern of plain `require` destructuring binds. */
function bindingNames(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  const names: string[] = [];
  walk(pattern, (node) => {
    if (node.type === 'Property' && node.value.type === 'Identifier') names.push(node.value.name);
  });
  return names;
}
