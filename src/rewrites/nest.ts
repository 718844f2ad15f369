import type { Dispatch, Hazard, Run } from '../analysis/ir.js';
import { isClass, staticName, walk, type ClassNode, type Node, type TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Resolver } from '../resolve/origin.js';
import type { DraftContext, FlowSource, RewriteContext } from './context.js';
import type { Edit } from '../analysis/edit.js';
import { planImports } from './imports.js';
import { layoutOf, renderString } from './layout.js';
import { appendElement } from './append-element.js';
import { findModuleFiles, isExport, isProvidedBy, nestModulesIn, registrationsIn, textOf, type NestModule, type Registration } from './nest-modules.js';

const NEST = '@nestjs/bullmq';

/**
 * Finds the FlowProducer for queues that a Nest class has by `@InjectQueue`: one that it has already, else one that is registered in the
 * module which provides the class, else edits that register and inject it. Refuses, with what to write by hand, where the queues are not
 * seen to be on the connection that the producer would have.
 * @param filesFor the files in which Nest modules may stand, for the file of a run
 */
export function createNestFlowProducers(filesFor: (path: string) => readonly string[] = findModuleFiles): NonNullable<RewriteContext['findInjectedFlowProducer']> {
  return (run, context) => {
    const queues = run.dispatches.map((dispatch) => injectedQueue(dispatch, context));
    const names = queues.filter((name) => name !== undefined);
    if (names.length === 0) return undefined;
    if (names.length < queues.length) return refused('only some of the queues are injected by Nest, so they may be on different connections');
    const service = classAround(run, context.module);
    if (service === undefined) return undefined;

    const modules = modulesFor(context, filesFor);
    const setting = commonSetting([...new Set(names)], modules, context.resolver);
    if (typeof setting === 'string') return refused(`${setting}; ${byHand(service)}`);
    return injectedProducer(service, modules, setting, context) ?? newProducer(service, modules, setting, context);
  };
}

/** What decides on which connection and under which prefix a queue or a producer is; the texts of string literals. */
interface Setting {
  /** Names a connection: https://docs.nestjs.com/techniques/queues#named-configurations */
  readonly configKey: string | undefined;
  readonly prefix: string | undefined;
}

