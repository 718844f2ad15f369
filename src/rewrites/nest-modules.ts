/** What the modules of a Nest application register with `BullModule` of @nestjs/bullmq: https://docs.nestjs.com/techniques/queues */
import { readdirSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isClass, staticName, walk, type CallExpression, type ClassNode, type Node, type TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Resolver } from '../resolve/origin.js';

/** A class with `@Module({ … })`. */
export interface NestModule {
  readonly module: Module;
  /** The list of `imports`, where it is written out. */
  readonly imports?: TSESTree.ArrayExpression;
  /** What `providers` and `controllers` list by name. */
  readonly provided: readonly TSESTree.Identifier[];
}

/** One queue or producer that `BullModule` registers. */
export interface Registration {
  readonly method: 'registerQueue' | 'registerQueueAsync' | 'registerFlowProducer' | 'registerFlowProducerAsync';
  readonly module: Module;
  readonly call: CallExpression;
  /** `default` where the options have none; undefined where it cannot be read. */
  readonly name: string | undefined;
  /** The options by name; undefined where they are not written out. */
  readonly options: ReadonlyMap<string, Node> | undefined;
}

const METHODS: ReadonlySet<string> = new Set<Registration['method']>(['registerQueue', 'registerQueueAsync', 'registerFlowProducer', 'registerFlowProducerAsync']);

/** More entries than an application has in its source folders. */
const MOST_ENTRIES = 20_000;
const SKIPPED = /^(?:\..*|node_modules|dist|build|coverage)$/;

/**
 * The files that hold a package's Nest modules by their names (`app.module.ts`): those of the nearest package.json above a file. Folders
 * are read, no file is.
 */
export function findModuleFiles(path: string): string[] {
  const root = findPackageFolder(dirname(path));
  const files: string[] = [];
  const folders = root === undefined ? [] : [root];
  for (let entries = 0; folders.length > 0 && entries < MOST_ENTRIES; ) {
    const folder = folders.shift() ?? '';
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      entries += 1;
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) folders.push(join(folder, entry.name));
      else if (entry.isFile() && /module[^/]*\.[cm]?ts$/i.test(entry.name) && !entry.name.endsWith('.d.ts')) files.push(join(folder, entry.name));
    }
  }
  return files;
}

function findPackageFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder || basename(folder) === 'node_modules') return undefined;
  }
}

/** The Nest modules that a file declares. */
export function nestModulesIn(module: Module, resolver: Resolver): NestModule[] {
  const found: NestModule[] = [];
  walk(module.ast, (node) => {
    if (isClass(node)) found.push(...node.decorators.flatMap((decorator) => nestModuleOf(decorator, module, resolver)));
  });
  return found;
}

function nestModuleOf({ expression }: TSESTree.Decorator, module: Module, resolver: Resolver): NestModule[] {
  if (expression.type !== 'CallExpression' || !isExport(expression.callee, '@nestjs/common', 'Module', module, resolver)) return [];
  const options = propertiesOf(expression.arguments[0]);
  if (options === undefined) return [];
  const imports = options.get('imports');
  const provided = ['providers', 'controllers'].flatMap((key) => identifiersIn(options.get(key)));
  return [{ module, provided, ...(imports?.type === 'ArrayExpression' ? { imports } : {}) }];
}

function identifiersIn(list: Node | undefined): TSESTree.Identifier[] {
  if (list?.type !== 'ArrayExpression') return [];
  return list.elements.flatMap((element) => (element?.type === 'Identifier' ? [element] : []));
}

/** What a part of a file registers. */
export function registrationsIn(node: Node, module: Module, resolver: Resolver): Registration[] {
  const found: Registration[] = [];
  walk(node, (call) => {
    if (call.type === 'CallExpression') found.push(...registrationsOf(call, module, resolver));
  });
  return found;
}

function registrationsOf(call: CallExpression, module: Module, resolver: Resolver): Registration[] {
  const { callee } = call;
  if (callee.type !== 'MemberExpression') return [];
  const method = staticName(callee.property, callee.computed);
  if (!isRegistrationMethod(method) || !isExport(callee.object, '@nestjs/bullmq', 'BullModule', module, resolver)) return [];
  return call.arguments.map((argument) => {
    const options = propertiesOf(argument);
    return { method, module, call, options, name: nameIn(options, module, resolver) };
  });
}

function isRegistrationMethod(name: string | undefined): name is Registration['method'] {
  return name !== undefined && METHODS.has(name);
}

/** https://github.com/nestjs/bull/blob/master/packages/bullmq/lib/utils/get-queue-token.util.ts: no name is `default`. */
function nameIn(options: ReadonlyMap<string, Node> | undefined, module: Module, resolver: Resolver): string | undefined {
  if (options === undefined) return undefined;
  const name = options.get('name');
  return name === undefined ? 'default' : textOf(name, module, resolver);
}

/** The string that an expression stands for; undefined where it is not known. */
export function textOf(node: Node, module: Module, resolver: Resolver): string | undefined {
  const origin = resolver.originOf(node as TSESTree.Expression, module);
  return origin.kind === 'literal' && typeof origin.value === 'string' ? origin.value : undefined;
}

/** Whether an expression is what a package exports under a name. */
export function isExport(node: Node, from: string, name: string, module: Module, resolver: Resolver): boolean {
  const origin = resolver.originOf(node as TSESTree.Expression, module);
  return origin.kind === 'package' && origin.package === from && origin.path.length === 1 && origin.path[0] === name;
}

/** The properties of an object literal whose keys are all plain; undefined for anything else. */
function propertiesOf(node: Node | undefined): ReadonlyMap<string, Node> | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  const properties = new Map<string, Node>();
  for (const property of node.properties) {
    const key = property.type === 'Property' ? staticName(property.key, property.computed) : undefined;
    if (property.type !== 'Property' || key === undefined) return undefined;
    properties.set(key, property.value);
  }
  return properties;
}

/** Whether a Nest module makes the instances of a class. */
export function isProvidedBy(nestModule: NestModule, service: ClassNode, { path }: Module, resolver: Resolver): boolean {
  return nestModule.provided.some((name) => {
    const origin = resolver.originOf(name, nestModule.module);
    // The same file may have been parsed twice: a class is known by its place.
    return origin.kind === 'class' && origin.module.path === path && origin.node.range[0] === service.range[0];
  });
}
