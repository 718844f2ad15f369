/** Methods that a framework calls by the class that they are in. */
import { ownNameOf } from '../../readers/python/names.js';
import { classOf } from '../../readers/python/scopes.js';
import { hasParameters } from './parameters.js';
import { fits, isIn } from './patterns.js';
import { ancestryOf, isOneOf } from './provenance.js';
import type { ClassSignal } from './schema.js';
import { type Subject } from './subject.js';

/** Where a class called `…View` or `…Resource` is no web framework's: widgets, views of a dict, client libraries. */
const OTHER_PACKAGES = new Set([
  'PyQt4', 'PyQt5', 'PyQt6', 'PySide2', 'PySide6', 'qtpy', 'kivy', 'wx', 'gi', 'tkinter', 'textual', 'discord', 'disnake', 'nextcord', 'collections', 'typing', 'boto3',
  'pyglet', 'arcade',
]);

export function ofClass(signal: ClassSignal, { routine, module, path, resolver }: Subject): 'strong' | 'medium' | undefined {
  const owner = classOf(routine);
  if (owner === undefined || !isMethod(ownNameOf(routine, module), signal) || !isIn(path, signal.files)) return undefined;
  if (signal.parameters !== undefined && !hasParameters(signal.parameters, routine, module)) return undefined;
  const { from, base, className } = signal;
  if (from === undefined && base === undefined && className === undefined) return 'medium';
  const ancestry = ancestryOf(owner, module, resolver);
  if (from !== undefined && ancestry.paths.some((one) => isOneOf(one, from))) return 'strong';
  if (className !== undefined && fits(ownNameOf(owner, module), className)) return 'medium';
  const names = ancestry.names.filter(({ package: origin }) => origin === undefined || !OTHER_PACKAGES.has(origin));
  return base !== undefined && names.some(({ name }) => fits(name, base)) ? 'medium' : undefined;
}

function isMethod(name: string, { methods, methodName }: ClassSignal): boolean {
  if (methods === 'any') return !name.startsWith('_');
  return methods.includes(name) || (methodName !== undefined && fits(name, methodName));
}
