/** What a module does with a function: hands it to a call, exports it, holds it in a constant, has it as a class's method. */
import { staticName } from '../readers/ecmascript/estree.js';
import type { CallExpression, ClassNode, FunctionNode, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { functionAround, readsOfThis, referencesTo, variablesNamedBy } from './names.js';

/**
 * One use, found from the function outward. Wrapper calls are climbed through: `export const POST = withAuth(fn)` is two uses of `fn`,
 * an argument of `withAuth` and an export. `keys` leads from the object at that use down to the function or to the wrapper around it:
 * `['options', 'handler']`.
 */
export type Use =
  | { readonly kind: 'argument'; readonly call: CallExpression | TSESTree.NewExpression; readonly index: number; readonly keys: readonly string[] }
  | { readonly kind: 'export'; readonly name: string; readonly keys: readonly string[] }
  | { readonly kind: 'constant'; readonly name: string; readonly types: readonly TSESTree.TypeNode[]; readonly keys: readonly string[] }
  | { readonly kind: 'member'; readonly owner: ClassNode; readonly member: Member; readonly name: string };

type Member = TSESTree.MethodDefinition | TSESTree.PropertyDefinition;

/** How many nodes are climbed for one function, names followed included. */
const MAX_STEPS = 200;
const MAX_KEYS = 8;

/** The uses of a function in its own module, nearest first. */
export function usesOf(routine: FunctionNode, module: Module): Use[] {
  return new Climb(module).from(routine);
}

class Climb {
  private readonly module: Module;
  private readonly uses: Use[] = [];
  /** Where the climb goes on: a node that the function is or is in, and the keys down to the function. */
  private readonly open: { readonly node: Node; readonly keys: readonly string[]; readonly types: readonly TSESTree.TypeNode[] }[] = [];
  private readonly seen = new Set<Node>();

  constructor(module: Module) {
    this.module = module;
  }

  from(routine: FunctionNode): Use[] {
    if (routine.type === 'FunctionDeclaration') this.declared(routine, []);
    else this.goOn(routine, []);
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const next = this.open.shift();
      if (next === undefined) break;
      this.step(next.node, next.keys, next.types);
    }
    return this.uses;
  }

  private goOn(node: Node, keys: readonly string[], types: readonly TSESTree.TypeNode[] = []): void {
    if (this.seen.has(node) || keys.length > MAX_KEYS) return;
    this.seen.add(node);
    this.open.push({ node, keys, types });
  }

  private step(node: Node, keys: readonly string[], types: readonly TSESTree.TypeNode[]): void {
    const { parent } = node;
    switch (parent?.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        this.goOn(parent, keys, [...types, parent.typeAnnotation]);
        return;
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
      case 'ArrayExpression':
      case 'LogicalExpression':
        this.goOn(parent, keys, types);
        return;
      case 'ConditionalExpression':
        if (parent.test !== node) this.goOn(parent, keys, types);
        return;
      case 'Property':
        if (parent.value === node && parent.parent.type === 'ObjectExpression') {
          this.goOn(parent.parent, [staticName(parent.key, parent.computed) ?? '', ...keys]);
        }
        return;
      case 'SpreadElement':
        // `{ ...made(fn) }` has what `made` gives under keys that are not known.
        if (keys.length > 0 || parent.parent.type !== 'ObjectExpression') this.goOn(parent.parent, keys);
        return;
      case 'CallExpression':
      case 'NewExpression':
        this.atCall(parent, node, keys);
        return;
      case 'MemberExpression':
        if (parent.object === node) this.atMember(parent, node, keys);
        return;
      case 'VariableDeclarator':
        if (parent.init === node) this.atDeclarator(parent, keys, types);
        return;
      case 'AssignmentExpression':
        if (parent.right === node) this.assigned(parent.left, keys, types);
        return;
      case 'ExportDefaultDeclaration':
        this.uses.push({ kind: 'export', name: 'default', keys });
        return;
      case 'TSExportAssignment':
        this.exported([], keys);
        return;
      case 'ExportSpecifier':
        if (parent.local === node) this.uses.push({ kind: 'export', name: staticName(parent.exported, false) ?? '', keys });
        return;
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (parent.value === node) this.atClassMember(parent, keys, types);
        return;
      case 'ReturnStatement':
        this.returned(parent, keys);
        return;
      case 'ArrowFunctionExpression':
        if (parent.body === node) this.returned(node, keys);
        return;
      default:
    }
  }

  /** Given to a call, the function may be all that the call gives back: `withAuth(fn)`. */
  private atCall(call: CallExpression | TSESTree.NewExpression, node: Node, keys: readonly string[]): void {
    const index = call.arguments.findIndex((argument) => argument === node);
    if (index < 0) return;
    this.uses.push({ kind: 'argument', call, index, keys });
    this.goOn(call, []);
  }

  /** `controller.create`, `fn.bind(this)`, `middy(fn).use(…)`. */
  private atMember(access: TSESTree.MemberExpression, node: Node, keys: readonly string[]): void {
    const name = staticName(access.property, access.computed);
    const [key, ...rest] = keys;
    if (key !== undefined) {
      if (name === key) this.goOn(access, rest);
      return;
    }
    const call = access.parent;
    if (call.type !== 'CallExpression' || call.callee !== access) return;
    if (name === 'bind' || node.type === 'CallExpression') this.goOn(call, []);
  }

  private atDeclarator(declarator: TSESTree.VariableDeclarator, keys: readonly string[], types: readonly TSESTree.TypeNode[]): void {
    const { id } = declarator;
    if (id.type !== 'Identifier') return;
    const annotation = id.typeAnnotation?.typeAnnotation;
    this.uses.push({ kind: 'constant', name: id.name, types: annotation === undefined ? types : [annotation, ...types], keys });
    if (declarator.parent.parent.type === 'ExportNamedDeclaration') this.uses.push({ kind: 'export', name: id.name, keys });
    this.named(declarator, keys);
  }

  private declared(declaration: FunctionNode, keys: readonly string[]): void {
    const { parent, id } = declaration;
    if (parent.type === 'ExportDefaultDeclaration') this.uses.push({ kind: 'export', name: 'default', keys });
    if (parent.type === 'ExportNamedDeclaration' && id) this.uses.push({ kind: 'export', name: id.name, keys });
    this.named(declaration, keys);
  }

  private named(declaration: FunctionNode | ClassNode | TSESTree.VariableDeclarator, keys: readonly string[]): void {
    for (const variable of variablesNamedBy(declaration, this.module)) {
      for (const { identifier } of referencesTo(variable)) this.goOn(identifier, keys);
    }
  }

  /** `exports.create = fn`, `module.exports = { create: fn }`, `handler = fn`. */
  private assigned(target: Node, keys: readonly string[], types: readonly TSESTree.TypeNode[]): void {
    if (target.type !== 'MemberExpression') return;
    const name = staticName(target.property, target.computed);
    const { object } = target;
    if (name === undefined) return;
    if (object.type === 'Identifier' && object.name === 'exports') this.exported([name], keys);
    else if (isModuleExports(object)) this.exported([name], keys);
    else if (isModuleExports(target)) this.exported([], keys);
    // `module.exports = exports = fn` and `exports.a = exports.b = fn` give the value on.
    const { parent } = target;
    if (parent.type === 'AssignmentExpression') this.goOn(parent, keys, types);
  }

  /** What CommonJS exports as a whole is the default export, and so is each of its properties an export. */
  private exported(path: readonly string[], keys: readonly string[]): void {
    const [name, ...rest] = [...path, ...keys];
    if (path.length === 0) this.uses.push({ kind: 'export', name: 'default', keys });
    if (name !== undefined) this.uses.push({ kind: 'export', name, keys: rest });
  }

  private atClassMember(member: Member, keys: readonly string[], types: readonly TSESTree.TypeNode[]): void {
    const name = staticName(member.key, member.computed);
    const owner = member.parent.parent;
    if (name === undefined) return;
    if (keys.length === 0) this.uses.push({ kind: 'member', owner, member, name });
    const annotation = member.type === 'PropertyDefinition' ? member.typeAnnotation?.typeAnnotation : undefined;
    this.uses.push({ kind: 'constant', name, types: annotation === undefined ? types : [annotation, ...types], keys });
    for (const read of readsOfThis(owner, name)) this.goOn(read, keys);
    this.ofClass(owner, [name, ...keys]);
  }

  /** `new Orders().create`, also by way of `const orders = new Orders()`, and a static `Orders.create`. */
  private ofClass(owner: ClassNode, keys: readonly string[]): void {
    for (const variable of variablesNamedBy(owner, this.module)) {
      for (const { identifier } of referencesTo(variable)) {
        const { parent } = identifier;
        if (parent.type === 'NewExpression' && parent.callee === identifier) this.goOn(parent, keys);
        else if (parent.type === 'MemberExpression') this.goOn(identifier, keys);
      }
    }
  }

  /** A function that gives the function back: what its calls give. */
  private returned(from: Node, keys: readonly string[]): void {
    const maker = functionAround(from);
    if (maker === undefined) return;
    const { parent } = maker;
    const declaration = parent.type === 'VariableDeclarator' && parent.init === maker ? parent : maker;
    for (const variable of variablesNamedBy(declaration, this.module)) {
      for (const { identifier } of referencesTo(variable)) {
        const call = identifier.parent;
        if (call.type === 'CallExpression' && call.callee === identifier) this.goOn(call, keys);
      }
    }
  }
}

function isModuleExports(node: Node): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'module' && staticName(node.property, node.computed) === 'exports';
}
