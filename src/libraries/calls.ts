/** Calls of a task library's own methods, known by where the receiver comes from. */
import type { Argument } from '../analysis/ir.js';
import { staticName, unwrapped } from '../readers/ecmascript/estree.js';
import type { CallExpression, Expression, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { argumentOf } from '../readers/ecmascript/paths.js';
import { asPackageInstance } from '../resolve/classes.js';
import type { Evaluator } from '../resolve/evaluator.js';
import { memberOf } from '../resolve/members.js';
import { withoutDefault } from '../resolve/packages.js';
import type { Env, Value } from '../resolve/values.js';
import type { Arrangement, DispatchRow, Library } from './library.js';

/** A call that a row of a library's table describes. */
interface LibraryCall {
  readonly library: Library;
  readonly row: DispatchRow;
  readonly arrangement: Arrangement;
  /** The queue, task or client, as an instance of the library's class. */
  readonly receiver: Value;
}

/** A library's own call where it stands, and what it is evaluated in. */
export interface LocatedCall {
  readonly call: CallExpression;
  readonly module: Module;
  readonly env: Env | undefined;
  readonly library: LibraryCall;
}

export interface LibraryCalls {
  /** What a call dispatches; undefined where it is no dispatch, or its receiver is not known to be a library's. */
  find(call: CallExpression, module: Module, env: Env | undefined): LibraryCall | undefined;
  /** Whether a call has the name of a library's method, whatever its receiver. */
  isNamedSo(call: CallExpression): boolean;
  /** Whether a value is something of a task library: a queue, a client. */
  isLibraryValue(value: Value): boolean;
}

export function createLibraryCalls(evaluator: Evaluator, libraries: readonly Library[]): LibraryCalls {
  const rows = libraries.flatMap((library) => library.dispatches.map((row) => ({ library, row, receiver: withoutDefault(row.receiver).join('.') })));
  const methods = new Set(rows.map(({ row }) => row.method));

  return {
    find(call, module, env) {
      const callee = calleeOf(call);
      if (callee === undefined || !methods.has(callee.method)) return undefined;
      const receiver = receiverValue(evaluator, evaluator.value(callee.object, module, env), callee.method);
      if (receiver?.is.kind !== 'package') return undefined;
      const { package: name, path } = receiver.is;
      const key = withoutDefault(path).join('.');
      for (const { library, row, receiver: expected } of rows) {
        if (row.method !== callee.method || expected !== key || !library.packages.includes(name)) continue;
        const arrangement = row.arrange(call.arguments.map((argument) => seenThrough(evaluator, argument, module, env)));
        return arrangement === undefined ? undefined : { library, row, arrangement, receiver };
      }
      return undefined;
    },
    isNamedSo: (call) => methods.has(calleeOf(call)?.method ?? ''),
    isLibraryValue: ({ is }) => is.kind === 'package' && evaluator.packages.libraryPackages.has(is.package),
  };
}

/** The receiver and the method's name of `receiver.method(…)`. */
export function calleeOf(call: CallExpression): { readonly object: Node; readonly method: string } | undefined {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const method = staticName(callee.property, callee.computed);
  return method === undefined ? undefined : { object: callee.object, method };
}

/** A project's own class that extends the library's has its methods, unless it overrides them. */
export function receiverValue(evaluator: Evaluator, receiver: Value, method: string): Value | undefined {
  if (receiver.is.kind !== 'instance') return receiver;
  return memberOf(evaluator, receiver, method).is.kind === 'package' ? asPackageInstance(evaluator, receiver) : undefined;
}

/** An argument with the constant or the object that its name stands for, wherever that is declared. */
function seenThrough(evaluator: Evaluator, node: Expression | TSESTree.SpreadElement, module: Module, env: Env | undefined): Argument {
  const argument = argumentOf(node, module);
  if (argument.spread || argument.literal !== undefined || argument.entries !== undefined) return argument;
  const { is } = evaluator.value(node, module, env);
  if (is.kind === 'literal') return { ...argument, literal: is.value };
  return is.kind === 'object' ? { ...argumentOf(is.node, is.module), span: argument.span, paths: argument.paths } : argument;
}
