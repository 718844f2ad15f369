import { bull } from './bull.js';
import { bullmq } from './bullmq.js';
import { celeryNode } from './celery-node.js';
import { celeryTs } from './celery-ts.js';
import type { Library } from './library.js';

/** Every task library that is known, one row each. */
export const LIBRARIES: readonly Library[] = [bullmq, bull, celeryNode, celeryTs];

/** The methods that dispatch, of all libraries: a text without one of these names (and without a wrapper's) holds no dispatch. */
export const DISPATCH_NAMES: ReadonlySet<string> = new Set(LIBRARIES.flatMap(({ dispatches }) => dispatches.map(({ method }) => method)));

/** The library of a dispatch by its id; undefined where there is none of that id. */
export function libraryOf(id: string): Library | undefined {
  return LIBRARIES.find((library) => library.id === id);
}
