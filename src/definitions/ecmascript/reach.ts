/** Which of a queue's consumers can be those that run a dispatch's jobs: queues of one name may be several. */
import { pathFrom } from '../../paths.js';
import type { Consumer } from './consumer.js';
import { areApart, type Home } from './homes.js';
import type { Packages } from './packages.js';

/** Code that shows, measures or stands in for something: it runs nothing but its own. Below `src` such a word is the application's. */
const ASIDE = /^(?:(?!src\/)[^/]+\/)*(?:examples?|demos?|samples?|playgrounds?|templates?|bench(?:marks?)?|docs?|fixtures?|mocks?)\//;
const STAND_IN = /\.(?:stories|mock|example)\.\w+$/;

/** Where a dispatch's queue comes from. */
export interface Source {
  /** The files that the dispatch, the library's own call and the queue stand in. */
  readonly paths: readonly string[];
  readonly home: Home;
}

/** The consumers that are within reach; of several, those that have something in common with the dispatch. */
export function withinReach(consumers: readonly Consumer[], { paths, home }: Source, packages: Packages, root: string): readonly Consumer[] {
  const reached = consumers.filter((consumer) => !areApart(home, consumer.home) && !isAside(consumer));
  const related = reached.filter((consumer) => relationsOf(consumer).includes('related'));
  return related.length > 0 ? related : reached.filter((consumer) => relationsOf(consumer).includes('unknown'));

  function isAside({ module }: Consumer): boolean {
    const path = pathFrom(root, module.path);
    const folder = ASIDE.exec(path)?.[0];
    return STAND_IN.test(path) || (folder !== undefined && !paths.some((each) => pathFrom(root, each).startsWith(folder)));
  }

  function relationsOf({ module }: Consumer): string[] {
    return paths.map((path) => packages.relationOf(path, module.path));
  }
}
