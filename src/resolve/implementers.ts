/** The classes that implement an interface or extend a class, among the modules that have been read. */
import { isClass } from '../readers/ecmascript/estree.js';
import type { ClassNode, Node, Program, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Evaluator } from './evaluator.js';
import { nameValue } from './names.js';
import type { TypeShape, Value } from './values.js';

/** With more of them than this, they hardly agree. */
const MAX_IMPLEMENTERS = 8;

/** Classes by the name of what they extend or implement. */
const cache = new WeakMap<Program, ReadonlyMap<string, readonly ClassNode[]>>();

const known = new WeakMap<Node, { readonly among: readonly Module[]; readonly implementers: readonly Value[] }>();

/** An instance of each; none where there are too many. */
export function implementersOf(evaluator: Evaluator, node: ClassNode | TypeShape): readonly Value[] {
  if (node.type !== 'TSInterfaceDeclaration' && !isClass(node)) return [];
  const name = node.id?.name;
  if (name === undefined) return [];
  evaluator.noteChanging();
  const among = evaluator.modules.loaded();
  const last = known.get(node);
  if (last?.among === among) return last.implementers;
  const implementers = findImplementers(evaluator, node, name, among);
  known.set(node, { among, implementers });
  return implementers;
}

function findImplementers(evaluator: Evaluator, node: ClassNode | TypeShape, name: string, among: readonly Module[]): Value[] {
  const implementers: Value[] = [];
  for (const candidate of among) {
    for (const derived of classesUnder(candidate, name)) {
      if (isDerived(evaluator, derived, candidate, node)) implementers.push({ is: { kind: 'instance', module: candidate, node: derived } });
    }
    if (implementers.length > MAX_IMPLEMENTERS) return [];
  }
  return implementers;
}

function isDerived(evaluator: Evaluator, derived: ClassNode, module: Module, node: ClassNode | TypeShape): boolean {
  return basesOf(derived).some((base) => {
    const { is } = nameValue(evaluator, base, module, undefined, 'type');
    return (is.kind === 'class' || is.kind === 'type') && is.node === node;
  });
}

function classesUnder({ ast }: Module, name: string): readonly ClassNode[] {
  const classes = cache.get(ast) ?? readClasses(ast);
  cache.set(ast, classes);
  return classes.get(name) ?? [];
}

function readClasses(ast: Program): Map<string, ClassNode[]> {
  const classes = new Map<string, ClassNode[]>();
  for (const statement of ast.body) {
    const declaration = 'declaration' in statement ? statement.declaration : statement;
    if (declaration === null || !isClass(declaration)) continue;
    for (const { name } of basesOf(declaration)) classes.set(name, [...(classes.get(name) ?? []), declaration]);
  }
  return classes;
}

function basesOf(node: ClassNode): TSESTree.Identifier[] {
  // Trees of JavaScript parsers have no list of interfaces.
  const interfaces = (node as Partial<ClassNode>).implements?.map(({ expression }) => expression) ?? [];
  return [node.superClass, ...interfaces].filter((base) => base?.type === 'Identifier');
}
