/** Dispatchers that the settings declare, since their bodies do not show it. */
import { calledName } from '../readers/ecmascript/names.js';
import { resolve } from 'node:path';
import type { Wrapper } from '../analysis/ir.js';
import { isClass, staticName, unwrapped, walk } from '../readers/ecmascript/estree.js';
import type { CallExpression, FunctionNode, Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Recognised } from '../readers/ecmascript/recogniser.js';
import type { Evaluator } from '../resolve/evaluator.js';
import { withoutDefault } from '../resolve/packages.js';
import type { Value } from '../resolve/values.js';
import type { DispatcherSetting } from '../settings.js';
import { sourceText, textValue } from './identity.js';

/** The library of a dispatcher whose setting names none: no library's rewrite applies. */
const UNKNOWN_LIBRARY = 'declared';

export interface DeclaredDispatchers {
  find(call: CallExpression, module: Module): Recognised | undefined;
  /** Names of the declared functions that the module itself defines. */
  namesIn(module: Module): string[];
}

/** @param root absolute path of the folder that the settings' paths count from */
export function createDeclaredDispatchers(evaluator: Evaluator, settings: readonly DispatcherSetting[], root: string): DeclaredDispatchers {
  const called = new Set(settings.map(({ name }) => name.split('.').at(-1) ?? name));

  return {
    find(call, module) {
      if (settings.length === 0) return undefined;
      const callee = evaluator.value(call.callee, module, undefined);
      const setting = settings.find((candidate) => isMeant(candidate, callee, root));
      return setting === undefined ? undefined : recognisedBy(evaluator, setting, call, callee, module);
    },
    namesIn(module) {
      const names: string[] = [];
      if (settings.length === 0) return names;
      walk(module.ast, (node) => {
        const name = 'params' in node && 'body' in node ? calledName(node as FunctionNode) : undefined;
        if (name !== undefined && called.has(name) && settings.some((setting) => isInFile(setting, module.path, root))) names.push(name);
      });
      return names;
    },
  };
}

function isMeant(setting: DispatcherSetting, { is }: Value, root: string): boolean {
  if (setting.from === 'package') {
    if (is.kind !== 'package' || is.package !== setting.package) return false;
    const path = withoutDefault(is.path).filter((part) => part !== 'new' && part !== '()');
    return path.join('.') === setting.name || (setting.name === 'default' && path.length === 0);
  }
  if (is.kind !== 'function' && is.kind !== 'type') return false;
  return isInFile(setting, is.module.path, root) && qualifiedName(is.node) === setting.name;
}

function isInFile({ path }: DispatcherSetting, file: string, root: string): boolean {
  const stem = (name: string): string => name.replace(/(?:\/index)?(?:\.d)?\.[cm]?[jt]sx?$/, '');
  return path !== undefined && stem(resolve(root, path)) === stem(file);
}

/** `Class.method`, or the function's own name. */
function qualifiedName(node: Node): string | undefined {
  const { parent } = node;
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'TSAbstractMethodDefinition') {
    const owner = parent.parent.parent;
    const method = staticName(parent.key, parent.computed);
    return isClass(owner) && owner.id !== null && method !== undefined ? `${owner.id.name}.${method}` : undefined;
  }
  if (node.type === 'TSDeclareFunction') return node.id?.name;
  if (node.type === 'TSMethodSignature') {
    const owner = node.parent.parent;
    const method = staticName(node.key, node.computed);
    return owner.type === 'TSInterfaceDeclaration' && method !== undefined ? `${owner.id.name}.${method}` : method;
  }
  return 'params' in node ? calledName(node as FunctionNode) : undefined;
}

function recognisedBy(evaluator: Evaluator, setting: DispatcherSetting, call: CallExpression, callee: Value, module: Module): Recognised {
  const { task, options, library = UNKNOWN_LIBRARY } = setting;
  const identity = setting.from === 'package' ? `${setting.package ?? ''}#${setting.name}` : `${setting.path ?? ''}#${setting.name}`;
  const named = typeof task === 'number' ? call.arguments[task] : undefined;
  const name = typeof task === 'string' ? task : named === undefined ? undefined : textValue(evaluator, { node: named, module, env: undefined });
  const written = named === undefined ? '' : sourceText({ node: named, module });
  const payload = setting.payload ?? call.arguments.map((_, position) => position).filter((position) => position !== task && position !== options);
  return {
    library,
    task: { key: `${library}:${identity}:${name ?? written}`, name: name ?? (written || (setting.name.split('.').at(-1) ?? setting.name)) },
    payload,
    ...(options === undefined || options >= call.arguments.length ? {} : { options }),
    wrapper: wrapperOf(setting, call, callee, module),
  };
}

function wrapperOf({ signature, package: from }: DispatcherSetting, call: CallExpression, { is }: Value, module: Module): Wrapper {
  const place = is.kind === 'function' || is.kind === 'type' ? { file: is.module.path, line: lineOf(is.node, is.module) } : undefined;
  return {
    name: sourceText({ node: unwrapped(call.callee), module }),
    ...(place === undefined ? {} : { place }),
    ...(signature === undefined ? {} : { signature: { name: signature, ...(from === undefined ? {} : { from }) } }),
  };
}

function lineOf(node: Node, module: Module): number {
  return module.text.slice(0, node.range[0]).split('\n').length;
}
