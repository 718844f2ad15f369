/** Weighs a run: how sure it is that its order matters, and why. */
import { lacksReason } from './comments.js';
import { reasonOfCommon, type Census } from './common.js';
import type { Knowledge } from './footprint.js';
import type { Confidence, Evidence, Finding, Run } from './ir.js';
import { isFanIn } from './loops.js';
import * as reasons from './reasons.js';
import { isSharing } from './sharing.js';
import { AGREEING_SIGNS, signsOf } from './signs.js';
import { timersOf } from './stages.js';
import { byStrength, compare, ownEffectsOf, type Side, type Verdict } from './verdict.js';

/** What is around a run. */
export interface Surroundings {
  /** What people call a file, by its absolute path. */
  readonly nameFile: (path: string) => string;
  /** What the dispatches of the project carry; asked only where nothing else says how likely a conflict is. */
  readonly census?: () => Census;
}

const MOST_PAIRS = 3;
const REASON_MISSING = 'the comment `fix-chains: parallel` silences this only with a reason: `fix-chains: parallel -- reason`';

/**
 * The finding that a run makes.
 * @param knowledge what is known of the task of each of the run's dispatches, in their order
 */
export function weigh(run: Run, knowledge: readonly Knowledge[], surroundings: Surroundings): Finding {
  const verdicts = compareAll(run, knowledge);
  const evidence = isFanIn(run) ? weighFanIn(run, verdicts, surroundings) : weighRun(run, verdicts, surroundings);
  const notes = run.comments.some((comment) => lacksReason(comment)) ? [REASON_MISSING] : [];
  return { run, evidence: { ...evidence, reasons: [...new Set([...evidence.reasons, ...notes])] } };
}

/** Whether a finding is worth a word at all: a loop and a task after it are too common to be reported for what is not known of them. */
export function isFounded({ run, evidence }: Finding): boolean {
  return !isFanIn(run) || evidence.confidence === 'proven' || evidence.confidence === 'indicated';
}

/** Every earlier dispatch with every later one of another task. */
function compareAll(run: Run, knowledge: readonly Knowledge[]): Verdict[] {
  const sides = run.dispatches.map((dispatch, position): Side => {
    const unread: Knowledge = { kind: 'unread', reason: `the definition of \`${dispatch.task.name}\` is not read` };
    return { position, dispatch, knowledge: knowledge[position] ?? unread };
  });
  return sides.flatMap((earlier, index) =>
    sides
      .slice(index + 1)
      .filter((later) => later.dispatch.task.key !== earlier.dispatch.task.key)
      .map((later) => compare(earlier, later, isFanIn(run))),
  );
}

function weighRun(run: Run, verdicts: readonly Verdict[], surroundings: Surroundings): Evidence {
  const proven = provenBy(run, verdicts, surroundings);
  if (proven !== undefined) return proven;
  const results = verdicts.flatMap(resultSign);
  const signs = [...signsOf(run), ...results.slice(0, 1)];

  const sharing = verdicts.filter(({ earlier, later }) => isSharing(earlier.dispatch, later.dispatch));
  if (sharing.length > 0 && sharing.every(({ isRedispatched }) => isRedispatched)) return without('unlikely', sharing.map(reasons.reasonOfRedispatch));
  if (signs.length >= AGREEING_SIGNS) return without('indicated', signs);

  const missing = missingIn(sharing, surroundings);
  // What takes a result is called for the wrong thing as it is, whatever the bodies say of that.
  if (missing.length === 0 && results.length > 0) return without('possible', signs);
  if (missing.length === 0) return without('unlikely', [...sharing.map(reasonOfNone), ...signs]);
  const common = surroundings.census === undefined ? undefined : reasonOfCommon(run, surroundings.census);
  return common === undefined ? without('possible', [...signs, ...missing]) : without('unlikely', [common, ...signs, ...missing]);
}

