/** Whether a result that is put before a step's arguments moves them to parameters that they were not meant for. */
import { misfitOf, placesOf } from './arity.js';
import type { Callable, Signature } from './canvas.js';
import type { Previous } from './followers.js';
import type { Argument } from './ir.js';

/** Names of parameters that a result may well be meant for, or that take it to leave it alone. */
const MEANT_FOR_RESULTS = /^_|result|prev|parent|response|return|payload|output|context|^(?:data|ctx|value|ignored|unused|dummy|args?|res|ret)$/i;

export interface Displacement {
  /** The parameter that the result is given to. */
  readonly taken: string;
  /** The one that the argument for it moves on to. */
  readonly instead: string;
}

/**
 * Found only where the step is complete without the result, and either there is none to take, or the arguments are named like the parameters
 * that they are moved from and not like those that they are moved to.
 */
export function findDisplacement(step: Signature, previous: Previous): Displacement | undefined {
  const { callable, positional, keyword } = step;
  if (callable === undefined || positional.length === 0) return undefined;
  const [first, second] = placesOf(callable);
  if (first === undefined || second === undefined || MEANT_FOR_RESULTS.test(first.name)) return undefined;
  const names = [...keyword.keys()];
  if (misfitOf(callable, positional.length, names) !== undefined || misfitOf(callable, positional.length + 1, names) !== undefined) return undefined;
  return givesNothing(previous) || areNamedForTheirPlaces(positional, callable) ? { taken: first.name, instead: second.name } : undefined;
}

function givesNothing(previous: Previous): boolean {
  return previous.kind === 'task' && previous.signature.callable?.returns === false;
}

function areNamedForTheirPlaces(positional: readonly Argument[], callable: Callable): boolean {
  const places = placesOf(callable).map(({ name }) => name.toLowerCase());
  const isNamedFor = (argument: Argument, place: number): boolean => namesOf(argument).includes(places[place] ?? '');
  return positional.some(isNamedFor) && !positional.some((argument, index) => isNamedFor(argument, index + 1));
}

/** `user_id` and `id` of `self.user.id`; none for what is made of several values or of a call. */
function namesOf({ paths, purity }: Argument): readonly string[] {
  const [only, ...others] = paths;
  if (only === undefined || others.length > 0 || purity !== 'pure') return [];
  const names = only.text.replace(/\bpk$/, 'id').toLowerCase().split('.');
  return [names.at(-1) ?? '', names.slice(-2).join('_')];
}
