/** A list of statements as the analysis sees it. */
import type { Variable } from '@typescript-eslint/scope-manager';
import type { Argument, Dispatch, Item } from '../../analysis/ir.js';
import { spanOf, staticName, unwrapped } from './estree.js';
import type { CallExpression, Node, Statement, TSESTree } from './estree.js';
import { callOf, formOf } from './forms.js';
import type { Form } from './forms.js';
import { plainAll } from './many.js';
import type { Module } from './module.js';
import { argumentOf } from './paths.js';
import { dottedName, purityOf } from './purity.js';
import type { Recognised, Recogniser } from './recogniser.js';
import { resultVariables, usesOf } from './results.js';
import type { Results } from './results.js';
import { outerSpan } from './spans.js';

const LOG_LEVELS = new Set(['info', 'debug', 'warn', 'warning', 'error', 'fatal', 'log', 'trace', 'verbose']);
const LOGGER = /^[#_]?(?:log|logger)$/i;

/**
 * The items of a statement list, empty statements left out; undefined where fewer of them dispatch than asked for: of a single one no run
 * can be made.
 */
export function itemsOf(statements: readonly Statement[], module: Module, recogniser: Recogniser, fewest = 2): Item[] | undefined {
  const candidates = statements.filter((statement) => isCandidate(statement));
  const loops = candidates.length === 0 ? [] : statements.flatMap((statement) => loopOf(statement) ?? []);
  // Recognising may read other files, so a list must be worth it first.
  if (candidates.length + loops.length < fewest) return undefined;
  const found = foundIn(statements, module, recogniser);
  const repeated = found.size === 0 ? new Map<Statement, Item>() : new Map([...loopItems(loops, module, recogniser), ...allItems(statements, module, recogniser)]);
  return found.size === 0 || found.size + repeated.size < fewest ? undefined : readItems(statements, found, repeated, module);
}

/** The dispatch that a statement is, taken by itself. */
export function dispatchAt(statement: Statement, module: Module, recogniser: Recogniser): Dispatch | undefined {
  const found = foundIn([statement], module, recogniser).get(statement);
  return found === undefined ? undefined : dispatchOf(found, new Map(), module);
}

/** The dispatch that a call is whose result goes to the code around it. */
export function dispatchOfCall(call: CallExpression, module: Module, recogniser: Recogniser): Dispatch | undefined {
  const recognised = recogniser.recognise(call, module);
  const form: Form = { call, expression: spanOf(call), waiting: 'floating', result: { kind: 'unused' }, settledApart: false };
  return recognised === undefined ? undefined : dispatchOf({ recognised, form }, new Map(), module);
}

function foundIn(statements: readonly Statement[], module: Module, recogniser: Recogniser): Map<Statement, Found> {
  const found = new Map<Statement, Found>();
  for (const statement of statements) {
    const call = callOf(statement);
    const recognised = call === undefined || isLog(call) ? undefined : recogniser.recognise(call, module);
    const form = recognised === undefined ? undefined : formOf(statement, module);
    if (recognised !== undefined && form !== undefined) found.set(statement, { recognised, form });
  }
  return found;
}

function readItems(
  statements: readonly Statement[],
  found: ReadonlyMap<Statement, Found>,
  loops: ReadonlyMap<Statement, Item>,
  module: Module,
): Item[] {
  const results = new Map<Variable, string>();
  return statements.flatMap((statement) => loops.get(statement) ?? itemOf(statement, found.get(statement), results, module) ?? []);
}

/** A `for … of`, and its body of which one statement may be a dispatch. */
interface Loop {
  readonly statement: TSESTree.ForOfStatement;
  readonly body: readonly Statement[];
}

function loopOf(statement: Statement): Loop | undefined {
  if (statement.type !== 'ForOfStatement') return undefined;
  const body = statement.body.type === 'BlockStatement' ? statement.body.body : [statement.body];
  return body.filter((inner) => isCandidate(inner)).length === 1 ? { statement, body } : undefined;
}

/** The loops that do nothing but dispatch what they go over. */
function loopItems(loops: readonly Loop[], module: Module, recogniser: Recogniser): ReadonlyMap<Statement, Item> {
  return new Map(
    loops.flatMap(({ statement, body }): [Statement, Item][] => {
      const items = readItems(body, foundIn(body, module, recogniser), new Map(), module);
      const dispatch = items.find((item) => item.kind === 'dispatch')?.dispatch;
      if (dispatch === undefined || items.some(({ kind }) => kind === 'barrier') || !isOfLoop(statement, module)) return [];
      return [[statement, { kind: 'loop', statement: spanOf(statement), dispatch }]];
    }),
  );
}

/** `await Promise.all(images.map((image) => queue.add(…)))` does what a loop does. */
function allItems(statements: readonly Statement[], module: Module, recogniser: Recogniser): [Statement, Item][] {
  return statements.flatMap((statement): [Statement, Item][] => {
    const all = plainAll(statement);
    const form = all === undefined ? undefined : formOf(statement, module);
    const dispatch = all === undefined ? undefined : dispatchOfCall(all.only, module, recogniser);
    if (dispatch === undefined || form === undefined) return [];
    const { waiting, result, settledApart } = form;
    return [[statement, { kind: 'loop', statement: spanOf(statement), dispatch: { ...dispatch, waiting, result, settledApart } }]];
  });
}

/** Whether the body reads what the loop goes over. */
function isOfLoop({ left, body }: TSESTree.ForOfStatement, module: Module): boolean {
  const variables = left.type === 'VariableDeclaration' ? module.scopes.getDeclaredVariables(left) : [];
  return variables.some(({ references }) =>
    references.some(({ identifier }) => body.range[0] <= identifier.range[0] && identifier.range[1] <= body.range[1]),
  );
}

/** A statement that is a dispatch: what is dispatched, and how the statement does it. */
interface Found {
  readonly recognised: Recognised;
  readonly form: Form;
}

/** Whether a statement may be a dispatch of something; without arguments it is one at most, and shares nothing. */
function isCandidate(statement: Statement): boolean {
  const call = callOf(statement);
  return call !== undefined && call.arguments.length > 0 && !isLog(call);
}

function itemOf(statement: Statement, found: Found | undefined, results: Map<Variable, string>, module: Module): Item | undefined {
  if (statement.type === 'EmptyStatement') return undefined;
  const span = spanOf(statement);
  if (found !== undefined) {
    const dispatch = dispatchOf(found, results, module);
    const { result } = dispatch;
    if (result.kind === 'bound') for (const variable of resultVariables(statement, module)) results.set(variable, result.name);
    return { kind: 'dispatch', statement: span, dispatch };
  }
  const call = loggedBy(statement);
  if (call?.arguments.every((argument) => purityOf(argument, module) !== 'effect') === true) {
    return { kind: 'log', statement: span, uses: usesOf(call.arguments, results, module).map(({ binding }) => binding) };
  }
  const declares = declaredBy(statement, module);
  return declares === undefined ? { kind: 'barrier', statement: span } : { kind: 'declaration', statement: span, declares };
}

function dispatchOf({ recognised, form }: Found, results: Results, module: Module): Dispatch {
  const { call } = form;
  const callee = unwrapped(call.callee);
  const member = callee.type === 'MemberExpression' ? callee : undefined;
  const args = call.arguments.map((argument) => argumentOf(argument, module));
  const { library, task, receiverKey, connectionKey, wrapper, detail } = recognised;
  const options = recognised.options === undefined ? undefined : argumentAt(args, recognised.options);
  return {
    library,
    task,
    call: spanOf(call),
    expression: form.expression,
    ...(member === undefined ? {} : { receiver: outerSpan(member.object, module) }),
    ...(receiverKey === undefined ? {} : { receiverKey }),
    ...(connectionKey === undefined ? {} : { connectionKey }),
    method: member === undefined ? dottedName(callee) ?? '' : staticName(member.property, member.computed) ?? '',
    ...(call.typeArguments == null ? {} : { typeArguments: spanOf(call.typeArguments) }),
    arguments: args,
    payload: [...new Set(recognised.payload.map((position) => argumentAt(args, position)))].filter((argument) => argument !== undefined),
    ...(options === undefined ? {} : { options }),
    waiting: form.waiting,
    result: form.result,
    settledApart: form.settledApart,
    uses: usesOf(call.arguments, results, module),
    ...(wrapper === undefined ? {} : { wrapper }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The argument at a position; a spread before it stands for it. */
function argumentAt(args: readonly Argument[], position: number): Argument | undefined {
  return args.slice(0, position + 1).find(({ spread }) => spread) ?? args[position];
}

/** The call of a statement that is a log line. */
function loggedBy(statement: Statement): CallExpression | undefined {
  const call = statement.type === 'ExpressionStatement' ? unwrapped(statement.expression) : undefined;
  return call?.type === 'CallExpression' && isLog(call) ? call : undefined;
}

function isLog(call: CallExpression): boolean {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const level = staticName(callee.property, callee.computed);
  if (level === undefined) return false;
  const receiver = lastName(callee.object);
  return receiver === 'console' || (receiver !== undefined && LOG_LEVELS.has(level) && LOGGER.test(receiver));
}

/** `logger` for `logger`, `this.logger` and `req.app.logger`. */
function lastName(node: Node): string | undefined {
  const expression = unwrapped(node);
  if (expression.type === 'Identifier') return expression.name;
  return expression.type === 'MemberExpression' ? staticName(expression.property, expression.computed) : undefined;
}

/** The names that a statement declares without any effect; undefined for any other statement. */
function declaredBy(statement: Statement, module: Module): string[] | undefined {
  switch (statement.type) {
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return statement.id === null ? [] : [statement.id.name];
    case 'VariableDeclaration': {
      const pure = statement.declarations.every(
        ({ id, init }) => isPurePattern(id) && (init === null || purityOf(init, module) === 'pure'),
      );
      return pure && ['const', 'let', 'var'].includes(statement.kind)
        ? module.scopes.getDeclaredVariables(statement).map(({ name }) => name)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a pattern computes nothing: no default and no computed key. */
function isPurePattern(pattern: Node): boolean {
  if (pattern.type === 'Identifier') return true;
  if (pattern.type === 'RestElement') return isPurePattern(pattern.argument);
  if (pattern.type === 'ArrayPattern') return pattern.elements.every((element) => element === null || isPurePattern(element));
  return (
    pattern.type === 'ObjectPattern' &&
    pattern.properties.every((property) =>
      property.type === 'RestElement'
        ? isPurePattern(property)
        : staticName(property.key, property.computed) !== undefined && isPurePattern(property.value),
    )
  );
}
