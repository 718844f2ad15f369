import type { Role, Task, Wrapper } from '../../analysis/ir.js';
import type { CallExpression, FunctionNode, Program } from './estree.js';
import type { Module } from './module.js';

/** A call that is a dispatch. Positions count the call's arguments from 0. */
export interface Recognised {
  readonly library: string;
  readonly task: Task;
  readonly payload: readonly number[];
  readonly options?: number;
  readonly receiverKey?: string;
  readonly connectionKey?: string;
  readonly wrapper?: Wrapper;
  readonly detail?: unknown;
}

/** What a reader asks the rest of the program; it decides nothing itself. */
export interface Recogniser {
  recognise(call: CallExpression, module: Module): Recognised | undefined;
  roleOf(routine: FunctionNode | Program, module: Module): Role;
}
