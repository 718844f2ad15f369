/** Evaluation of expressions and types without running them: the parts, tied together and bounded. */
import type { Expression, Node, TSESTree } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { exportedValue } from './exported.js';
import { expressionValue } from './expressions.js';
import type { ModuleCache } from './modules.js';
import type { Packages } from './packages.js';
import type { Target } from './specifiers.js';
import { typeValue } from './types.js';
import { unknown } from './values.js';
import type { Env, Value } from './values.js';

/** How deep one question may lead; each hop through a name, a member or a call counts. */
const MAX_DEPTH = 60;
/** How many steps one question may take. */
const MAX_STEPS = 4000;

/** Whether a name is looked up among values or among types: an interface and a constant may share one. */
export type Space = 'value' | 'type';

/** What the parts of the evaluation use of each other. */
export interface Evaluator {
  readonly packages: Packages;
  readonly modules: Pick<ModuleCache<Module>, 'at' | 'loaded'>;
  resolveSpecifier(specifier: string, module: Module): Target | undefined;
  value(node: Node, module: Module, env: Env | undefined): Value;
  typed(type: TSESTree.TypeNode, module: Module, env: Env | undefined): Value;
  exported(module: Module, name: string, space: Space): Value;
  /** Runs a step that may lead back to itself; unknown where it does. */
  once(key: object, name: string, step: () => Value): Value;
  /** Says that the answer being worked out rests on which modules have been read so far, so that it must not be kept. */
  noteChanging(): void;
}

export type EvaluatorDeps = Pick<Evaluator, 'packages' | 'modules' | 'resolveSpecifier'>;

/** An evaluator that keeps what it has found out. */
export interface KeepingEvaluator extends Evaluator {
  /** Forgets all answers, since a file has changed. */
  forget(): void;
}

export function createEvaluator(deps: EvaluatorDeps): KeepingEvaluator {
  let depth = 0;
  let steps = 0;
  /** Counts the answers that hold for this moment or this way of asking only. */
  let passing = 0;
  let answers = new WeakMap<object, Map<string, Value>>();
  const open = new Map<object, Set<string>>();

  function cut(reason: string): Value {
    passing += 1;
    return unknown(reason);
  }

  function bounded(step: () => Value): Value {
    if (depth === 0) steps = 0;
    steps += 1;
    if (depth >= MAX_DEPTH || steps > MAX_STEPS) return cut('it leads too far');
    depth += 1;
    try {
      return step();
    } finally {
      depth -= 1;
    }
  }

  /** An answer that was cut short on the way, by a circle or a bound, is not kept. */
  function kept(key: object, name: string, step: () => Value): Value {
    const known = answers.get(key)?.get(name);
    if (known !== undefined) return known;
    const before = passing;
    const value = step();
    if (passing === before) answers.set(key, (answers.get(key) ?? new Map<string, Value>()).set(name, value));
    return value;
  }

  const evaluator: KeepingEvaluator = {
    ...deps,
    value(node, module, env) {
      const step = (): Value => bounded(() => expressionValue(evaluator, node as Expression, module, env));
      return env === undefined ? kept(node, 'value', step) : step();
    },
    typed(type, module, env) {
      const step = (): Value => bounded(() => typeValue(evaluator, type, module, env));
      return env === undefined ? kept(type, 'type', step) : step();
    },
    exported(module, name, space) {
      return kept(module, `${space} ${name}`, () => bounded(() => evaluator.once(module, `${space} ${name}`, () => exportedValue(evaluator, module, name, space))));
    },
    once(key, name, step) {
      const names = open.get(key) ?? new Set();
      if (names.has(name)) return cut('it leads back to itself');
      open.set(key, names.add(name));
      try {
        return step();
      } finally {
        names.delete(name);
      }
    },
    noteChanging() {
      passing += 1;
    },
    forget() {
      answers = new WeakMap();
    },
  };
  return evaluator;
}
