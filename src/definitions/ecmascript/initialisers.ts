/** What a constant is declared with, through imports and re-exports: for what the evaluation does not follow, such as arrays and maps. */
import { unwrapped } from '../../readers/ecmascript/estree.js';
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { declaratorOf, variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { exportsOf } from '../../resolve/exports.js';

/** Names are followed through so many files. */
const MAX_HOPS = 8;

export interface Written {
  readonly node: Node;
  readonly module: Module;
}

/** The expression that a name stands for; the expression itself where it is no name. */
export function initialiserOf(evaluator: Evaluator, node: Node, module: Module, hops = MAX_HOPS): Written | undefined {
  const expression = unwrapped(node);
  if (expression.type !== 'Identifier') return { node: expression, module };
  if (hops === 0) return undefined;
  const variable = variableOf(expression, module);
  const declarator = variable === undefined ? undefined : declaratorOf(variable);
  if (declarator?.id.type === 'Identifier' && declarator.init !== null) return initialiserOf(evaluator, declarator.init, module, hops - 1);
  const imported = variable === undefined ? undefined : importOf(variable.defs[0]);
  return imported === undefined ? undefined : exportedInitialiser(evaluator, imported.source, imported.name, module, hops - 1);
}

function exportedInitialiser(evaluator: Evaluator, source: string, name: string, from: Module, hops: number): Written | undefined {
  const target = evaluator.resolveSpecifier(source, from);
  const module = target !== undefined && 'path' in target ? evaluator.modules.at(target.path) : undefined;
  if (module === undefined || hops === 0) return undefined;
  const { named, stars } = exportsOf(module.ast);
  const exported = named.get(name);
  switch (exported?.kind) {
    case 'local':
      return topLevelInitialiser(evaluator, exported.name, module, hops);
    case 'from':
      return exportedInitialiser(evaluator, exported.source, exported.name, module, hops - 1);
    case 'expression':
      return initialiserOf(evaluator, exported.node, module, hops);
    case undefined:
      for (const star of stars) {
        const found = exportedInitialiser(evaluator, star, name, module, hops - 1);
        if (found !== undefined) return found;
      }
      return undefined;
  }
}

function topLevelInitialiser(evaluator: Evaluator, name: string, module: Module, hops: number): Written | undefined {
  for (const { block, set } of module.scopes.scopes) {
    const variable = block.type === 'Program' ? set.get(name) : undefined;
    if (variable === undefined || variable.defs.length === 0) continue;
    const declarator = declaratorOf(variable);
    if (declarator?.id.type === 'Identifier' && declarator.init !== null) return initialiserOf(evaluator, declarator.init, module, hops - 1);
    const imported = importOf(variable.defs[0]);
    return imported === undefined ? undefined : exportedInitialiser(evaluator, imported.source, imported.name, module, hops - 1);
  }
  return undefined;
}

/** What an import binding brings in: the name that the other module exports it by. */
export function importOf(definition: { readonly type: string; readonly node: Node; readonly parent?: Node | null | undefined } | undefined): { readonly source: string; readonly name: string } | undefined {
  if (definition?.type !== 'ImportBinding' || definition.parent?.type !== 'ImportDeclaration') return undefined;
  const { node, parent } = definition;
  const source = parent.source.value;
  if (node.type === 'ImportDefaultSpecifier') return { source, name: 'default' };
  if (node.type !== 'ImportSpecifier') return { source, name: '*' };
  return { source, name: node.imported.type === 'Identifier' ? node.imported.name : node.imported.value };
}
