/** What an earlier task of a run does to what a later one does: the effects of both, compared. */
import { namesValue, type Effect, type Knowledge, type Row } from './footprint.js';
import type { Conflict, Dispatch, Place } from './ir.js';
import { aspectOf, fieldsOf, keyOfResource, meetingOf, samenessOf, subjectOf, type Meeting } from './meetings.js';
import type { Sameness } from './rows.js';

export type ReadKnowledge = Extract<Knowledge, { kind: 'read' }>;

/** One dispatch of a run, by its position, and what is known of its task. */
export interface Side {
  readonly position: number;
  readonly dispatch: Dispatch;
  readonly knowledge: Knowledge;
}

export interface Verdict {
  readonly earlier: Side;
  readonly later: Side;
  /** What is proven, the strongest first: at most one for a column, a table's rows, a store. */
  readonly conflicts: readonly Conflict[];
  /** A plain write and a read of one table, of which nobody can say whether they mean the same row, or the same column. */
  readonly near?: Conflict;
  /** The earlier task dispatches the later one itself, so that one more dispatch need not wait. */
  readonly isRedispatched: boolean;
}

/** How far two effects that meet are from proving anything. */
type Strength = 'proven' | 'near' | 'weak';

interface Meets extends Omit<Conflict, 'earlier' | 'later'> {
  readonly strength: Strength;
  readonly aspect: string;
}

type Found = Meets & Conflict;

/** @param overRows the earlier stands for many dispatches, each of a row of its own: any row that the later reads may be one of those */
export function compare(earlier: Side, later: Side, overRows: boolean): Verdict {
  const isRedispatched = isRead(earlier.knowledge) && earlier.knowledge.dispatches.some(({ key }) => key === later.dispatch.task.key);
  if (isRedispatched || !isRead(earlier.knowledge) || !isRead(later.knowledge)) return { earlier, later, conflicts: [], isRedispatched };
  const found = meetingsOf(earlier.knowledge, later.knowledge, overRows).map((met) => ({ ...met, earlier: earlier.position, later: later.position }));
  const near = strongest(found.filter(({ strength }) => strength === 'near'));
  return {
    earlier,
    later,
    conflicts: onePerAspect(found.filter(({ strength }) => strength === 'proven')),
    ...(near === undefined ? {} : { near: conflictOf(near) }),
    isRedispatched,
  };
}

function isRead(knowledge: Knowledge): knowledge is ReadKnowledge {
  return knowledge.kind === 'read';
}

/** A chain waits for what the earlier task does itself, and for nothing that this dispatches in turn. */
export function ownEffectsOf({ effects }: ReadKnowledge): readonly Effect[] {
  return effects.filter(({ behind }) => behind.length === 0);
}

function meetingsOf(earlier: ReadKnowledge, later: ReadKnowledge, overRows: boolean): Meets[] {
  const mine = ownEffectsOf(earlier);
  const bySubject = groupBySubject(withoutFreshReads(later.effects));
  const places = new Set(later.effects.filter(({ operation }) => operation !== 'read').map(placeOf));
  return mine.flatMap((before) => {
    const theirs = bySubject.get(subjectOf(before.resource)) ?? [];
    return theirs.flatMap((after): Meets[] => {
      const meeting = meetingOf(before, after);
      if (meeting === undefined || meeting.sameness === 'apart' || isToldBetter(before, after, theirs)) return [];
      const met: Met = { before, after, meeting, mine, theirs, overRows, isSharedPlace: places.has(placeOf(before)) };
      return [{ ...kindOf(met), before, strength: strengthOf(met), aspect: aspectOf(before.resource) }];
    });
  });
}

/** A column by which rows are chosen says nothing of what it must hold: where those rows are read themselves, that tells which they are. */
function isToldBetter(before: Effect, after: Effect, theirs: readonly Effect[]): boolean {
  if (before.resource.kind !== 'row' || after.rank !== 'where' || after.resource.kind !== 'column' || after.resource.row.kind !== 'keyed') return false;
  const { column, row } = after.resource;
  const names = [column, ...row.by.map((each) => each.column)];
  return theirs.some(({ operation, resource }) => {
    if (operation !== 'read' || resource.kind !== 'row' || resource.row.kind !== 'keyed') return false;
    const told = new Set([...resource.row.by, ...(resource.row.limits ?? [])].map((each) => each.column));
    return names.every((name) => told.has(name));
  });
}

function groupBySubject(effects: readonly Effect[]): Map<string | undefined, Effect[]> {
  const groups = new Map<string | undefined, Effect[]>();
  for (const effect of effects) {
    const subject = subjectOf(effect.resource);
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [effect]);
    else group.push(effect);
  }
  return groups;
}

