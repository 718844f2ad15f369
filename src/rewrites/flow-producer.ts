import type { DispatchDetail } from '../libraries/detail.js';
import type { Dispatch, Hazard, Run } from '../analysis/ir.js';
import { isClass, type ClassNode, type Node, type Statement, type TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Origin, Resolver } from '../resolve/origin.js';
import type { DraftContext, FlowSource } from './context.js';
import type { Edit } from '../analysis/edit.js';
import { isCommonJs, placeBehind } from './import-place.js';
import { findFreeName, insertStatements, openImports, type Imports } from './imports.js';
import { layoutOf } from './layout.js';
import { isFlowProducer, settingsOf, settingsOfProducer, type QueueSettings } from './queue-settings.js';
import { findCall } from './steps.js';
import { sourceOf } from './wrapper-signature.js';

const SNIPPET = '`const flowProducer = new FlowProducer({ connection })` with the connection of the queues, in a variable of the module';

/** The FlowProducer for a run: one that a framework injects, one in scope, or a new one beside the first queue's construction. */
export function findFlowProducer(run: Run, context: DraftContext): FlowSource {
  if (run.dispatches.some(isInjected)) {
    const injected = context.findInjectedFlowProducer?.(run, context);
    return (
      injected ??
      refused(
        'no-injected-flow-producer',
        'the queues are injected: register a FlowProducer with `BullModule.registerFlowProducer({ name: … })`, inject it with `@InjectFlowProducer(…)`, or use the style chain',
      )
    );
  }
  return findProducerInScope(run, context) ?? produceBesideQueue(run, context);
}

/** Whether a framework hands the queue in, so that its construction is not the project's. */
export function isInjected(dispatch: Dispatch): boolean {
  const receiver = (dispatch.detail as DispatchDetail | undefined)?.receiver;
  return receiver?.kind === 'package' && receiver.decorator !== undefined;
}

function refused(id: string, message: string): FlowSource {
  return { kind: 'refused', hazard: { effect: 'refuse', id, message } };
}

/** A FlowProducer that the run can name: a module-level variable, an import, or a member of the class around it. */
function findProducerInScope(run: Run, context: DraftContext): FlowSource | undefined {
  const { module, resolver } = context;
  for (const { expression, origin } of [...variablesIn(module, resolver), ...membersAround(run, module, resolver)]) {
    if (!isFlowProducer(origin)) continue;
    const settings = settingsOfProducer(origin, resolver);
    return found(expression, {
      prefixed: settings === undefined || settings.prefix !== undefined,
      warnings: warnOfConnection(expression, settings, run, resolver),
    });
  }
  return undefined;
}

function found(
  expression: Extract<FlowSource, { kind: 'found' }>['expression'],
  more: Partial<Extract<FlowSource, { kind: 'found' }>>,
): FlowSource {
  return { kind: 'found', expression, edits: [], otherFiles: new Map<string, readonly Edit[]>(), prefixed: false, warnings: [], ...more };
}

interface Candidate {
  readonly expression: string;
  readonly origin: Origin;
}

/** Only what is named like one is looked up, so that not every import of the file is followed. */
const IS_NAMED_LIKE_ONE = /flow|producer/i;

function variablesIn(module: Module, resolver: Resolver): Candidate[] {
  const identifiers = module.ast.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') return statement.specifiers.map(({ local }) => local);
    return declaratorsOf(statement).flatMap(({ id }) => (id.type === 'Identifier' ? [id] : []));
  });
  return identifiers
    .filter(({ name }) => IS_NAMED_LIKE_ONE.test(name) && isDeclaredOnce(name, module))
    .map((identifier) => ({ expression: identifier.name, origin: resolver.originOf(identifier, module) }));
}

function declaratorsOf(statement: Statement): TSESTree.VariableDeclarator[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declaration?.type === 'VariableDeclaration' ? [...declaration.declarations] : [];
}

function isDeclaredOnce(name: string, module: Module): boolean {
  return module.scopes.scopes.filter(({ set }) => (set.get(name)?.defs.length ?? 0) > 0).length === 1;
}

function membersAround(run: Run, module: Module, resolver: Resolver): Candidate[] {
  const classNode = findClassAround(run, module);
  return (classNode?.body.body ?? []).flatMap((member) => {
    if (member.type === 'PropertyDefinition') return candidateOf(member.key, member.typeAnnotation, member.value, module, resolver);
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return [];
    return member.value.params.flatMap((parameter) => {
      if (parameter.type !== 'TSParameterProperty') return [];
      const { parameter: declared } = parameter;
      const identifier = declared.type === 'AssignmentPattern' ? declared.left : declared;
      return candidateOf(identifier, identifier.typeAnnotation, null, module, resolver);
    });
  });
}

function candidateOf(
  key: Node,
  annotation: TSESTree.TSTypeAnnotation | undefined,
  value: TSESTree.Expression | null,
  module: Module,
  resolver: Resolver,
): Candidate[] {
  const name = key.type === 'Identifier' ? key.name : key.type === 'PrivateIdentifier' ? `#${key.name}` : undefined;
  if (name === undefined) return [];
  if (value !== null) return [{ expression: `this.${name}`, origin: resolver.originOf(value, module) }];
  return annotation === undefined ? [] : [{ expression: `this.${name}`, origin: resolver.originOfType(annotation.typeAnnotation, module) }];
}

