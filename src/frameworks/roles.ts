import type { Role } from '../analysis/ir.js';
import { ancestorsOf, isClass, isFunction, staticName } from '../readers/ecmascript/estree.js';
import type { FunctionNode, Node, Program, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { roleOfRest, roleOfWholeFile } from './files.js';
import { pathFrom } from '../paths.js';
import { createMatcher } from './match.js';
import type { MatcherOptions } from './match.js';
import { functionAround, readsOfThis, referencesTo, variablesNamedBy } from './names.js';

/** How many callers of callers, and functions around functions, are asked. */
const MAX_DEPTH = 8;
const LISTENING = new Set(['on', 'once', 'addListener', 'addEventListener', 'subscribe', 'consume', 'schedule']);

type RoleFinder = (routine: FunctionNode | Program, module: Module) => Role;

/**
 * Says what calls a routine. In this order: the file is a test or a migration; a row of the frameworks fits, at least with medium
 * confidence; the routine around it has a role of its own; it is private to the file and all that call it have one role; the folder.
 * @param options the rows, the user's own included, and the folder that their globs count from
 */
export function createRoleFinder(options: MatcherOptions): RoleFinder {
  const matchOf = createMatcher(options);

  const roleOf = (routine: FunctionNode | Program, module: Module, asked: readonly Node[]): Role => {
    const path = pathFrom(options.root, module.path);
    const whole = roleOfWholeFile(path);
    if (whole !== undefined) return whole;
    if (routine.type === 'Program') return 'script';
    return roleInFile(routine, module, asked) ?? roleOfRest(path, module);
  };

  /** Undefined where neither the routine nor what is around it or calls it is known. */
  const roleInFile = (routine: FunctionNode, module: Module, asked: readonly Node[]): Role | undefined => {
    const match = matchOf(routine, module);
    if (match !== undefined && match.confidence !== 'weak') return match.row.role;
    if (asked.length >= MAX_DEPTH || asked.includes(routine)) return undefined;
    const next = [...asked, routine];
    const around = routineAround(routine);
    if (around !== undefined) {
      const inherited = roleInFile(around, module, next);
      if (inherited !== undefined) return inherited === 'script' && isListener(routine) ? undefined : inherited;
    }
    return roleOfCallers(callersOf(routine, module), module, next);
  };

  const roleOfCallers = (callers: readonly (FunctionNode | Program)[], module: Module, asked: readonly Node[]): Role | undefined => {
    // What calls itself says nothing new about what calls it.
    const others = callers.filter((caller) => !asked.includes(caller));
    const roles = new Set(others.map((caller) => (caller.type === 'Program' ? 'script' : roleInFile(caller, module, asked))));
    return roles.size === 1 ? [...roles][0] : undefined;
  };

  return (routine, module) => roleOf(routine, module, []);
}

/** The function that a function stands in; none for the methods of a class, which others call. */
function routineAround(routine: FunctionNode): FunctionNode | undefined {
  for (const ancestor of ancestorsOf(routine)) {
    if (isFunction(ancestor)) return ancestor;
    if (isClass(ancestor)) return undefined;
  }
  return undefined;
}

/** What a script only registers is called later, and by something else. */
function isListener({ parent }: FunctionNode): boolean {
  if (parent.type !== 'CallExpression' || parent.callee.type !== 'MemberExpression') return false;
  const name = staticName(parent.callee.property, parent.callee.computed);
  return name !== undefined && LISTENING.has(name);
}

/** All that call a function which nothing outside of the file can reach; none where it is used for anything but calls. */
function callersOf(routine: FunctionNode, module: Module): readonly (FunctionNode | Program)[] {
  const { parent } = routine;
  if (parent.type === 'CallExpression' && parent.callee === routine) return [callerAt(parent, module)];
  const reads = isPrivateMember(parent) ? readsOfMember(parent) : readsOfName(routine, module);
  const callers = reads.map((read) => {
    const call = read.parent;
    return call?.type === 'CallExpression' && call.callee === read ? callerAt(call, module) : undefined;
  });
  return callers.every((caller) => caller !== undefined) ? [...new Set(callers)] : [];
}

function callerAt(node: Node, module: Module): FunctionNode | Program {
  return functionAround(node) ?? module.ast;
}

function isPrivateMember(node: Node): node is TSESTree.MethodDefinition | TSESTree.PropertyDefinition {
  if (node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition') return false;
  return node.key.type === 'PrivateIdentifier' || node.accessibility === 'private';
}

function readsOfMember(member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition): readonly Node[] {
  const { key } = member;
  const name = key.type === 'PrivateIdentifier' ? `#${key.name}` : key.type === 'Identifier' ? key.name : undefined;
  return name === undefined ? [] : readsOfThis(member.parent.parent, name);
}

function readsOfName(routine: FunctionNode, module: Module): readonly Node[] {
  const { parent } = routine;
  const declaration = parent.type === 'VariableDeclarator' ? parent : routine;
  if (isExported(declaration)) return [];
  return variablesNamedBy(declaration, module)
    .flatMap(referencesTo)
    .filter(({ init }) => init !== true)
    .map(({ identifier }) => identifier);
}

function isExported(declaration: Node): boolean {
  const statement = declaration.type === 'VariableDeclarator' ? declaration.parent.parent : declaration.parent;
  return statement?.type === 'ExportNamedDeclaration' || statement?.type === 'ExportDefaultDeclaration';
}
