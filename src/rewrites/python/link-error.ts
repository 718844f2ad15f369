import { dirname, join } from 'node:path';
import type { Run } from '../../analysis/ir.js';
import { createTaskFinder } from '../../libraries/celery/definitions.js';
import type { TaskDefinition } from '../../libraries/celery/detail.js';
import { formOfCallback } from '../../libraries/celery/error-callback.js';
import type { PythonModule } from '../../readers/python/module.js';
import { variableNamed } from '../../readers/python/scopes.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';
import { refuse } from '../refusal.js';
import type { PythonDraft } from './context.js';
import { importsAbove, startOf } from './import-statements.js';
import { nodeAt } from './names.js';

interface Callback {
  readonly module?: string;
  readonly variable: string;
}

/** Where a callback comes from: its value, and how the file names it. */
interface Found {
  readonly value: Value;
  readonly local: () => string;
}

/**
 * The signature of the error callback: `handle_error.s()`, or `handle_error.si(image_id)` with what the tasks share.
 * @param linkError `<variable>` or `<module>#<variable>`
 * @throws {Refusal} where the callback is not found, or is sure to fail
 */
export function renderErrorSignature(run: Run, linkError: string, draft: PythonDraft): string {
  const callback =
    parseCallback(linkError) ??
    refuse('error-callback', `the error callback \`${linkError}\` is neither a variable nor \`<module>#<variable>\``);
  const { value, local } = callback.module === undefined ? findHere(callback, run, draft) : findThere(callback.module, callback, draft);
  const definition = definitionOf(value, callback, draft);
  const form = formOfCallback(
    definition,
    run.shared.map(({ text }) => text),
  );
  const shared = run.shared.map(({ text }) => text).join(', ');
  switch (form) {
    case 's':
      return `${local()}.s()`;
    case 'si':
      return `${local()}.si()`;
    case 'si with what is shared':
      return `${local()}.si(${shared})`;
    case undefined: {
      const parameters = definition.parameters.map(({ name }) => name).join(', ');
      const takes = `the error callback \`${callback.variable}(${parameters})\` takes neither \`(task_id)\` nor \`(request, exc, traceback)\``;
      return refuse('error-callback', `${takes} nor what the tasks share (${shared})`);
    }
  }
}

function parseCallback(text: string): Callback | undefined {
  const parts = /^(?:(?<module>[^#]+)#)?(?<variable>[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)$/u.exec(text)?.groups;
  if (parts?.variable === undefined) return undefined;
  return { variable: parts.variable, ...(parts.module === undefined ? {} : { module: parts.module }) };
}

/** A variable that the code around the run has. */
function findHere({ variable }: Callback, run: Run, { module, resolver }: PythonDraft): Found {
  const [root = '', ...path] = variable.split('.');
  const known = variableNamed(root, nodeAt(startOf(run), module), module);
  if (known === undefined)
    return refuse(
      'error-callback',
      `the error callback \`${root}\` is not declared here; import it, or name it as \`<module>#${variable}\``,
    );
  const name = known.bindings[0]?.name;
  const value = name === undefined ? ({ kind: 'unknown' } as const) : resolver.valueOf(name, module);
  return { value: memberOf(value, path, resolver), local: () => variable };
}

/** What another module of the project has. */
function findThere(from: string, { variable }: Callback, { module, resolver, imports }: PythonDraft): Found {
  const [root = '', ...path] = variable.split('.');
  const file =
    /[/\\]/.test(from) || from === '.'
      ? fileAt(from, module, (path) => resolver.moduleAt(path) !== undefined)
      : resolver.fileOf(from, module);
  const other = file === undefined ? undefined : resolver.moduleAt(file);
  if (other === undefined) return refuse('error-callback', `the module \`${from}\` of the error callback is not found from here`);
  const value = memberOf(resolver.exportOf(other, root), path, resolver);
  if (other.path === module.path) return { value, local: () => variable };
  const imported = importsAbove(module.text.length, module).find(({ from: written }) => resolver.fileOf(written, module) === other.path);
  return { value, local: () => [imports.local({ from: imported?.from ?? resolver.moduleNameOf(other), name: root }), ...path].join('.') };
}

/** `./tasks` seen from a module, as a file or a package. */
function fileAt(from: string, module: PythonModule, exists: (path: string) => boolean): string | undefined {
  const base = join(dirname(module.path), from);
  return [base, `${base}.py`, join(base, '__init__.py')].find((path) => path.endsWith('.py') && exists(path));
}

function memberOf(value: Value, path: readonly string[], resolver: PythonResolver): Value {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return value.kind === 'module' ? memberOf(resolver.exportOf(value.module, name), rest, resolver) : { kind: 'unknown' };
}

function definitionOf(value: Value, { variable }: Callback, { resolver }: PythonDraft): TaskDefinition {
  const task = createTaskFinder(resolver).taskOf(value);
  if (task?.definition !== undefined) return task.definition;
  if (task === undefined && (value.kind === 'function' || value.kind === 'class'))
    return refuse('error-callback', `the error callback \`${variable}\` is no task; decorate it with \`@shared_task\``);
  return refuse(
    'error-callback',
    `the definition of the error callback \`${variable}\` is not found, so how it must be called is not known`,
  );
}
