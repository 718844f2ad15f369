import { basename, join } from 'node:path';
import { LIBRARIES } from '../../src/libraries/index.js';
import { createRecogniser } from '../../src/summaries/recognise.js';
import type { ProjectRecogniser } from '../../src/summaries/recognise.js';
import { isFunction, walk } from '../../src/readers/ecmascript/estree.js';
import type { CallExpression } from '../../src/readers/ecmascript/estree.js';
import type { Module } from '../../src/readers/ecmascript/module.js';
import type { Recognised } from '../../src/readers/ecmascript/recogniser.js';
import type { ProjectSettings } from '../../src/settings.js';
import { projectOf } from '../resolve/project.js';
import type { Files } from '../resolve/project.js';

export interface Seen {
  readonly recognised: readonly Recognised[];
  readonly recogniser: ProjectRecogniser;
  readonly module: Module;
}

/** What is recognised in the functions named `main` of the first file. */
export function seenIn(files: Files, settings: ProjectSettings = {}): Seen {
  const { root, resolver } = projectOf(files);
  const module = resolver.moduleAt(join(root, Object.keys(files)[0] ?? ''));
  if (module === undefined) throw new Error('the first file cannot be parsed');
  const recogniser = createRecogniser({
    resolver,
    libraries: LIBRARIES,
    settings,
    roleOf: (routine) => (isFunction(routine) && routine.id?.name === 'processor' ? 'job' : 'service'),
  });
  const calls: CallExpression[] = [];
  walk(module.ast, (node) => {
    const isMain = (node.type === 'FunctionDeclaration' && node.id?.name === 'main') || (node.type === 'MethodDefinition' && node.key.type === 'Identifier' && node.key.name === 'main');
    if (isMain) walk(node, (inner) => {
        if (inner.type === 'CallExpression') calls.push(inner);
      });
  });
  return { recognised: calls.flatMap((call) => recogniser.recognise(call, module) ?? []), recogniser, module };
}

/** One line a dispatch: `bullmq process [1] options 2 via triggerJob (jobs.ts:3)`. */
export function linesOf({ recognised }: Seen): string[] {
  return recognised.map(({ library, task, payload, options, wrapper }) => {
    const place = wrapper?.place === undefined ? '' : ` (${basename(wrapper.place.file)}:${String(wrapper.place.line)})`;
    return `${library} ${task.name} [${payload.join()}]${options === undefined ? '' : ` options ${String(options)}`}${wrapper === undefined ? '' : ` via ${wrapper.name}${place}`}`;
  });
}