/** The class whose `this` the run has. */
function findClassAround(run: Run, module: Module): ClassNode | undefined {
  const [first] = run.dispatches;
  let node: Node | undefined = first === undefined ? undefined : findCall(module, first.call);
  for (; node?.parent !== undefined; node = node.parent) {
    if (isClass(node)) return node;
    const isOwnThis = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
    if (isOwnThis && node.parent.type !== 'MethodDefinition') return undefined;
    if ((node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') && node.static) return undefined;
  }
  return undefined;
}

/** A flow goes to one Redis; whether it is the queues' one shows only where both are written alike. */
function warnOfConnection(
  expression: string,
  producer: QueueSettings | undefined,
  { dispatches: [first] }: Run,
  resolver: Resolver,
): Hazard[] {
  const queue = first === undefined ? undefined : settingsOf(first, resolver);
  const isSame = queue !== undefined && producer?.made.module.path === queue.made.module.path && producer.connection === queue.connection;
  if (isSame) return [];
  return [{ effect: 'warn', id: 'flow-connection', message: `\`${expression}\` is taken to be connected to the Redis of the queues` }];
}

/** `const flowProducer = new FlowProducer({ connection })` right behind the statement that constructs the first queue. */
function produceBesideQueue(run: Run, context: DraftContext): FlowSource {
  const { module, resolver, imports } = context;
  const [first] = run.dispatches;
  const settings = first === undefined ? undefined : settingsOf(first, resolver);
  if (first === undefined || settings === undefined)
    return refused(
      'no-flow-producer',
      `a flow needs a FlowProducer, and where the queues are constructed is not visible here; add ${SNIPPET}, or use the style chain`,
    );
  const { made } = settings;
  const statement = topLevelStatementOf(made.node);
  if (statement === undefined)
    return refused(
      'no-flow-producer',
      `a flow needs a FlowProducer that lives as long as the program, but the queue is constructed inside of a function; add ${SNIPPET}, or use the style chain`,
    );
  if (made.module.path === module.path) {
    const name = findFreeName(module, 'flowProducer');
    return found(name, { edits: [insertProducer(name, '', settings, statement, imports)] });
  }
  return produceInOtherFile(first, settings, statement, context);
}

/** What may stand between a construction and the module: a declaration, an export, a type. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'VariableDeclarator',
  'VariableDeclaration',
  'ExportNamedDeclaration',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
]);

/** The declaration of the module that holds a construction; undefined where that runs at another time. */
function topLevelStatementOf(made: Node): Statement | undefined {
  let node = made;
  while (node.parent !== undefined && TRANSPARENT.has(node.parent.type)) node = node.parent;
  const isAtTop = node.parent?.type === 'Program';
  return isAtTop && (node.type === 'VariableDeclaration' || node.type === 'ExportNamedDeclaration') ? node : undefined;
}

function insertProducer(name: string, prefix: string, { made, connection }: QueueSettings, statement: Statement, imports: Imports): Edit {
  const producer = imports.local({ from: 'bullmq', name: 'FlowProducer' });
  const options = connection === undefined ? '' : connection === 'connection' ? '{ connection }' : `{ connection: ${connection} }`;
  const text = `${prefix}const ${name} = new ${producer}(${options})${layoutOf(made.module).semicolons ? ';' : ''}`;
  return insertStatements(made.module, placeBehind(made.module, statement), [text]);
}

function produceInOtherFile(
  dispatch: Dispatch,
  settings: QueueSettings,
  statement: Statement,
  { module, resolver }: DraftContext,
): FlowSource {
  const { module: other } = settings.made;
  const root =
    dispatch.receiver === undefined ? undefined : /^[\w$]+/.exec(module.text.slice(dispatch.receiver.start, dispatch.receiver.end))?.[0];
  const from = root === undefined ? undefined : sourceOf(root, module);
  if (from === undefined || isCommonJs(other) || !leadsTo(from, module, other, resolver)) {
    return refused(
      'no-flow-producer',
      `a flow needs a FlowProducer; export ${SNIPPET}, beside the queue, import it here, or use the style chain`,
    );
  }
  const existing = other.ast.body.find((each) =>
    declaratorsOf(each).some(({ id }) => id.type === 'Identifier' && isFlowProducer(resolver.originOf(id, other))),
  );
  const id =
    existing === undefined
      ? undefined
      : declaratorsOf(existing).find((each) => each.id.type === 'Identifier' && isFlowProducer(resolver.originOf(each.id, other)))?.id;
  if (existing !== undefined && id?.type === 'Identifier') {
    const isExported = existing.type === 'ExportNamedDeclaration';
    const edits: Edit[] = isExported ? [] : [{ span: { start: existing.range[0], end: existing.range[0] }, text: 'export ' }];
    return found({ from, name: id.name }, { otherFiles: new Map(isExported ? [] : [[other.path, edits]]), prefixed: true });
  }
  const imports = openImports(other);
  const name = findFreeName(other, 'flowProducer');
  const edit = insertProducer(name, 'export ', settings, statement, imports);
  return found({ from, name }, { otherFiles: new Map([[other.path, [edit, ...imports.edits()]]]) });
}

/** Whether what `other` exports can be imported by a specifier: it is that file, or one that exports everything of it. */
function leadsTo(specifier: string, module: Module, other: Module, resolver: Resolver): boolean {
  const target = resolver.resolveSpecifier(specifier, module);
  if (target === undefined || !('path' in target)) return false;
  if (target.path === other.path) return true;
  const barrel = resolver.moduleAt(target.path);
  return (barrel?.ast.body ?? []).some((statement) => {
    if (statement.type !== 'ExportAllDeclaration' || statement.exported !== null || barrel === undefined) return false;
    const source = resolver.resolveSpecifier(statement.source.value, barrel);
    return source !== undefined && 'path' in source && source.path === other.path;
  });
}
