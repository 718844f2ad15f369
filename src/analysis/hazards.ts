/** What would make a rewrite of a run change more than the order, whichever library and style. */
import { isDirective } from './comments.js';
import { areStaggered, delayOf, etaOf } from './delays.js';
import type { Argument, Conflict, Dispatch, Hazard, Run } from './ir.js';
import { isFanIn } from './loops.js';
import { listNames } from '../words.js';

/** More steps than this make each message of a chain carry a long tail. */
const LONG = 20;

/** First words of steps that are meant to run whatever happened before: `cleanupUpload`, `lock.release`; not `login`. */
const ALWAYS_WORDS = ['cleanup', 'clean-up', 'clean_up', 'unlock', 'release', 'close', 'log', 'always', 'finalize', 'finalise'];

/** One row of the catalogue: what it finds in a run. */
type Check = (run: Run, conflicts: readonly Conflict[]) => readonly Hazard[];

const CHECKS: readonly Check[] = [
  fanIns,
  usedResults,
  wrappers,
  differentLibraries,
  differentConnections,
  mixedWaiting,
  settledApart,
  directives,
  effects,
  reorderedDeclarations,
  lastSteps,
  delays,
  expiries,
  logLines,
  freshValues,
  longChains,
];

/**
 * The hazards of a run, refusals first; each library adds its own.
 * @param conflicts what the order is proven by
 */
export function findHazards(run: Run, conflicts: readonly Conflict[] = []): Hazard[] {
  const hazards = CHECKS.flatMap((check) => check(run, conflicts));
  return [...hazards.filter(({ effect }) => effect === 'refuse'), ...hazards.filter(({ effect }) => effect === 'warn')];
}

function refusal(id: string, message: string): Hazard {
  return { effect: 'refuse', id, message };
}

function warning(id: string, message: string): Hazard {
  return { effect: 'warn', id, message };
}

function nameOf(dispatch: Dispatch | undefined): string {
  return `\`${dispatch?.task.name ?? ''}\``;
}

function fanIns(run: Run): Hazard[] {
  if (!isFanIn(run)) return [];
  const [each, callback] = run.dispatches;
  const problem = `${nameOf(callback)} after all that the loop dispatches is a chord, which needs a result backend`;
  return [refusal('fan-in', `${problem}: where there is one, write a chord of the signatures of ${nameOf(each)} and that of ${nameOf(callback)}`)];
}

function usedResults({ dispatches }: Run): Hazard[] {
  return dispatches
    .slice(0, -1)
    .filter(({ result }) => result.kind === 'returned' || (result.kind === 'bound' && result.used))
    .map((dispatch) => refusal('result-used', `the result of ${nameOf(dispatch)} is used; a chain only returns the last step`));
}

function wrappers({ dispatches }: Run): Hazard[] {
  const opaque = dispatches.flatMap(({ wrapper }) => (wrapper === undefined || wrapper.signature !== undefined ? [] : [wrapper]));
  const byName = new Map(opaque.map((wrapper) => [wrapper.name, wrapper]));
  return [...byName.values()].map(({ name, place }) => {
    const at = place === undefined ? '' : ` (${place.file}:${String(place.line)})`;
    const problem = `\`${name}\`${at} queues the task itself, so there is no signature to chain`;
    const wayOut = 'add a function with the same parameters that returns the signature, and name it as `signature` in the setting';
    return refusal('wrapper', `${problem}: ${wayOut} \`dispatchers\`, or queue the task here`);
  });
}

function differentLibraries({ dispatches }: Run): Hazard[] {
  const libraries = [...new Set(dispatches.map(({ library }) => library))];
  if (libraries.length < 2) return [];
  return [refusal('different-libraries', `the tasks belong to different libraries (${libraries.join(', ')}), which cannot be chained`)];
}

function differentConnections({ dispatches }: Run): Hazard[] {
  const connections = new Set(dispatches.flatMap(({ connectionKey }) => connectionKey ?? []));
  return connections.size < 2 ? [] : [refusal('different-connections', 'the queues are on different connections')];
}

function mixedWaiting({ dispatches }: Run): Hazard[] {
  const ways = new Set(dispatches.map(({ waiting }) => waiting).filter((waiting) => waiting !== 'returned'));
  if (ways.size < 2) return [];
  return [refusal('mixed-waiting', 'some of the dispatches are awaited and others are not: wait for all of them, or for none')];
}

function settledApart({ dispatches }: Run): Hazard[] {
  const calls = '`.catch()`, `.then()` or `.finally()`';
  return dispatches
    .filter((dispatch) => dispatch.settledApart)
    .map((dispatch) => refusal('settled-apart', `errors of each dispatch are handled apart: ${calls} hangs on ${nameOf(dispatch)} alone`));
}

