/** Which calls are dispatches: a library's own, then those through wrappers, then those that the settings declare. */
import type { DispatchDetail } from '../libraries/detail.js';
import { calledName } from '../readers/ecmascript/names.js';
import type { Role, Task, Wrapper } from '../analysis/ir.js';
import type { CallExpression, FunctionNode, Program } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Recognised, Recogniser } from '../readers/ecmascript/recogniser.js';
import type { Evaluator } from '../resolve/evaluator.js';
import type { Origin } from '../resolve/origin.js';
import type { ProjectResolver } from '../resolve/resolver.js';
import type { Env } from '../resolve/values.js';
import { pathFrom } from '../paths.js';
import type { ProjectSettings } from '../settings.js';
import { createDispatchers, findDispatcherNames } from './dispatcher.js';
import type { Dispatched, Through } from './dispatcher.js';
import { calleeOf, createLibraryCalls } from '../libraries/calls.js';
import { createDeclaredDispatchers } from '../libraries/declared.js';
import { connectionKeyOf, givenName, isClient, isFixed, outermost, receiverKeyOf, sourceText, textValue } from '../libraries/identity.js';
import type { Library } from '../libraries/library.js';

export interface RecogniserOptions {
  readonly resolver: ProjectResolver;
  readonly libraries: readonly Library[];
  readonly settings: ProjectSettings;
  readonly roleOf: (routine: FunctionNode | Program, module: Module) => Role;
}

/** A recogniser that also knows which functions are dispatchers themselves. */
export interface ProjectRecogniser extends Recogniser {
  /** @param env the calls that the call stands inside of, where they are known */
  recognise(call: CallExpression, module: Module, env?: Env): Recognised | undefined;
  /** Names of the functions and methods of a module that are dispatchers, exported or not: files that call them may hold runs. */
  dispatcherNamesIn(module: Module): string[];
}

export function createRecogniser({ resolver, libraries, settings, roleOf }: RecogniserOptions): ProjectRecogniser {
  const { evaluator } = resolver;
  const libraryCalls = createLibraryCalls(evaluator, libraries);
  const dispatchers = createDispatchers({ evaluator, libraryCalls, roleOf, generation: () => resolver.generation() });
  const declared = createDeclaredDispatchers(evaluator, settings.dispatchers ?? [], resolver.root);

  return {
    roleOf,
    recognise(call, module, env) {
      const dispatched = dispatchers.dispatchedBy(call, module, env);
      if (dispatched?.through.length === 0) return recognised(resolver, call, module, dispatched);
      // What the user says of a wrapper says more than its body.
      return declared.find(call, module) ?? (dispatched === undefined ? undefined : recognised(resolver, call, module, dispatched));
    },
    dispatcherNamesIn: (module) => [...new Set([...findDispatcherNames(module, dispatchers), ...declared.namesIn(module)])],
  };
}

function recognised({ evaluator, root }: ProjectResolver, call: CallExpression, module: Module, dispatched: Dispatched): Recognised {
  const { inner, payload, options, through: [wrapper] } = dispatched;
  const { receiver } = inner.library;
  const receiverKey = receiverKeyOf(evaluator, receiver);
  const connectionKey = connectionKeyOf(evaluator, receiver);
  const detail: DispatchDetail = {
    inner,
    ...(receiver.is.kind === 'package' ? { receiver: receiver.is, ...(receiver.is.made === undefined ? {} : { made: receiver.is.made }) } : {}),
  };
  return {
    library: inner.library.library.id,
    task: taskOf(evaluator, dispatched, call, module),
    payload,
    ...(options === undefined ? {} : { options }),
    ...(receiverKey === undefined ? {} : { receiverKey }),
    ...(connectionKey === undefined ? {} : { connectionKey }),
    ...(wrapper === undefined ? {} : { wrapper: wrapperOf(call, module, wrapper, root) }),
    detail,
  };
}

function taskOf(evaluator: Evaluator, { inner, payload, through }: Dispatched, call: CallExpression, module: Module): Task {
  const { library, arrangement, receiver } = inner.library;
  const written = receiverText(inner.call, inner.module);
  const queue = isClient(receiver) ? [] : [receiverKeyOf(evaluator, receiver) ?? `${inner.module.path}:${written}`];
  // A queue that the wrapper looks up by an argument: another argument, another queue.
  const [wrapper] = through;
  if (wrapper !== undefined && !isFixed(evaluator, receiver)) queue.push(otherArguments(evaluator, call, module, payload));
  const keyOf = (...parts: readonly string[]): string => [library.id, ...queue, ...parts].join(':');

  const scheduled = through.map(scheduledClass).find((task) => task !== undefined);
  const argument = arrangement.name === undefined ? undefined : inner.call.arguments[arrangement.name];
  if (argument === undefined) {
    if (scheduled !== undefined) return { key: keyOf(scheduled.key), name: scheduled.name };
    return { key: keyOf(), name: givenName(evaluator, receiver) ?? holderName(receiver.is) ?? written };
  }
  const place = { node: argument, module: inner.module, env: inner.env };
  const name = textValue(evaluator, place);
  if (name !== undefined) return { key: keyOf(`'${name}'`), name };
  const nameText = sourceText(outermost(evaluator, place));
  if (wrapper === undefined) return { key: keyOf(nameText), name: holderName(receiver.is) ?? nameText };
  const task = scheduled ?? taskOfFunction(wrapper, otherArguments(evaluator, call, module, payload), sourceText({ node: call.callee, module }));
  return { key: keyOf(nameText, task.key), name: task.name };
}

/** The class of `new EnrichTask().schedule(…)`, where `schedule` is inherited: it stands for the task. */
function scheduledClass({ node, self }: Through): Task | undefined {
  if (self?.is.kind !== 'instance' || self.is.node.id === null) return undefined;
  const defining = node.parent.parent?.parent;
  return self.is.node === defining ? undefined : { key: `${self.is.module.path}#${self.is.node.id.name}`, name: self.is.node.id.name };
}

/** A task that only the function and its other arguments tell from others. */
function taskOfFunction({ node, module }: Through, others: string, callee: string): Task {
  return { key: `${module.path}@${String(node.range[0])}(${others})`, name: calledName(node) ?? callee };
}

/** The arguments of a wrapper's call that do not reach the task: they choose it. */
function otherArguments(evaluator: Evaluator, call: CallExpression, module: Module, payload: readonly number[]): string {
  return call.arguments
    .filter((_, position) => !payload.includes(position))
    .map((argument) => textValue(evaluator, { node: argument, module, env: undefined }) ?? sourceText({ node: argument, module }))
    .join(', ');
}

function wrapperOf(call: CallExpression, module: Module, { place }: Through, root: string): Wrapper {
  return { name: sourceText({ node: call.callee, module }), place: { ...place, file: pathFrom(root, place.file) } };
}

function receiverText(call: CallExpression, module: Module): string {
  const receiver = calleeOf(call)?.object;
  return receiver === undefined ? '' : sourceText({ node: receiver, module });
}

/** `images` for a variable, `images` for a field of that name. */
function holderName(is: { readonly kind: string } | Origin): string | undefined {
  return 'symbol' in is ? is.symbol.name.split('.').at(-1) : undefined;
}
