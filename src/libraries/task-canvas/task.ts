/** Which task a signature is of, as the recogniser of dispatches would name it. */
import type { Task } from '../../analysis/ir.js';
import type { CallExpression } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import { givenName, receiverKeyOf, sourceText, textValue } from '../identity.js';
import type { Engine } from './makers.js';

interface Context {
  readonly module: Module;
  readonly evaluator: Evaluator;
}

/** `si(queue, 'name', …)` of BullMQ, `si(task, …)` of Celery. */
export function taskOf({ arguments: [receiver, name] }: CallExpression, engine: Engine, { module, evaluator }: Context): Task {
  if (receiver === undefined) return { key: engine, name: '' };
  const value = evaluator.value(receiver, module, undefined);
  const written = sourceText({ node: receiver, module });
  const library = value.is.kind === 'package' ? value.is.package : engine;
  const holder = [library, receiverKeyOf(evaluator, value) ?? `${module.path}:${written}`].join(':');
  if (engine === 'celery') return { key: holder, name: givenName(evaluator, value) ?? written };
  if (name === undefined) return { key: holder, name: written };
  const text = textValue(evaluator, { node: name, module, env: undefined });
  const nameText = sourceText({ node: name, module });
  return { key: `${holder}:${text === undefined ? nameText : `'${text}'`}`, name: text ?? nameText };
}
