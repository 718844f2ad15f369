/** Options of a whole chain, which only its first step gets. */
import { within, type CanvasSite, type Signature } from '../analysis/canvas.js';
import type { Facts } from '../analysis/facts.js';
import { lostOptionsIn, type LostOptions } from '../analysis/lost-options.js';
import { moveOptions } from '../rewrites/move-options.js';
import { renderNames } from '../words.js';
import type { CanvasRule, RuleReport } from './rule.js';

interface Options {
  readonly options: readonly string[];
}

const OF_EVERY_STEP = ['queue', 'routing_key', 'exchange', 'priority', 'time_limit', 'soft_time_limit', 'ignore_result', 'serializer', 'compression', 'headers'];

const ROUTING: ReadonlySet<string> = new Set(['queue', 'routing_key', 'exchange']);

/** On a whole chain they mostly mean when it starts, which is what happens. */
const OF_THE_START = ['countdown', 'eta', 'expires'];

const rule: CanvasRule<Options> = {
  name: 'no-lost-options',
  description: 'disallow options of a whole chain that only its first step gets',
  set: 'recommended',
  languages: ['python'],
  type: 'problem',
  hasSuggestions: true,
  options: {
    options: {
      type: 'array',
      items: { type: 'string', enum: [...OF_EVERY_STEP, ...OF_THE_START] },
      uniqueItems: true,
      description: 'The options that every step should get; `strict` adds those that say when the chain starts',
    },
  },
  defaults: { options: OF_EVERY_STEP },
  strict: { options: [...OF_EVERY_STEP, ...OF_THE_START] },
  check(facts, { options }) {
    const sites = facts.canvases();
    if (sites.length === 0) return [];
    const settled = facts.settledOptions();
    const names = new Set(options.filter((name) => !settled.has(name)));
    return sites.flatMap((site) => reportsOf(site, names, facts));
  },
};

export default rule;

function reportsOf({ canvas, routine, library }: CanvasSite, names: ReadonlySet<string>, { text }: Facts): RuleReport[] {
  return lostOptionsIn(canvas, names).map((lost) => {
    const edits = moveOptions(lost, text);
    return {
      span: spanOf(lost),
      message: messageOf(lost),
      routine,
      library,
      suggestions: edits === undefined ? [] : [{ title: `Set ${optionsOf(lost)} on each step`, edits }],
    };
  });
}

function spanOf({ options }: LostOptions): RuleReport['span'] {
  const wholes = [...options.values()].map(({ whole }) => whole);
  return { start: Math.min(...wholes.map(({ start }) => start)), end: Math.max(...wholes.map(({ end }) => end)) };
}

function messageOf(lostOptions: LostOptions): string {
  const { canvas, options, reached, lost } = lostOptions;
  const [is, it] = options.size === 1 ? ['is', 'it'] : ['are', 'them'];
  const given = `${optionsOf(lostOptions)} ${is} given to the whole ${canvas.kind}`;
  const without = `${namesOf(lost)} ${isOne(lost) ? 'runs' : 'run'} without ${it}`;
  const instead = [...options.keys()].every((name) => ROUTING.has(name)) ? 'route the tasks by `task_routes`' : 'in the definitions of the tasks';
  const way = `Set ${it} on every step with \`.set(…)\`, or ${instead}.`;
  if (reached.length === 0) return `${given}, which becomes part of another canvas: Celery takes its steps out and leaves its options behind, so ${without}. ${way}`;
  const only = isNamed(lostOptions) ? `only ${namesOf(reached)} ${isOne(reached) ? 'gets' : 'get'} ${it}` : `not every step gets ${it}`;
  return `${given}, but ${only}, and ${without}: Celery hands the options of a chain to the step that it sends first. ${way}`;
}

/** Whether the names tell who gets the options and who does not. */
function isNamed({ canvas, reached, lost }: LostOptions): boolean {
  const keys = new Set(reached.map(({ task }) => task.key));
  return [...within(canvas)].every(({ kind }) => kind !== 'unknown') && !lost.some(({ task }) => keys.has(task.key));
}

function optionsOf({ options }: LostOptions): string {
  return renderNames([...options.keys()]);
}

function namesOf(steps: readonly Signature[]): string {
  return renderNames(distinct(steps));
}

/** Whether one name stands for all. */
function isOne(steps: readonly Signature[]): boolean {
  return distinct(steps).length === 1;
}

function distinct(steps: readonly Signature[]): string[] {
  return [...new Set(steps.map(({ task }) => task.name))];
}
