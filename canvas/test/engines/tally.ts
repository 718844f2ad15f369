import type { Redis } from 'ioredis';
import { expect, vi } from 'vitest';

/** How chains went, by what their tasks wrote when they started and ended. */
export interface Tally {
  /** Chains of which something ran. */
  readonly seen: number;
  /** Chains in which a step started before the one before it had ended. */
  readonly outOfOrder: number;
  /** Chains in which a step never ended. */
  readonly unfinished: number;
  /** Steps that started more than once. */
  readonly repeated: number;
}

/**
 * @param events `<chain> <step> start` and `<chain> <step> end`, as they happened; steps are counted from 0
 * @param steps how many steps each chain has
 */
export function tally(events: readonly string[], steps = 3): Tally {
  const all = [...byChain(events).values()];
  const numbers = Array.from({ length: steps }, (_, step) => step);
  const count = (matches: (chain: readonly string[], step: number) => boolean) => (chain: readonly string[]) =>
    numbers.filter((step) => matches(chain, step)).length;

  const early = count((chain, step) => step > 0 && isEarly(chain, step));
  const open = count((chain, step) => !chain.includes(`${String(step)} end`));
  const repeated = count((chain, step) => chain.filter((event) => event === `${String(step)} start`).length > 1);
  return {
    seen: all.length,
    outOfOrder: all.filter((chain) => early(chain) > 0).length,
    unfinished: all.filter((chain) => open(chain) > 0).length,
    repeated: all.reduce((sum, chain) => sum + repeated(chain), 0),
  };
}

function isEarly(chain: readonly string[], step: number): boolean {
  const start = chain.indexOf(`${String(step)} start`);
  const before = chain.indexOf(`${String(step - 1)} end`);
  return start !== -1 && (before === -1 || start < before);
}

/** The line that a reader of the tests sees. */
export function orderLine(engine: string, count: number, chains: Tally, fannedOut: Tally): string {
  const lost = count - chains.seen + chains.unfinished;
  return (
    `order: ${engine}: chains ${String(chains.outOfOrder)} of ${String(count)} out of order ` +
    `(${String(lost)} lost, ${String(chains.repeated)} steps run twice), ` +
    `fanned out ${String(fannedOut.outOfOrder)} of ${String(count)}`
  );
}

/** What happened in each chain, without its name. */
export function byChain(events: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, string[]>();
  for (const event of events) {
    const [chain = '', ...rest] = event.split(' ');
    chains.set(chain, [...(chains.get(chain) ?? []), rest.join(' ')]);
  }
  return chains;
}

/** Waits until tasks have written so many events. */
export async function eventsOn(redis: Redis, count: number, timeout = 20_000): Promise<void> {
  const enough = async () => {
    expect(await redis.llen('events')).toBeGreaterThanOrEqual(count);
  };
  await vi.waitFor(enough, { timeout, interval: 5 });
}
