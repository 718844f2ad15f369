/** The functions of task-canvas that make signatures, chains, groups and chords, however a module gets at them. */
import type { Span } from '../../analysis/ir.js';
import { spanOf, staticName, unwrapped } from '../../readers/ecmascript/estree.js';
import type { CallExpression, Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import { variableOf } from '../../readers/ecmascript/variables.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { withoutDefault } from '../../resolve/packages.js';
import type { LibraryExports } from '../../resolve/packages.js';

const ENGINES: ReadonlyMap<string, Engine> = new Map([
  ['task-canvas/bullmq', 'bullmq'],
  ['task-canvas/celery', 'celery'],
]);

const MAKERS = ['s', 'si', 'chain', 'group', 'chord'] as const;

export type Engine = 'bullmq' | 'celery';

/** A call of one of these functions. */
export interface Maker {
  readonly engine: Engine;
  readonly name: (typeof MAKERS)[number];
  /** Where the function's name stands. */
  readonly nameSpan: Span;
}

/** Each entry counts as a package of its own: the two export the same names, and a signature's arguments mean different things. */
export const TASK_CANVAS: LibraryExports = { packages: [...ENGINES.keys()], returns: {} };

/** Which function of task-canvas a call calls; undefined where it calls something else. */
export function makerOf(call: CallExpression, module: Module, evaluator: Evaluator): Maker | undefined {
  const callee = unwrapped(call.callee);
  if (!mayBeMaker(callee, module)) return undefined;
  const { is } = evaluator.value(callee, module, undefined);
  const engine = is.kind === 'package' ? ENGINES.get(is.package) : undefined;
  if (is.kind !== 'package' || engine === undefined) return undefined;
  const [exported, ...below] = withoutDefault(is.path);
  const name = below.length === 0 ? MAKERS.find((maker) => maker === exported) : undefined;
  return name === undefined ? undefined : { engine, name, nameSpan: spanOf(callee.type === 'MemberExpression' ? callee.property : callee) };
}

/** Whether it is worth following: a member of such a name, or a name that an import gives or that is such a name itself. */
function mayBeMaker(callee: Node, module: Module): boolean {
  if (callee.type === 'MemberExpression') return isMakerName(staticName(callee.property, callee.computed));
  if (callee.type !== 'Identifier') return false;
  const definition = variableOf(callee, module)?.defs[0]?.node;
  switch (definition?.type) {
    case 'ImportSpecifier':
      return isMakerName(staticName(definition.imported, false));
    // `const { si: signature } = require('task-canvas/bullmq')`
    case 'VariableDeclarator':
      return definition.id.type === 'ObjectPattern' || isMakerName(callee.name);
    default:
      return false;
  }
}

function isMakerName(name: string | undefined): boolean {
  return MAKERS.some((maker) => maker === name);
}
