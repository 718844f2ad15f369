/** A step that cannot take the result of the step before it, or takes it for something else; and one that needs it and is not given it. */
import { misfitOf, placesOf } from '../analysis/arity.js';
import type { Callable, CanvasSite, Signature } from '../analysis/canvas.js';
import { findDisplacement } from '../analysis/displacement.js';
import type { Facts } from '../analysis/facts.js';
import { followersIn, type Follower, type Previous } from '../analysis/followers.js';
import { listNames } from '../words.js';
import type { CanvasRule, RuleReport, Suggestion } from './rule.js';

const rule: CanvasRule = {
  name: 'valid-signature',
  description: 'require each step of a canvas to have room for the result that it is given, and to be given the one that it needs',
  set: 'recommended',
  languages: ['python'],
  type: 'problem',
  hasSuggestions: true,
  options: {},
  defaults: {},
  check: (facts) => facts.canvases().flatMap((site) => reportsOf(site, facts)),
};

export default rule;

function reportsOf({ canvas, ...where }: CanvasSite, { text }: Facts): RuleReport[] {
  return [...followersIn(canvas)].flatMap((follower) => reportOf(follower, where, text) ?? []);
}

interface Problem {
  readonly message: string;
  readonly suggestions: readonly Suggestion[];
}

function reportOf(follower: Follower, { routine, library }: Omit<CanvasSite, 'canvas'>, text: string): RuleReport | undefined {
  const { step } = follower;
  const { callable } = step;
  if (callable === undefined || step.openArguments || step.open) return undefined;
  const problem = step.immutable ? findLack(follower, callable) : findSurplus(follower, callable, text);
  return problem === undefined ? undefined : { span: step.own, routine, library, ...problem };
}

/** `.si(…)` into a task that is complete only with one argument more before those that it is given. */
function findLack({ step, previous }: Follower, callable: Callable): Problem | undefined {
  if (callable.unchecked || misfitIn(step, callable, 0) !== 'missing' || misfitIn(step, callable, 1) !== undefined) return undefined;
  const given = namesOf(placesOf(callable).slice(1, step.positional.length + 1));
  const place = given === '' ? '' : `, and what it is given here is given for the parameters before ${given}`;
  const message = `\`${step.task.name}\` requires one argument more than it is given here, and \`.${step.maker}(…)\` keeps ${wordsFor(previous)} from it${place}: ${typeError(previous, callable)}. Write \`.s(…)\`, which passes ${wordsFor(previous)} as the first argument, or give it here.`;
  return { message, suggestions: exchange(step, 'si', 's', `Pass ${wordsFor(previous)} as the first argument: \`.s(…)\``) };
}

/** `.s(…)` into a task that has no room for the result, or in which the result moves the arguments on. */
function findSurplus(follower: Follower, callable: Callable, text: string): Problem | undefined {
  const { step } = follower;
  const misfit = misfitIn(step, callable, 1);
  const message = misfit === undefined ? displaced(follower) : callable.unchecked ? undefined : tooMuch(follower, callable, misfit);
  if (message === undefined) return undefined;
  const isComplete = misfitIn(step, callable, 0) === undefined;
  const keep = isComplete ? exchange(step, 's', 'si', `Keep the arguments as they are and pass no result: \`.si(…)\``) : [];
  return { message, suggestions: [...keep, ...takeResult(follower, callable, text)] };
}

function displaced({ step, previous }: Follower): string | undefined {
  const displacement = findDisplacement(step, previous);
  if (displacement === undefined) return undefined;
  const what = returnsNothing(previous) ? `${wordsFor(previous)}, which is \`None\`,` : wordsFor(previous);
  return `\`.s(…)\` gives \`${step.task.name}\` ${what} as \`${displacement.taken}\`, and what is given for that here becomes \`${displacement.instead}\`: the task runs with the wrong arguments, and nothing says so. Write \`.si(…)\`, which passes no result.`;
}

function tooMuch({ step, previous }: Follower, callable: Callable, misfit: string): string | undefined {
  const [first] = placesOf(callable);
  if (misfit === 'twice' && first !== undefined && step.keyword.has(first.name)) {
    return `\`.s(…)\` gives \`${step.task.name}\` ${wordsFor(previous)} as its first argument, \`${first.name}\`, which it is given here by name, too: ${typeError(previous, callable)}. Write \`.si(…)\`, which passes no result.`;
  }
  if (misfit !== 'too many') return undefined;
  return `\`.s(…)\` puts ${wordsFor(previous)} before the arguments of \`${step.task.name}\`, which has no room for it: ${typeError(previous, callable)}. Write \`.si(…)\`, which passes no result.`;
}

/** A way to read `process.s(x) | thumbnail.s(x)` with `def thumbnail(x)`: what is given here is what the step before gives back. */
function takeResult({ step, previous, isOneOfMany }: Follower, callable: Callable, text: string): readonly Suggestion[] {
  const [first] = placesOf(callable);
  const [given, ...others] = step.positional;
  if (isOneOfMany === true || previous.kind !== 'task' || previous.signature.callable?.returns !== true) return [];
  if (first === undefined || given === undefined || others.length > 0 || step.keyword.size > 0 || given.purity === 'effect') return [];
  if (text.slice(step.inside.start, step.inside.end).replace(/,\s*$/, '').trim() !== text.slice(given.span.start, given.span.end)) return [];
  return misfitOf(callable, 1, []) === undefined ? [{ title: `Pass ${wordsFor(previous)} as \`${first.name}\` instead`, edits: [{ span: step.inside, text: '' }] }] : [];
}

function exchange({ maker, makerSpan }: Signature, from: string, to: string, title: string): readonly Suggestion[] {
  return maker === from ? [{ title, edits: [{ span: makerSpan, text: to }] }] : [];
}

/** @param before how many arguments are put before those of the signature */
function misfitIn({ positional, keyword }: Signature, callable: Callable, before: number): ReturnType<typeof misfitOf> {
  return misfitOf(callable, positional.length + before, [...keyword.keys()]);
}

/** Celery has the signature of a function's task, not of a class's `run`. */
function typeError(previous: Previous, { ofClass }: Callable): string {
  if (ofClass === true) return 'the step fails in the worker with a `TypeError`';
  const what = 'Celery raises a `TypeError` when it sends the step';
  return previous.kind === 'task' ? `${what}, and marks \`${previous.signature.task.name}\` as failed although it has run` : `${what}, which never runs`;
}

function wordsFor(previous: Previous): string {
  switch (previous.kind) {
    case 'task':
      return `the result of \`${previous.signature.task.name}\``;
    case 'several':
      return 'the list of the results before it';
    case 'unknown':
      return 'the result of what runs before it';
  }
}

function returnsNothing(previous: Previous): boolean {
  return previous.kind === 'task' && previous.signature.callable?.returns === false;
}

function namesOf(parameters: readonly { readonly name: string }[]): string {
  return listNames(parameters.map(({ name }) => name));
}
