/** Which parameters of a function a part of its body is made of. */
import { DefinitionType } from '@typescript-eslint/scope-manager';
import type { Variable } from '@typescript-eslint/scope-manager';
import { unwrapped, walk } from './estree.js';
import type { FunctionNode, Node, TSESTree } from './estree.js';
import type { Module } from './module.js';
import { variableOf } from './variables.js';

/** Positions of the parameters that reach a node, through local variables too. */
export function parametersIn(node: Node, scope: FunctionNode, module: Module): Set<number> {
  const positions = new Set<number>();
  const seen = new Set<Variable>();

  function collect(part: Node): void {
    walk(part, (current) => {
      if (current.type !== 'Identifier') return;
      const variable = variableOf(current, module);
      if (variable === undefined || seen.has(variable)) return;
      seen.add(variable);
      const position = positionOf(variable, scope);
      if (position !== undefined) positions.add(position);
      else if (isWithin(variable, scope)) for (const source of sourcesOf(variable)) collect(source);
    });
  }

  collect(node);
  return positions;
}

/**
 * The parameter that a call's options are: whole (`opts`, `opts ?? {}`), with others added (`{ attempts: 3, ...opts }`), or property by
 * property (`{ delay: opts.delay }`).
 */
export function optionsParameter(node: Node, scope: FunctionNode, module: Module): number | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'Identifier') {
    const variable = variableOf(expression, module);
    return variable === undefined ? undefined : wholePosition(variable, scope);
  }
  if (expression.type === 'LogicalExpression') return optionsParameter(expression.left, scope, module);
  if (expression.type !== 'ObjectExpression') return undefined;
  const found = new Set(expression.properties.map((property) => parameterOfProperty(property, scope, module)));
  found.delete(undefined);
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

function parameterOfProperty(property: TSESTree.ObjectExpression['properties'][number], scope: FunctionNode, module: Module): number | undefined {
  if (property.type === 'SpreadElement') return optionsParameter(property.argument, scope, module);
  const value = unwrapped(property.value);
  return value.type === 'MemberExpression' ? optionsParameter(value.object, scope, module) : undefined;
}

/** The position of the parameter that a variable is, where it is all of it and not a part that a pattern takes out. */
function wholePosition(variable: Variable, scope: FunctionNode): number | undefined {
  const position = positionOf(variable, scope);
  const parameter = position === undefined ? undefined : scope.params[position];
  const pattern = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  return pattern?.type === 'Identifier' ? position : undefined;
}

function positionOf({ defs: [definition] }: Variable, scope: FunctionNode): number | undefined {
  if (definition?.type !== DefinitionType.Parameter || definition.node !== scope) return undefined;
  const [start, end] = definition.name.range;
  const position = scope.params.findIndex(({ range }) => range[0] <= start && end <= range[1]);
  return position === -1 ? undefined : position;
}

function isWithin({ defs: [definition] }: Variable, scope: FunctionNode): boolean {
  return definition !== undefined && scope.range[0] <= definition.name.range[0] && definition.name.range[1] <= scope.range[1];
}

function sourcesOf({ defs: [definition], references }: Variable): Node[] {
  const initial = definition?.type === DefinitionType.Variable ? [definition.node.init] : [];
  return [...initial, ...references.map(({ writeExpr }) => writeExpr)].filter((node) => node != null);
}