/** Without the reads of what the task has just written or dropped itself: effects are in source order. */
function withoutFreshReads(effects: readonly Effect[]): Effect[] {
  const written = new Set<string>();
  return effects.filter(({ operation, mode, resource }) => {
    const key = keyOfResource(resource);
    if (key === undefined) return true;
    const fields = fieldsOf(resource).map((field) => key + field);
    if (operation === 'read') return !written.has(key) && !fields.every((field) => written.has(field));
    const isSet = operation === 'write' || resource.kind === 'key';
    if (isSet && mode === 'plain') for (const field of fields) written.add(field);
    return true;
  });
}

interface Met {
  readonly before: Effect;
  readonly after: Effect;
  readonly meeting: Meeting;
  /** All that the earlier task does itself. */
  readonly mine: readonly Effect[];
  /** All that the later does to the same table or store. */
  readonly theirs: readonly Effect[];
  readonly overRows: boolean;
  /** The later writes through the very place where the earlier does. */
  readonly isSharedPlace: boolean;
}

function placeOf({ site }: Effect): string {
  return `${site.file}:${String(site.offset)}`;
}

function strengthOf(met: Met): Strength {
  const { before, after, meeting, isSharedPlace } = met;
  if (isSharedPlace || after.mode !== 'plain' || (after.operation === 'read' && after.rank === 'selected') || isCounting(met)) return 'weak';
  // A counter is counted up whichever comes first; only a task that writes what it has read over it loses the count.
  const isWritten = before.mode === 'plain' || (before.mode === 'atomic' && rewriteOf(met) !== undefined);
  if (!isWritten) return 'weak';
  // Which columns are written is not known.
  if (before.resource.kind === 'row' && meeting.kind === 'write-read') return 'near';
  if (meeting.sameness === 'same') return 'proven';
  const isOfColumn = before.resource.kind === 'column' && meeting.kind === 'write-read';
  if (isOfColumn && met.overRows && isOfThisRun(before.resource)) return 'proven';
  return isOfColumn ? 'near' : nearIfAlike(meeting.sameness);
}

/** Whether the dispatching routine names the row. */
function isOfThisRun({ row }: { readonly row: Row }): boolean {
  return row.kind === 'keyed' && row.by.some(({ is }) => namesValue(is));
}

/** Whether what is read only goes into a counter, which is counted up whatever it held. */
function isCounting({ after, theirs }: Met): boolean {
  return (
    after.operation === 'read' &&
    theirs.some(({ mode, site, resource }) => mode === 'atomic' && isSameLine(site, after.site) && aspectOf(resource) === aspectOf(after.resource))
  );
}

function isSameLine(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line;
}

function nearIfAlike(sameness: Sameness): Strength {
  return sameness === 'alike' ? 'near' : 'weak';
}

/** Where both read and rewrite the same, each may undo what the other did. */
function kindOf(met: Met): Pick<Conflict, 'kind' | 'after'> {
  const { before, mine, meeting, after } = met;
  const rewrite = rewriteOf(met);
  const isReadFirst = mine.some((effect) => isUsedRead(effect) && isSame(effect, before) && mine.indexOf(effect) < mine.indexOf(before));
  return rewrite !== undefined && (isReadFirst || before.mode === 'atomic') ? { kind: 'lost-update', after: rewrite } : { kind: meeting.kind, after };
}

/** The plain write of the later task that follows its read. */
function rewriteOf({ after, theirs, meeting }: Met): Effect | undefined {
  if (meeting.kind !== 'write-read') return undefined;
  return theirs
    .slice(theirs.indexOf(after) + 1)
    .find((effect) => effect.operation === 'write' && effect.mode === 'plain' && isSame(effect, after));
}

function isUsedRead({ operation, rank }: Effect): boolean {
  return operation === 'read' && rank !== 'selected';
}

/** Whether two effects surely touch one and the same column or key. */
function isSame(a: Effect, b: Effect): boolean {
  return aspectOf(a.resource) === aspectOf(b.resource) && ['same', 'alike'].includes(samenessOf(a.resource, b.resource));
}

function onePerAspect(found: readonly Found[]): Conflict[] {
  const best = new Map<string, Found>();
  for (const each of found.toSorted(byStrength)) if (!best.has(each.aspect)) best.set(each.aspect, each);
  return [...best.values()].map(conflictOf);
}

function strongest(found: readonly Found[]): Found | undefined {
  return found.toSorted(byStrength)[0];
}

function conflictOf({ earlier, later, kind, before, after }: Found): Conflict {
  return { earlier, later, kind, before, after };
}

/** What is easiest to follow comes first: what the tasks do themselves, near their own bodies, values before the being of rows, makes before drops. */
const KINDS: readonly Conflict['kind'][] = ['lost-update', 'write-read', 'write-delete', 'read-delete', 'delete-read', 'insert-read'];

export function byStrength(a: Conflict, b: Conflict): number {
  return (
    a.after.behind.length - b.after.behind.length ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    Number(a.before.operation === 'delete') - Number(b.before.operation === 'delete') ||
    a.before.via.length + a.after.via.length - (b.before.via.length + b.after.via.length)
  );
}
