/** Why the order of a run matters, or does not, in sentences without a full stop. */
import { describeResource, listed } from './describe.js';
import type { Effect, Site } from './footprint.js';
import type { Conflict, Place } from './ir.js';
import type { ReadKnowledge, Side, Verdict } from './verdict.js';

/** @param path absolute; the answer is what people call the file */
export type NameFile = (path: string) => string;

/** What two tasks do to each other: the strongest of it, and how much more there is of its kind. */
export function reasonOfConflicts({ earlier, later, conflicts }: Verdict, nameFile: NameFile): string | undefined {
  const [first, ...others] = conflicts;
  if (first === undefined) return undefined;
  const places = placesOf(first, nameFile);
  const columns = others.flatMap((other) => (isLike(other, first) ? columnOf(other.before) : []));
  const what = describeResource(namedEffectOf(first).resource, columns);
  const done = sentenceOf(first, what, places);
  return `${nameOf(later)} ${through(first.after)}${done.later}, ${done.link} ${nameOf(earlier)} ${done.earlier}`;
}

interface Places {
  readonly before: string;
  readonly after: string;
}

/** What the later does, how that is linked to the earlier, and what the earlier does. */
interface Sentence {
  readonly later: string;
  readonly link: string;
  readonly earlier: string;
}

function sentenceOf({ kind, before }: Conflict, what: string, { before: there, after: here }: Places): Sentence {
  const made = before.operation === 'create' ? 'makes' : 'writes';
  switch (kind) {
    case 'write-read':
      return { later: `reads ${what} (${here})`, link: 'which', earlier: `${made} (${there})` };
    case 'lost-update':
      return { later: `reads and rewrites ${what} (${here})`, link: 'and so does', earlier: `(${there}), so one may undo what the other did` };
    case 'write-delete':
      return { later: `deletes ${what} (${here})`, link: 'which', earlier: `${made} (${there})` };
    case 'read-delete':
      return { later: `deletes ${what} (${here})`, link: 'which', earlier: `reads (${there})` };
    case 'delete-read':
      return { later: `reads ${what} (${here})`, link: 'which', earlier: `deletes (${there})` };
    case 'insert-read':
      return { later: `reads ${what} (${here})`, link: 'which', earlier: `${before.operation === 'delete' ? 'deletes' : 'makes'} (${there})` };
  }
}

/** The effect that says best what is meant: rows that are made or deleted are named by it, whichever column is read of them. */
function namedEffectOf({ kind, before, after }: Conflict): Effect {
  if (kind === 'write-read' || kind === 'lost-update') return after;
  return kind === 'insert-read' || kind === 'delete-read' ? before : after;
}

function isLike(conflict: Conflict, first: Conflict): boolean {
  return conflict.kind === first.kind && modelOf(conflict.before) === modelOf(first.before);
}

function modelOf({ resource }: Effect): string | undefined {
  return resource.kind === 'column' ? resource.model.key : undefined;
}

function columnOf({ resource }: Effect): string[] {
  return resource.kind === 'column' ? [resource.column] : [];
}

/** ``through `notify_async` ``: what the later task only has others do. */
function through({ behind }: Effect): string {
  return behind.length === 0 ? '' : `through ${listed(behind.map((name) => `\`${name}\``))} `;
}

/** The same column, but nobody knows whether of the same row; the same table, but nobody knows which columns. */
export function reasonOfNear({ earlier, later, near }: Verdict, nameFile: NameFile): string | undefined {
  if (near === undefined) return undefined;
  const { before, after } = placesOf(near, nameFile);
  const { resource } = near.before;
  if (resource.kind === 'row' && near.kind === 'write-read')
    return `${nameOf(later)} ${through(near.after)}reads ${describeResource(near.after.resource)} (${after}) and ${nameOf(earlier)} writes columns of ${resource.model.name} (${before}), but which ones is not known`;
  const what = resource.kind === 'column' ? `${resource.model.name}.${resource.column}` : describeResource(resource);
  const same = resource.kind === 'key' ? 'the shared argument does not name it' : 'whether of the same row is not known';
  return `${nameOf(later)} ${through(near.after)}reads ${what} (${after}) and ${nameOf(earlier)} writes it (${before}), but ${same}`;
}

export function reasonOfRedispatch({ earlier, later }: Verdict): string {
  return `${nameOf(earlier)} itself dispatches ${nameOf(later)}, so this dispatch need not wait for it`;
}

/** What was read of two tasks does not meet; that is no proof, so nothing is claimed. */
export function reasonOfApart({ earlier, later }: Verdict): string {
  return `nothing was found that ${nameOf(earlier)} does and ${nameOf(later)} needs`;
}

/** Why nothing can be said of a task of which no effects are known. */
export function reasonOfIgnorance({ dispatch, knowledge }: Side, nameFile: NameFile): string {
  if (knowledge.kind === 'unread') return knowledge.reason;
  const task = `\`${dispatch.task.name}\` (${placeAt(knowledge.place, nameFile)})`;
  if (knowledge.opaque.length > 0) return `what ${task} does is not known: it ${opaqueOf(knowledge, nameFile)}`;
  if (knowledge.dispatches.length === 0) return `${task} does nothing that could be compared`;
  return `${task} only dispatches ${listed(knowledge.dispatches.map(({ name }) => `\`${name}\``))}, of which nothing is known`;
}

function opaqueOf({ opaque }: ReadKnowledge, nameFile: NameFile): string {
  return listed([...new Set(opaque.map(({ what, site }) => `${what} (${placeAt(site, nameFile)})`))]);
}

function nameOf({ dispatch }: Side): string {
  return `\`${dispatch.task.name}\``;
}

function placesOf({ before, after }: Conflict, nameFile: NameFile): Places {
  return { before: placeAt(before.site, nameFile), after: placeAt(after.site, nameFile) };
}

function placeAt({ file, line }: Place | Site, nameFile: NameFile): string {
  return `${nameFile(file)}:${String(line)}`;
}
