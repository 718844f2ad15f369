/** Error callbacks of one step or a few, where the whole chain was meant. */
import { partsOf, within, type Canvas, type CanvasCall, type Chain } from '../../analysis/canvas.js';
import { addsCallback, callbacksOf, goesOn, mayHaveMore, type GivenCallback } from '../../analysis/error-callbacks.js';
import type { Facts } from '../../analysis/facts.js';
import { moveMethods } from '../../rewrites/error-callback.js';
import { hasCallbacks, isSignature, nameOf, textOf, wordsFor, type Check, type Problem, type Standing } from './problem.js';

/** A chain of which one part has error callbacks, and nothing else has. */
interface Partly {
  readonly chain: Chain;
  readonly part: Canvas;
  readonly index: number;
  readonly callbacks: readonly GivenCallback[];
}

/** `a | b.on_error(e)`: a method binds closer than a pipe. */
export const checkPrecedence: Check = (standing, facts) => {
  const partly = partlyOf(standing);
  if (partly === undefined || !bindsToLast(partly, facts)) return [];
  const { chain, part } = partly;
  const message = `${methodOf(partly)} binds closer than \`|\`: only ${wordsFor(part)} gets ${namesIn(partly)}, and nobody hears that a step before it fails. Put the pipe in parentheses and call ${methodOf(partly)} on all of it; where only ${wordsFor(part)} is meant, put that in parentheses.`;
  return [problem(partly, message, chain, facts)];
};

/** `steps.on_error(e)`, and then `steps | c`: error callbacks are given to the steps that are there. */
export const checkLate: Check = (standing, facts) => lateOnes(standing, false, facts);

/** `(a | b).on_error(e) | c` in one expression, where the first steps may be meant. */
export const checkFirstSteps: Check = (standing, facts) => lateOnes(standing, true, facts);

function lateOnes(standing: Standing, inOneExpression: boolean, facts: Facts): readonly Problem[] {
  const partly = partlyOf(standing);
  if (partly === undefined || !isPipedOn(partly) || isBullMQ(partly.chain) || isWrittenThere(partly) !== inOneExpression) return [];
  const later = partly.chain.parts.slice(1);
  const names = later.length === 1 ? wordsFor(later[0] ?? partly.chain) : 'the steps';
  const message = `${namesIn(partly)} hears only the steps that were there when it was added: ${names} piped on later ${later.length === 1 ? 'is' : 'are'} not covered. Add it last, to the whole chain.`;
  return [problem(partly, upperFirst(message), partly.chain, facts)];
}

/** An error callback of the first step or the last one only, which may be meant so. */
export const checkOneStep: Check = (standing, facts) => {
  const partly = partlyOf(standing);
  if (partly === undefined || isPipedOn(partly) || bindsToLast(partly, facts) || isBullMQ(partly.chain)) return [];
  const { chain, part, index } = partly;
  const isEnd = isSignature(part) && (index === 0 || (index === chain.parts.length - 1 && isSignature(chain.parts[index - 1])));
  if (!isEnd) return [];
  const message = `${namesIn(partly)} hears only that ${wordsFor(part)} fails, and nobody hears that another step of the chain does. Add it to the whole chain, or an error callback to each step.`;
  return [problem(partly, upperFirst(message), chain, facts)];
};

/** BullMQ runs one error handler for a whole canvas: task-canvas rejects others when it is dispatched. */
export const checkDiffering: Check = ({ canvas, root, open }, facts) => {
  const { start } = canvas;
  if (canvas !== root || open || start === undefined || !isBullMQ(canvas)) return [];
  const [, ...inner] = within(canvas);
  if ([canvas, ...inner].some((each) => each.kind === 'unknown' || ('openParts' in each && each.openParts)) || isOneHandler(canvas, facts)) return [];
  const partly = inner.find(hasCallbacks);
  const [first] = partly === undefined ? [] : callbacksOf(partly);
  const call = first?.call;
  if (partly === undefined || first === undefined || call === undefined) return [];
  const others = inner.filter((each) => each !== partly && hasCallbacks(each));
  const edits = others.length === 0 && !hasCallbacks(canvas) && callbacksOf(partly).length === 1 && !goesOn(canvas) ? moveMethods(partly, [call], canvas, facts) : undefined;
  return [
    {
      span: call.suffix,
      message: `BullMQ runs one error handler for a whole ${canvas.kind}, and ${nameOf(first)} is given to ${wordsFor(partly)} only: \`delay()\` rejects with a \`TypeError\`, and nothing runs. Call \`linkError\` last, on the whole ${canvas.kind}.`,
      suggestions: edits === undefined ? [] : [{ title: `Add it to the whole ${canvas.kind}`, edits }],
    },
  ];
};

