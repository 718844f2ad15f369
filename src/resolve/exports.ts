/** What a module exports, by name, as its top level says; nothing is followed here. */
import { staticName } from '../readers/ecmascript/estree.js';
import type { Expression, Node, Program, Statement, TSESTree } from '../readers/ecmascript/estree.js';

export type Export =
  /** A name of the module's own scope. */
  | { readonly kind: 'local'; readonly name: string }
  /** `export { name } from 'source'`; `*` for the whole module. */
  | { readonly kind: 'from'; readonly source: string; readonly name: string }
  /** `export default <expression>`, `exports.x = <expression>` */
  | { readonly kind: 'expression'; readonly node: Expression };

export interface Exports {
  readonly named: ReadonlyMap<string, Export>;
  /** Sources of `export * from`. */
  readonly stars: readonly string[];
  /** `module.exports = <expression>`, `export = <expression>` */
  readonly whole?: Expression;
}

const cache = new WeakMap<Program, Exports>();

export function exportsOf(ast: Program): Exports {
  const known = cache.get(ast) ?? readExports(ast);
  cache.set(ast, known);
  return known;
}

function readExports(ast: Program): Exports {
  const named = new Map<string, Export>();
  const stars: string[] = [];
  let whole: Expression | undefined;
  for (const statement of ast.body) {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
        for (const [name, exported] of namedExports(statement)) named.set(name, exported);
        break;
      case 'ExportAllDeclaration':
        if (statement.exported === null) stars.push(statement.source.value);
        else named.set(nameOf(statement.exported), { kind: 'from', source: statement.source.value, name: '*' });
        break;
      case 'ExportDefaultDeclaration':
        named.set('default', defaultExport(statement.declaration));
        break;
      case 'TSExportAssignment':
        whole = statement.expression;
        break;
      default:
        for (const { target, value } of assignmentsOf(statement)) {
          if (isModuleExports(target)) whole = value;
          else if (target.type === 'MemberExpression' && (isModuleExports(target.object) || isExportsName(target.object))) {
            const name = staticName(target.property, target.computed);
            if (name !== undefined && !isVoid(value)) named.set(name, { kind: 'expression', node: value });
          }
        }
    }
  }
  return { named, stars, ...(whole === undefined ? {} : { whole }) };
}

function namedExports(statement: TSESTree.ExportNamedDeclaration): [string, Export][] {
  const { declaration, source } = statement;
  const specifiers = statement.specifiers.map(({ local, exported }): [string, Export] => [
    nameOf(exported),
    source === null ? { kind: 'local', name: nameOf(local) } : { kind: 'from', source: source.value, name: nameOf(local) },
  ]);
  if (declaration === null) return specifiers;
  return namesOf(declaration).map((name) => [name, { kind: 'local', name }]);
}

function defaultExport(declaration: TSESTree.ExportDefaultDeclaration['declaration']): Export {
  if ('id' in declaration && declaration.id?.type === 'Identifier' && declaration.type.endsWith('Declaration')) {
    return { kind: 'local', name: declaration.id.name };
  }
  return { kind: 'expression', node: declaration as Expression };
}

function namesOf(declaration: Node): string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => namesInPattern(id));
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
}

function namesInPattern(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesInPattern(property.type === 'Property' ? property.value : property.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesInPattern);
    case 'AssignmentPattern':
      return namesInPattern(pattern.left);
    case 'RestElement':
      return namesInPattern(pattern.argument);
    default:
      return [];
  }
}

/** `exports.a = exports.b = value` gives both targets the value. */
function assignmentsOf(statement: Statement): { target: Node; value: Expression }[] {
  if (statement.type !== 'ExpressionStatement') return [];
  const targets: Node[] = [];
  let value = statement.expression;
  while (value.type === 'AssignmentExpression' && value.operator === '=') {
    targets.push(value.left);
    value = value.right;
  }
  return targets.map((target) => ({ target, value }));
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'module' && staticName(node.property, node.computed) === 'exports'
  );
}

function isExportsName(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'exports';
}

function isVoid(node: Node): boolean {
  return node.type === 'UnaryExpression' && node.operator === 'void';
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}
