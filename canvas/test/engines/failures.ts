import { byChain } from './tally.js';

export const STEPS = ['process', 'thumbnail', 'notify'] as const;

/** A chain, and what is to go wrong in it. */
export interface Plan {
  readonly id: string;
  /** The step that fails, if one does. */
  readonly failing: number | undefined;
  /** How often a step is tried. */
  readonly attempts: number;
}

/** Chains of which three in four fail, at a random step, after one to three attempts. */
export function randomPlans(count: number): readonly Plan[] {
  return Array.from({ length: count }, (_, id) => {
    const step = Math.floor(Math.random() * (STEPS.length + 1));
    const failing = step < STEPS.length ? step : undefined;
    return { id: String(id), failing, attempts: 1 + Math.floor(Math.random() * 3) };
  });
}

/** Chains in which nothing is to go wrong, named from `first` on. */
export function chainsFrom(first: number, count: number): readonly Plan[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(first + index), failing: undefined, attempts: 1 }));
}

/** How each chain is to go: nothing after the failing step but, once, its handler. */
export function expected(plans: readonly Plan[]): ReadonlyMap<string, readonly string[]> {
  return new Map(plans.map((plan) => [plan.id, expectedOf(plan)]));
}

function expectedOf({ id, failing, attempts }: Plan): readonly string[] {
  const ended = STEPS.slice(0, failing).flatMap((_, step) => [`${String(step)} start`, `${String(step)} end`]);
  if (failing === undefined) return ended;
  const starts = Array.from({ length: attempts }, () => `${String(failing)} start`);
  return [...ended, ...starts, handled(STEPS[failing], `boom ${id}`)];
}

/** What a handler writes, after the name of the chain. */
export function handled(step: string | undefined, reason: string): string {
  return `handled ${step ?? 'nothing'} ${reason}`;
}

/** How each chain went, in the order of the plans. */
export function actual(plans: readonly Plan[], events: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const chains = byChain(events);
  return new Map(plans.map(({ id }) => [id, chains.get(id) ?? []]));
}

/** The line that a reader of the tests sees. */
export function failureLine(engine: string, plans: readonly Plan[], events: readonly string[], waiting: number): string {
  const failing = plans.filter((plan) => plan.failing !== undefined);
  const retried = failing.filter(({ attempts }) => attempts > 1);
  const handlers = events.filter((event) => event.includes(' handled '));
  return (
    `failures: ${engine}: ${String(failing.length)} of ${String(plans.length)} chains failed at a random step ` +
    `(${String(retried.length)} after retries): handler ran ${String(handlers.length)} times, ${String(waiting)} jobs left waiting`
  );
}
