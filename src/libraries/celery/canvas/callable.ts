/** The code that a task runs, in the words of the canvas. */
import type { Callable } from '../../../analysis/canvas.js';
import { keywordNamesOf, keywordOf } from '../../../readers/python/calls.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { classOf, classVariables } from '../../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import { boundInBody, decoratorsOf } from '../../../resolve/python/attributes.js';
import type { TaskDefinition } from '../detail.js';
import { returnsValue } from '../result-passing.js';

export function callableOf(definition: TaskDefinition): Callable {
  const { module, node, bound, parameters } = definition;
  const line = module.text.slice(0, node.range[0]).split('\n').length;
  const ofClass = classOf(node) !== undefined && decoratorsOf(node).length === 0;
  const known = { parameters, bound, ofClass, file: module.path, line, unchecked: isUnchecked(definition), settings: settingsOf(definition) };
  return isWrapped(definition) || mayGiveBackAnother(definition) ? known : { ...known, returns: returnsValue(definition) };
}

/** What the task's decorators, or its class, are given by name. */
function settingsOf({ module, node }: TaskDefinition): ReadonlySet<string> {
  const around = classOf(node);
  const inClass = around === undefined ? [] : classVariables(around, module).keys();
  return new Set([...decoratorsOf(node).flatMap((decorator) => keywordNamesOf(decorator, module)), ...inClass]);
}

/** Another decorator beside the task's: what it gives back takes any arguments as far as Celery sees, and gives back what it likes. */
function isWrapped({ node }: TaskDefinition): boolean {
  return decoratorsOf(node).length > (classOf(node) === undefined ? 1 : 0);
}

/** `raise self.replace(…)`: another task gives back the result. `yield`: a generator does, as far as a project's own serialiser takes it. */
function mayGiveBackAnother({ module, node }: TaskDefinition): boolean {
  return /\.replace\(|\byield\b/.test(module.text.slice(...node.range));
}

/**
 * `@shared_task(typing=False)`, or `typing = False` in the task's class or in one that it stems from: Celery then checks no arguments. Of a
 * function with `/` Python says whether they fit, by rules that are not known here.
 */
function isUnchecked(definition: TaskDefinition): boolean {
  const { module, node } = definition;
  if (isWrapped(definition) || childIn(node, 'parameters')?.children.some(({ type }) => type === 'positional_separator') === true) return true;
  const mayBeSwitchedOff = decoratorsOf(node).some((decorator) => keywordOf(decorator, 'typing', module)?.type === 'false' || keywordOf(decorator, 'base', module) !== undefined);
  const around = classOf(node);
  return mayBeSwitchedOff || (around !== undefined && (stemsFromOther(around, module) || boundInBody(around, 'typing', module).some(({ value }) => value?.type === 'false')));
}

/** Whether a class has another parent than Celery's own `Task`, `app.Task`. */
function stemsFromOther(around: PyNode, module: PythonModule): boolean {
  const parents = childIn(around, 'superclasses');
  return parents !== undefined && namedChildren(parents).some((parent) => !/(?:^|\.)Task$/.test(sourceOf(parent, module)));
}