/** The name of the queue that a dispatch goes to, where `@InjectQueue` of @nestjs/bullmq on a member of the class says it. */
function injectedQueue({ receiver }: Dispatch, { module, resolver }: RewriteContext): string | undefined {
  const node = receiver === undefined ? undefined : findNode(module.ast, ({ range }) => range[0] === receiver.start && range[1] === receiver.end);
  if (node?.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return undefined;
  const origin = resolver.originOf(node, module);
  const decorator = origin.kind === 'package' ? origin.decorator : undefined;
  if (decorator === undefined || !isExport(decorator.node.callee, NEST, 'InjectQueue', decorator.module, resolver)) return undefined;
  const [name] = decorator.node.arguments;
  return name === undefined ? 'default' : textOf(name, decorator.module, resolver);
}

function classAround(run: Run, module: Module): ClassNode | undefined {
  const [first] = run.dispatches;
  if (first === undefined) return undefined;
  let innermost: ClassNode | undefined;
  walk(module.ast, (node) => {
    if (node.range[0] > first.call.start || node.range[1] < first.call.end) return false;
    if (isClass(node)) innermost = node;
    return true;
  });
  return innermost;
}

function modulesFor({ module, resolver }: RewriteContext, filesFor: (path: string) => readonly string[]): Module[] {
  const others = filesFor(module.path).filter((path) => path !== module.path);
  return [module, ...others.flatMap((path) => resolver.moduleAt(path) ?? [])].filter(({ text }) => text.includes('BullModule'));
}

/** What the registrations of the queues have in common; a sentence where they are not found or differ. */
function commonSetting(queues: readonly string[], modules: readonly Module[], resolver: Resolver): Setting | string {
  const registrations = modules.flatMap((module) => registrationsIn(module.ast, module, resolver));
  let common: Setting | undefined;
  for (const queue of queues) {
    const ofQueue = registrations.filter(({ name, method }) => name === queue && method.startsWith('registerQueue'));
    if (ofQueue.length === 0) return `no Nest module is found that registers the queue \`${queue}\``;
    for (const registration of ofQueue) {
      const setting = settingOf(registration);
      if (setting === undefined) return `the connection of the queue \`${queue}\` is its own, or is not visible`;
      common ??= setting;
      if (!isSame(setting, common)) return 'the queues differ in connection or prefix';
    }
  }
  return common ?? 'the queues have no names';
}

/** Undefined for options that a factory makes or that are not written out, and for a connection that only this one has. */
function settingOf({ method, options, module }: Registration): Setting | undefined {
  if (method.endsWith('Async') || options === undefined || options.has('connection') || options.has('sharedConnection')) return undefined;
  const [configKey, prefix] = [options.get('configKey'), options.get('prefix')];
  if ([configKey, prefix].some((value) => value !== undefined && value.type !== 'Literal')) return undefined;
  return { configKey: configKey && sourceOf(configKey, module), prefix: prefix && sourceOf(prefix, module) };
}

function sourceOf(node: Node, { text }: Module): string {
  return text.slice(node.range[0], node.range[1]);
}

/** The same words in other quotes are the same. */
function isSame(a: Setting, b: Setting): boolean {
  const bare = (text: string | undefined): string | undefined => text?.slice(1, -1);
  return bare(a.configKey) === bare(b.configKey) && bare(a.prefix) === bare(b.prefix);
}

/** The producer that the class has already; undefined where it has none. */
function injectedProducer(service: ClassNode, modules: readonly Module[], setting: Setting, context: DraftContext): FlowSource | undefined {
  const { resolver, module } = context;
  for (const { name, decorators } of membersOf(service)) {
    const injection = decorators.find(({ expression }) => expression.type === 'CallExpression' && isExport(expression.callee, NEST, 'InjectFlowProducer', module, resolver));
    if (injection?.expression.type !== 'CallExpression') continue;
    const [argument] = injection.expression.arguments;
    const producer = argument === undefined ? 'default' : textOf(argument, module, resolver);
    const registered = modules.flatMap((each) => registrationsIn(each.ast, each, resolver)).filter((each) => each.name === producer && each.method.startsWith('registerFlowProducer'));
    if (registered.length === 0 || !registered.every((each) => fits(each, setting))) {
      return refused(`the producer \`this.${name}\` is not seen to be on the queues' connection`);
    }
    return found(`this.${name}`);
  }
  return undefined;
}

function fits(producer: Registration, setting: Setting): boolean {
  const own = settingOf(producer);
  return own !== undefined && isSame(own, setting);
}

/** Injects the producer that the module of the class registers, or registers one there first. */
function newProducer(service: ClassNode, modules: readonly Module[], setting: Setting, context: DraftContext): FlowSource {
  const { resolver, module } = context;
  const name = service.id?.name ?? 'the class';
  const providing = modules.flatMap((each) => nestModulesIn(each, resolver)).filter((each) => isProvidedBy(each, service, module, resolver));
  const [home] = providing;
  if (home === undefined || providing.length > 1) return refused(`${home === undefined ? 'no' : 'more than one'} Nest module is found that provides \`${name}\`; ${byHand(service)}`);
  const registered = home.imports === undefined ? [] : registrationsIn(home.imports, home.module, resolver).filter(({ method }) => method.startsWith('registerFlowProducer'));
  const known = registered.find((each) => each.name !== undefined && fits(each, setting));
  const registration = known === undefined ? registrationEdits(home, registered, setting, context) : [];
  if (registration === undefined) return refused(`the module that provides \`${name}\` has no place for the producer; ${byHand(service)}`);
  const injection = injectionOf(known?.name ?? 'default', service, context);
  if (injection === undefined) return refused(`the constructor of \`${name}\` cannot take one more parameter; ${byHand(service)}`);

  const warning: Hazard = {
    effect: 'warn',
    id: 'constructor-parameter',
    message: `the constructor of \`${name}\` takes one more parameter: whoever calls it without Nest, as tests and subclasses do, must pass a FlowProducer`,
  };
  const isOwnFile = home.module.path === module.path;
  return found(injection.expression, {
    edits: isOwnFile ? [...injection.edits, ...registration] : injection.edits,
    otherFiles: new Map(isOwnFile || registration.length === 0 ? [] : [[home.module.path, registration]]),
    warnings: [warning],
  });
}

/** `BullModule.registerFlowProducer({})` in the imports of a Nest module; undefined where there is no place for it. */
function registrationEdits(home: NestModule, registered: readonly Registration[], setting: Setting, { module, imports }: DraftContext): Edit[] | undefined {
  const last = home.imports?.elements.at(-1);
  if (last === undefined || last === null) return undefined;
  // The unnamed one is on another connection already.
  if (registered.some(({ name }) => name === 'default' || name === undefined)) return undefined;
  const request = { from: NEST, name: 'BullModule' };
  const plan = home.module.path === module.path ? { edits: [], local: imports.local.bind(imports) } : planImports(home.module, [request]);
  const options = Object.entries(setting).flatMap(([key, text]: [string, string | undefined]) => (text === undefined ? [] : [`${key}: ${text}`]));
  const argument = options.length === 0 ? '{}' : `{ ${options.join(', ')} }`;
  return [...plan.edits, ...appendElement(home.module, last, `${plan.local(request)}.registerFlowProducer(${argument})`)];
}

/** `@InjectFlowProducer() private readonly flowProducer: FlowProducer` as the last parameter; undefined where none can follow. */
function injectionOf(producer: string, service: ClassNode, { module, imports }: DraftContext): { expression: string; edits: Edit[] } | undefined {
  const last = parametersOf(service).at(-1);
  if (last === undefined || parametersOf(service).some(isOptional)) return undefined;
  const member = freeMember(service);
  const decorator = imports.local({ from: NEST, name: 'InjectFlowProducer' });
  const type = imports.local({ from: 'bullmq', name: 'FlowProducer' });
  const argument = producer === 'default' ? '' : renderString(producer, layoutOf(module));
  return { expression: `this.${member}`, edits: appendElement(module, last, `@${decorator}(${argument}) private readonly ${member}: ${type}`) };
}

/** A parameter that none without a default may follow. */
function isOptional(parameter: TSESTree.Parameter): boolean {
  const declared = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  return declared.type === 'AssignmentPattern' || declared.type === 'RestElement' || declared.optional;
}

interface Member {
  readonly name: string;
  readonly decorators: readonly TSESTree.Decorator[];
}

/** The fields of a class, those that its constructor's parameters declare included. */
function membersOf(service: ClassNode): Member[] {
  const fields = service.body.body.flatMap((member) => {
    if (member.type === 'TSIndexSignature' || member.type === 'StaticBlock') return [];
    const name = staticName(member.key, member.computed);
    return name === undefined ? [] : [{ name, decorators: member.decorators }];
  });
  const parameters = parametersOf(service).flatMap((parameter) => {
    if (parameter.type !== 'TSParameterProperty') return [];
    const target: Node = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter;
    return target.type === 'Identifier' ? [{ name: target.name, decorators: parameter.decorators }] : [];
  });
  return [...parameters, ...fields];
}

function parametersOf(service: ClassNode): readonly TSESTree.Parameter[] {
  // Overloads have no body; the last constructor is the one that runs.
  const constructor = service.body.body.filter((member) => member.type === 'MethodDefinition' && member.kind === 'constructor').at(-1);
  return constructor?.type === 'MethodDefinition' ? constructor.value.params : [];
}

function freeMember(service: ClassNode): string {
  const taken = new Set(membersOf(service).map(({ name }) => name));
  return ['flowProducer', 'bullFlowProducer', 'chainFlowProducer'].find((name) => !taken.has(name)) ?? `flowProducer${String(taken.size)}`;
}

function findNode(root: Node, matches: (node: Node) => boolean): Node | undefined {
  let first: Node | undefined;
  walk(root, (node) => {
    if (first === undefined && matches(node)) first = node;
    return first === undefined;
  });
  return first;
}

/** What to paste. */
function byHand(service: ClassNode): string {
  return (
    `put \`BullModule.registerFlowProducer({})\` into the imports of the module that provides \`${service.id?.name ?? 'the class'}\` and ` +
    '`@InjectFlowProducer() private readonly flowProducer: FlowProducer` into its constructor'
  );
}

type Found = Extract<FlowSource, { kind: 'found' }>;

function found(expression: string, more: Pick<Found, 'edits' | 'otherFiles' | 'warnings'> = { edits: [], otherFiles: new Map(), warnings: [] }): Found {
  // It is registered with the queues' own prefix.
  return { kind: 'found', expression, prefixed: false, ...more };
}

function refused(message: string): FlowSource {
  return { kind: 'refused', hazard: { effect: 'refuse', id: 'nest-flow-producer', message } };
}