function directives({ comments }: Run): Hazard[] {
  const directive = comments.find((comment) => isDirective(comment));
  if (directive === undefined) return [];
  return [refusal('directive-comment', `the comment «${directive.text}» is an order for one line, which the rewrite would move`)];
}

/** Dispatches after the first with an argument of that purity: a chain evaluates them before the first task is queued. */
function laterWith(purity: Argument['purity'], { dispatches }: Run): Dispatch[] {
  return dispatches.slice(1).filter((dispatch) => dispatch.arguments.some((argument) => argument.purity === purity));
}

function effects(run: Run): Hazard[] {
  const first = nameOf(run.dispatches[0]);
  return laterWith('effect', run).map((dispatch) => {
    const problem = `an argument of ${nameOf(dispatch)} calls something or waits, which a chain would do before ${first} is queued`;
    return refusal('argument-effect', `${problem}: put it in a constant above the first dispatch`);
  });
}

function freshValues(run: Run): Hazard[] {
  const kinds = 'a time, a random value, a counter';
  return laterWith('fresh', run).map((dispatch) =>
    warning('argument-fresh', `an argument of ${nameOf(dispatch)} is new each time (${kinds}); it is now taken before anything is queued`),
  );
}

function reorderedDeclarations({ items }: Run): Hazard[] {
  const impure = items.findIndex((item) => item.kind === 'dispatch' && item.dispatch.arguments.some(({ purity }) => purity !== 'pure'));
  const declaration = impure === -1 ? undefined : items.slice(impure).find(({ kind }) => kind === 'declaration');
  if (declaration?.kind !== 'declaration') return [];
  const names = listNames(declaration.declares);
  const problem = `the declaration of ${names} would be evaluated before the arguments above it, which are more than plain values`;
  return [refusal('declaration-order', `${problem}: move it above the first dispatch`)];
}

function lastSteps({ dispatches }: Run): Hazard[] {
  const last = dispatches.at(-1);
  if (last === undefined || !isMeantToRunAlways(last.task.name)) return [];
  const message = `${nameOf(last)} looks like a step that must always run; in a chain this runs only if all before succeed`;
  return [refusal('always-step', message)];
}

function isMeantToRunAlways(name: string): boolean {
  const last = name.split(/[.:/]/).at(-1) ?? name;
  const own = last === last.toUpperCase() ? last.toLowerCase() : last;
  return ALWAYS_WORDS.some((word) => own.toLowerCase().startsWith(word) && !/^[a-z]/.test(own.slice(word.length)));
}

function delays({ dispatches }: Run, conflicts: readonly Conflict[]): Hazard[] {
  if (areStaggered(dispatches)) {
    const problem = 'the delays grow from step to step, as if to keep the tasks in order; in a chain they would add up';
    return [refusal('staggered-delays', `${problem}: drop them, the chain keeps the order`)];
  }
  return dispatches.slice(1).flatMap((dispatch) => {
    const name = nameOf(dispatch);
    const counted = `the delay of ${name} is now counted from the end of the previous step`;
    if (delayOf(dispatch) !== undefined) return [warning('later-delay', isOrdered(dispatch) ? `${counted}; ${MAKESHIFT}` : counted)];
    if (etaOf(dispatch) === undefined) return [];
    return [warning('later-eta', `the eta of ${name} is an absolute time; the task now also waits for the previous step`)];
  });

  function isOrdered(dispatch: Dispatch): boolean {
    return conflicts.some(({ later }) => dispatches[later] === dispatch);
  }
}

const MAKESHIFT = 'drop it if it only was to keep the order';

/** A step that expires in a chain ends it without an error callback (Celery, tried on 5.2 and 5.6). */
function expiries({ dispatches }: Run): Hazard[] {
  const rest = 'may expire while it waits for the previous step; then the chain ends without an error callback';
  return dispatches
    .slice(1)
    .filter(({ options }) => options?.entries?.has('expires') === true)
    .map((dispatch) => refusal('later-expires', `${nameOf(dispatch)} ${rest}`));
}

function logLines({ items, dispatches }: Run): Hazard[] {
  if (!items.some(({ kind }) => kind === 'log')) return [];
  if (dispatches.at(-1)?.result.kind === 'returned') {
    const problem = 'the log line between the dispatches could not stay after a chain that is returned';
    return [refusal('log-before-return', `${problem}: move it above the first dispatch`)];
  }
  return [warning('log-between', 'the log line between the dispatches is now written after the chain is queued')];
}

function longChains({ dispatches }: Run): Hazard[] {
  return dispatches.length > LONG
    ? [warning('long-chain', `a chain of ${String(dispatches.length)} steps: each message carries the rest of the chain`)]
    : [];
}
