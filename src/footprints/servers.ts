/** Which server of Redis, and which of its databases, a client speaks to. */
import type { Term } from '../analysis/footprint.js';

/** What one gets without asking for another: hosts, ports, databases, connections. */
const USUAL: ReadonlySet<unknown> = new Set(['localhost', '127.0.0.1', '', 6379, '6379', 0, '0', 'default', null]);
const URL = /^\w+:\/\/(?:[^/@]*@)?([^/:]*)(?::(\d+))?(?:\/(\d+))?/;

/** What cannot be told is the same for all clients, and has no name. */
export function serverNamed(parts: readonly unknown[]): Term | undefined {
  const unusual = parts.filter((part) => part !== undefined && !USUAL.has(part));
  return unusual.length === 0 ? undefined : { kind: 'literal', value: unusual.join(' ') };
}

/** The host, the port and the database of `redis://:secret@jobs:6380/1`; undefined for another text. */
export function partsOfUrl(url: string): readonly (string | undefined)[] | undefined {
  return URL.exec(url)?.slice(1);
}
