/** The code that a task runs, in the words of the canvas. */
import type { Callable } from '../../../analysis/canvas.js';
import { keywordNamesOf, keywordOf } from '../../../readers/python/calls.js';
import { classOf, classVariables } from '../../../readers/python/scopes.js';
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

/** `@shared_task(typing=False)`, or `typing = False` in a task's class. */
function isUnchecked(definition: TaskDefinition): boolean {
  const { module, node } = definition;
  if (isWrapped(definition)) return true;
  const byDecorator = decoratorsOf(node).some((decorator) => keywordOf(decorator, 'typing', module)?.type === 'false');
  const around = classOf(node);
  return byDecorator || (around !== undefined && boundInBody(around, 'typing', module).some(({ value }) => value?.type === 'false'));
}
