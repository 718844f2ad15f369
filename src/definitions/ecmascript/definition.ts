/** From a dispatch to the code that will run, in TypeScript and JavaScript. */
import type { Dispatch, Task } from '../../analysis/ir.js';
import type { Place } from '../../libraries/identity.js';
import type { FunctionNode } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Env, Value } from '../../resolve/values.js';

/** The code that a task runs. */
export interface TaskDefinition {
  readonly node: FunctionNode;
  readonly module: Module;
  /** What a method's `this` and a closure's names are evaluated in. */
  readonly env?: Env | undefined;
  /**
   * How the payload reaches it: `job`: the first parameter's `data` (BullMQ, Bull; the job's name is then `jobName`); `payload`: the first
   * parameter itself; `positional`: parameter by parameter (celery-node).
   */
  readonly handed: 'job' | 'payload' | 'positional';
  /** Where only a part of the payload is handed, the properties that lead to it: `['props']`. */
  readonly part?: readonly string[];
  readonly jobName?: string;
  /** What tells it from other definitions with the same node: the instances and calls that `env` stands for. */
  readonly identity?: string;
}

export type FoundDefinition =
  | { readonly kind: 'found'; readonly definition: TaskDefinition }
  /** The task of another language of the project, by the name that both know it by. */
  | { readonly kind: 'elsewhere'; readonly name: string }
  /** `reason`: a sentence without a full stop. */
  | { readonly kind: 'none'; readonly reason: string };

/** A job of which no call of its own says what runs it: one of a bulk, of a flow, of a canvas. */
export interface DescribedJob {
  readonly library: string;
  readonly task: Task;
  /** The queue (of Celery's libraries: the task), or what is given as its name. */
  readonly queue: Value | Place;
  readonly name?: string;
}

export interface DefinitionFinder {
  definitionOf(dispatch: Dispatch, module: Module): FoundDefinition;
  definitionOfJob(job: DescribedJob, module: Module): FoundDefinition;
  /** What a worker of Celery's protocol runs under a name, whoever sends the task. */
  definitionNamed(name: string): TaskDefinition | undefined;
}