/** The later takes something for the result of a task, and the earlier gives one. */
function resultSign({ earlier, later }: Verdict): string[] {
  if (earlier.knowledge.kind !== 'read' || earlier.knowledge.givesResult !== true) return [];
  const parameter = later.knowledge.kind === 'read' ? later.knowledge.resultParameter : undefined;
  if (parameter === undefined) return [];
  return [`\`${later.dispatch.task.name}\` takes the result of a task (\`${parameter}\`), and \`${earlier.dispatch.task.name}\` gives one`];
}

/** A loop that dispatches, and one task after it: its arguments say nothing, so that the bodies and the signs have to. */
function weighFanIn(run: Run, verdicts: readonly Verdict[], surroundings: Surroundings): Evidence {
  const near = verdicts.flatMap((verdict) => reasons.reasonOfNear(verdict, surroundings.nameFile) ?? []);
  const proven = provenBy(run, verdicts, surroundings);
  if (proven !== undefined) return proven;
  const signs = signsOf(run);
  const all = [...signs, ...near.slice(0, 1)];
  const isRedispatched = verdicts.some((verdict) => verdict.isRedispatched);
  return without(all.length >= AGREEING_SIGNS && !isRedispatched ? 'indicated' : 'unlikely', all);
}

function provenBy(run: Run, verdicts: readonly Verdict[], { nameFile }: Surroundings): Evidence | undefined {
  const conflicts = verdicts.flatMap((verdict) => verdict.conflicts).toSorted(byStrength);
  if (conflicts.length === 0) return undefined;
  const sentences = [...new Set(conflicts.map((conflict) => verdicts.find((verdict) => verdict.conflicts.includes(conflict))))].flatMap(
    (verdict) => (verdict === undefined ? [] : reasons.reasonOfConflicts(verdict, nameFile) ?? []),
  );
  // A timer's delay says nothing about the order of the others.
  const timers = timersOf(run, conflicts);
  const signs = signsOf({ ...run, dispatches: run.dispatches.filter((dispatch) => !timers.includes(dispatch)) });
  const more = sentences.length - MOST_PAIRS;
  const rest = more > 0 ? [more === 1 ? 'one more pair of these tasks conflicts likewise' : `${String(more)} more pairs of these tasks conflict likewise`] : [];
  return { confidence: 'proven', reasons: [...sentences.slice(0, MOST_PAIRS), ...rest, ...signs], conflicts };
}

/** Why it cannot be said that nothing meets; empty where what was read says so. */
function missingIn(sharing: readonly Verdict[], { nameFile }: Surroundings): string[] {
  const open = sharing.filter(({ isRedispatched }) => !isRedispatched);
  const near = open.flatMap((verdict) => reasons.reasonOfNear(verdict, nameFile) ?? []);
  const unknown = open.flatMap(({ earlier, later }) => [
    ...(isKnownAsEarlier(earlier) ? [] : [earlier]),
    ...(isKnownAsLater(later) ? [] : [later]),
  ]);
  return [...near, ...unknown.toSorted((a, b) => a.position - b.position).map((side) => reasons.reasonOfIgnorance(side, nameFile))];
}

/** A body that does nothing is a stub; one that only dispatches does nothing that a chain would wait for. */
function isKnownAsEarlier({ knowledge }: Side): boolean {
  return knowledge.kind === 'read' && (ownEffectsOf(knowledge).length > 0 || knowledge.dispatches.length > 0);
}

function isKnownAsLater({ knowledge }: Side): boolean {
  return knowledge.kind === 'read' && knowledge.effects.length > 0;
}

function reasonOfNone(verdict: Verdict): string {
  return verdict.isRedispatched ? reasons.reasonOfRedispatch(verdict) : reasons.reasonOfApart(verdict);
}

function without(confidence: Confidence, reasonsOfIt: readonly string[]): Evidence {
  return { confidence, reasons: reasonsOfIt, conflicts: [] };
}
