/** `c.on_error(e)`, and then `c.apply_async(link_error=f)`: options of the dispatch replace those of the canvas. */
import type { CanvasCall } from '../../analysis/canvas.js';
import { addsCallback, callbackOfStart, callbacksOf, type GivenCallback } from '../../analysis/error-callbacks.js';
import type { Facts } from '../../analysis/facts.js';
import { covers } from '../../rewrites/error-callback.js';
import type { Suggestion } from '../rule.js';
import { nameOf, textOf, wordsFor, type Check } from './problem.js';
import { refusedBy } from './refused.js';

export const checkReplaced: Check = ({ canvas }, facts) => {
  const replacing = callbackOfStart(canvas);
  const replaced = callbacksOf(canvas);
  const given = replacing === undefined ? '' : textOf(replacing.argument.span, facts);
  // What is refused replaces nothing.
  if (replacing === undefined || replaced.length === 0 || refusedBy(canvas) !== undefined || replaced.every(({ argument }) => given.includes(textOf(argument.span, facts)))) return [];
  const names = replaced.map(nameOf).join(' and ');
  return [
    {
      span: replacing.argument.whole,
      message: `\`link_error=\` of \`${replacing.call?.name ?? 'apply_async'}\` replaces the error callbacks that ${wordsFor(canvas)} has: ${names} never ${replaced.length === 1 ? 'hears' : 'hear'} that a task fails. Give all of them in one place, as a list.`,
      suggestions: listAll(canvas.span, replaced, replacing, facts),
    },
  ];
};

/** `.on_error(e).apply_async(link_error=f)` → `.apply_async(link_error=[e, f])` */
function listAll(written: { readonly start: number; readonly end: number }, replaced: readonly GivenCallback[], { argument }: GivenCallback, facts: Facts): readonly Suggestion[] {
  const calls = replaced.flatMap(({ call }): CanvasCall[] => (call !== undefined && addsCallback(call) && covers(written, call.span) ? [call] : []));
  const isOne = argument.canvases.length === 1 && !/^[[(]/.test(textOf(argument.span, facts));
  if (calls.length < replaced.length || !isOne || calls.some((call) => !isPlain(call, facts))) return [];
  const all = [...replaced.map((each) => textOf(each.argument.span, facts)), textOf(argument.span, facts)];
  const edits = [...calls.map(({ suffix }) => ({ span: suffix, text: '' })), { span: argument.span, text: `[${all.join(', ')}]` }];
  return [{ title: 'List all of them in `link_error=`', edits }];
}

/** Nothing but the callback between the parentheses: what else stands there, a comment, would be lost. */
function isPlain({ inside, positional, suffix, name }: CanvasCall, facts: Facts): boolean {
  const [only, ...others] = positional;
  if (only === undefined || others.length > 0) return false;
  const isBare = textOf(inside, facts).replace(/,\s*$/, '').trim() === textOf(only.span, facts);
  return isBare && textOf(suffix, facts).startsWith(`.${name}(`);
}
