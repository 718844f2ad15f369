/** A chain, group or chord that nobody hears failing. */
import { within, type Canvas, type CanvasSite } from '../analysis/canvas.js';
import { goesOn, isHeard, isWaitedFor, signaturesIn, type GivenCallback } from '../analysis/error-callbacks.js';
import { jobsOf, type FlowNode, type FlowSite } from '../analysis/flows.js';
import type { Facts } from '../analysis/facts.js';
import { matchesName } from '../analysis/task-words.js';
import { listNames } from '../words.js';
import type { CanvasRule, RuleReport } from './rule.js';

interface Options {
  readonly callbacks: readonly string[];
}

const rule: CanvasRule<Options> = {
  name: 'require-link-error',
  description: 'require chains, groups, chords and flows to have an error callback',
  set: 'strict',
  type: 'suggestion',
  hasSuggestions: false,
  options: {
    callbacks: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'The error callbacks that count: whole words of their tasks’ names, with `*` for any words between; where there are none, any counts',
    },
  },
  defaults: { callbacks: [] },
  check: (facts, options) => {
    // Whoever hears of every failure is no callback of a certain name.
    if (options.callbacks.length === 0 && facts.failuresAreHeard()) return [];
    return [...facts.canvases().flatMap((site) => reportOf(site, options, facts) ?? []), ...facts.flows().flatMap((site) => reportOfFlow(site, options))];
  },
};

export default rule;

function reportOf(site: CanvasSite, { callbacks }: Options, facts: Facts): RuleReport | undefined {
  const { canvas, routine, library } = site;
  const { kind } = canvas;
  if (canvas.start === undefined || canvas.open || goesOn(canvas) || kind === 'signature' || kind === 'unknown') return undefined;
  if ([...within(canvas)].some((part) => part.kind === 'unknown') || isHeard(canvas, (callback) => counts(callback, callbacks))) return undefined;
  if (callbacks.length === 0 && isWaitedFor(site, facts)) return undefined;
  const that = callbacks.length === 0 ? '' : ` that counts here (${listNames(callbacks)})`;
  const unheard = tasksOf(canvas).filter((task) => !isHeard(task, (callback) => counts(callback, callbacks)));
  const isPartly = unheard.length < tasksOf(canvas).length;
  const what = isPartly ? `Not every task of this ${kind} has an error callback${that}` : `This ${kind} has no error callback${that}`;
  const isOpen = 'openParts' in canvas && canvas.openParts;
  const fails = !isOpen && unheard[0]?.kind === 'signature' ? `\`${unheard[0].task.name}\` fails` : 'a task of it fails';
  const effect = kind === 'group' ? 'no error callback runs' : 'the rest does not run, and no error callback runs either';
  return { span: canvas.own, message: `${what}: when ${fails}, ${effect}. Add one to the whole ${kind}: \`.${facts.words.onError}(…)\`.`, routine, library, suggestions: [] };
}

function tasksOf(canvas: Canvas): readonly Canvas[] {
  return [...within(canvas)].filter(({ kind }) => kind === 'signature');
}

/** With these a parent runs when the job has failed, and can look for what did. */
const HEARING = ['continueParentOnFailure', 'ignoreDependencyOnFailure'];

function reportOfFlow({ routine, roots }: FlowSite, { callbacks }: Options): RuleReport[] {
  return roots
    .filter((root) => root.children.length > 0 && !mayBeHeard(root, callbacks))
    .map((root) => ({
      span: root.nameSpan,
      message: `Nothing runs when a job of the flow of \`${root.name}\` fails: no job above it handles failures, and nothing listens to the event \`failed\`. Give the flow a root that handles failures, above children with \`continueParentOnFailure: true\`, or listen to \`failed\` of its workers.`,
      routine,
      library: 'bullmq',
      suggestions: [],
    }));
}

function mayBeHeard(root: FlowNode, callbacks: readonly string[]): boolean {
  if ([...jobsOf(root)].some(({ options, given, openChildren }) => options.open || given.open || openChildren)) return true;
  const handles = root.children.some(({ options, given }) => HEARING.some((name) => options.entries.has(name) || given.entries.has(name)));
  return handles && (callbacks.length === 0 || callbacks.some((name) => matchesName(name, root.name)));
}

function counts(callback: GivenCallback, names: readonly string[]): boolean {
  const signatures = signaturesIn(callback);
  // A callback that cannot be read may be any.
  if (names.length === 0 || signatures.length === 0) return true;
  return signatures.some(({ task }) => names.some((name) => matchesName(name, task.name)));
}