/** Whether every task has the same error handlers: a variable that all are given is one. */
function isOneHandler(canvas: Canvas, facts: Facts): boolean {
  return new Set([...handlersOfTasks(canvas, [], facts)].map((handlers) => handlers.join(' '))).size <= 1;
}

function* handlersOfTasks(canvas: Canvas, around: readonly string[], facts: Facts): Generator<readonly string[]> {
  const own = callbacksOf(canvas).map(({ argument }) => {
    const source = textOf(argument.span, facts);
    return /^[\p{L}\p{N}_$.]+$/u.test(source) ? source : `at ${String(argument.span.start)}`;
  });
  const handlers = [...own, ...around];
  if (canvas.kind === 'signature') yield handlers;
  for (const part of partsOf(canvas)) yield* handlersOfTasks(part, handlers, facts);
}

function partlyOf({ canvas, covered, open }: Standing): Partly | undefined {
  if (canvas.kind !== 'chain' || covered || open || canvas.openParts || canvas.parts.length < 2) return undefined;
  if (hasCallbacks(canvas) || mayHaveMore(canvas)) return undefined;
  const having = canvas.parts.filter((part) => [...within(part)].some((each) => hasCallbacks(each) || mayHaveMore(each)));
  const [part, ...others] = having;
  if (part === undefined || others.length > 0 || mayHaveMore(part)) return undefined;
  const callbacks = callbacksOf(part);
  return callbacks.length === 0 ? undefined : { chain: canvas, part, index: canvas.parts.indexOf(part), callbacks };
}

/** Without parentheses around it, and not behind a group, whose failures it would hear as the body of a chord. */
function bindsToLast({ chain, part, index }: Partly, facts: Facts): boolean {
  const previous = chain.parts[index - 1];
  if (facts.words.signature !== 'method' || chain.form !== 'pipe' || index !== chain.parts.length - 1 || previous === undefined) return false;
  const between = textOf({ start: previous.place.end, end: part.span.start }, facts);
  return isSignature(part) && isSignature(previous) && isWrittenThere({ part }) && part.calls.some(addsCallback) && !between.includes('(') && !textOf(part.span, facts).startsWith('(');
}

/** Not held by a variable. */
function isWrittenThere({ part: { place, span } }: Pick<Partly, 'part'>): boolean {
  return place.start === span.start && place.end === span.end;
}

function isPipedOn({ chain, part, index }: Partly): boolean {
  return chain.form === 'pipe' && index === 0 && part.kind === 'chain' && part.calls.some(addsCallback);
}

function isBullMQ(canvas: Canvas): boolean {
  return [...within(canvas)].some((each) => each.kind === 'signature' && each.engine === 'bullmq');
}

function problem({ part, callbacks }: Partly, message: string, whole: Canvas, facts: Facts): Problem {
  const calls = callbacks.flatMap(({ call }): CanvasCall[] => (call !== undefined && addsCallback(call) ? [call] : []));
  const edits = calls.length === callbacks.length ? moveMethods(part, calls, whole, facts) : undefined;
  const [first] = callbacks;
  return {
    span: first?.call?.suffix ?? first?.argument.whole ?? part.span,
    message,
    suggestions: edits === undefined ? [] : [{ title: 'Add it to the whole chain', edits }],
  };
}

function methodOf({ callbacks }: Partly): string {
  return `\`${callbacks[0]?.call?.name ?? 'on_error'}\``;
}

function namesIn({ callbacks }: Partly): string {
  return callbacks.map(nameOf).join(' and ');
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
