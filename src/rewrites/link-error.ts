import type { Run, Shared } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Resolver } from '../resolve/origin.js';
import type { DraftContext } from './context.js';
import { mayExport } from './exports.js';
import { layoutOf, renderString } from './layout.js';
import { refuse } from './refusal.js';
import { findCall } from './steps.js';

interface ErrorCallback {
  readonly module?: string;
  readonly variable: string;
  readonly job?: string;
}

/**
 * The signature of the error callback, with what the tasks share as its arguments: `si(failuresQueue, 'onUploadFailed', { imageId })`,
 * `si(handleError, imageId)`.
 * @param linkError `<variable>` or `<module>#<variable>`, for BullMQ followed by `:<job name>`
 * @throws {Refusal} where the variable is not there, or the job name is missing
 */
export function renderErrorSignature(run: Run, linkError: string, library: Library, context: DraftContext): string {
  const { module, imports } = context;
  if (library.canvas === undefined) return refuse('no-canvas', `task-canvas has no chain for ${library.id}`);
  const callback =
    parseCallback(linkError) ??
    refuse('error-callback', `the error callback \`${linkError}\` is neither a variable nor \`<module>#<variable>\``);
  const variable = localOf(callback, run, context);
  const si = imports.local({ from: library.canvas, name: 'si' });
  if (library.errorCallback !== 'job') {
    if (callback.job !== undefined)
      return refuse(
        'error-callback',
        `the error callback \`${linkError}\` names a job, but ${library.id} calls a task: leave out \`:${callback.job}\``,
      );
    return `${si}(${[variable, ...run.shared.map(({ text }) => text)].join(', ')})`;
  }
  const { job } = callback;
  if (job === undefined)
    return refuse('error-callback', `the error callback \`${linkError}\` needs a job name: \`${linkError}:<job name>\``);
  return `${si}(${variable}, ${renderString(job, layoutOf(module))}, ${renderData(run)})`;
}

function parseCallback(text: string): ErrorCallback | undefined {
  const parts = /^(?:(?<module>.+)#)?(?<variable>[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)(?::(?<job>.+))?$/u.exec(
    text,
  )?.groups;
  if (parts?.variable === undefined) return undefined;
  return {
    variable: parts.variable,
    ...(parts.module === undefined ? {} : { module: parts.module }),
    ...(parts.job === undefined ? {} : { job: parts.job }),
  };
}

function localOf({ module: from, variable }: ErrorCallback, run: Run, context: DraftContext): string {
  const { module, resolver, imports } = context;
  const [root = '', ...path] = variable.split('.');
  if (from === undefined) {
    if (!isDeclared(root, run, module))
      refuse('error-callback', `the error callback \`${root}\` is not declared here; import it, or name it as \`<module>#${variable}\``);
    return variable;
  }
  const target = resolver.resolveSpecifier(from, module);
  if (target === undefined) return refuse('error-callback', `the module \`${from}\` of the error callback is not found from here`);
  if ('path' in target) {
    const file = resolver.moduleAt(target.path);
    if (file?.path === module.path) return variable;
    if (file !== undefined && !mayExport(file, root)) refuse('error-callback', `\`${from}\` exports no \`${root}\`, the error callback`);
  }
  return [imports.local({ from: importedAs(target, context) ?? from, name: root }), ...path].join('.');
}

/** The specifier by which the file imports that module already: `./queues.js` for `./queues`. */
function importedAs(target: NonNullable<ReturnType<Resolver['resolveSpecifier']>>, { module, resolver }: DraftContext): string | undefined {
  if (!('path' in target)) return undefined;
  const specifiers = module.ast.body.flatMap((statement) => (statement.type === 'ImportDeclaration' ? [statement.source.value] : []));
  return specifiers.find((specifier) => {
    const other = resolver.resolveSpecifier(specifier, module);
    return other !== undefined && 'path' in other && other.path === target.path;
  });
}

/** Whether a name is declared in a scope around the run. */
function isDeclared(name: string, run: Run, module: Module): boolean {
  const [first] = run.dispatches;
  const call = first === undefined ? undefined : findCall(module, first.call);
  for (let node: { parent?: unknown } | undefined = call; node !== undefined; node = node.parent as typeof node) {
    const scope = module.scopes.acquire(node as Parameters<typeof module.scopes.acquire>[0], true);
    for (let outer = scope; outer !== null; outer = outer.upper) {
      if ((outer.set.get(name)?.defs.length ?? 0) > 0) return true;
    }
    if (scope !== null) return false;
  }
  return false;
}

function renderData({ shared, dispatches }: Run): string {
  if (shared.length === 0) return '{}';
  const entries = dispatches.flatMap(({ payload }) => payload.flatMap((argument) => [...(argument.entries ?? [])]));
  const parts = shared.map((each) => {
    const key = entries.find(([, value]) => value.paths.length === 1 && value.paths.some((path) => isSame(path, each)))?.[0] ?? keyOf(each);
    return key === each.text ? key : `${key}: ${each.text}`;
  });
  return `{ ${[...new Set(parts)].join(', ')} }`;
}

function isSame(path: { readonly root: string; readonly path: readonly string[] }, shared: Shared): boolean {
  return path.root === shared.root && path.path.join('.') === shared.path.join('.');
}

/** `image.id` → `imageId`, `req.body.imageId` → `imageId` */
function keyOf({ text }: Shared): string {
  const words = text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
  const last = words.at(-1) ?? 'value';
  const owner = words.at(-2);
  if (owner === undefined || last.length > 4) return last;
  const name = last.replace(/^_+/, '');
  return owner === 'this' ? name : owner + name.charAt(0).toUpperCase() + name.slice(1);
}
