/** The part of a Redis client that BullMQ itself looks at to tell a client from a configuration. */
interface RedisClient {
  readonly duplicate: unknown;
  readonly isCluster?: boolean;
  readonly options?: Address;
}

interface Address {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string | null;
  readonly db?: number | string;
  readonly sentinels?: unknown;
  readonly name?: string | null;
  readonly username?: string;
  readonly password?: string;
}

/** Whether a queue's `connection` option is a live client rather than the configuration for one. */
function isClient(connection: unknown): connection is RedisClient {
  return typeof connection === 'object' && connection !== null && 'duplicate' in connection;
}

/**
 * Names the server and database behind a queue's `connection` option, to be compared with `===`.
 * Two configurations or ioredis clients of one database are equal; a client that does not show its address
 * (a cluster, another Redis library) only equals itself.
 *
 * Defaults are BullMQ's: https://docs.bullmq.io/guide/connections
 */
export function serverOf(connection: unknown): unknown {
  const address = isClient(connection) ? connection.options : ((connection ?? {}) as Address);
  if (!address) return connection;
  if (isClient(connection) && (connection.isCluster === true || !address.host)) return connection;

  const { host = '127.0.0.1', port = 6379, db = 0 } = { ...address, ...partsOf(address.url) };
  return JSON.stringify([
    host === 'localhost' ? '127.0.0.1' : host,
    Number(port),
    Number(db),
    address.path ?? null,
    address.sentinels ?? null,
    address.name ?? null,
  ]);
}

/** What a Redis URL says, without what it leaves open. */
function partsOf(url: string | undefined): Address {
  if (!url || !URL.canParse(url)) return {};
  const { hostname, port, pathname } = new URL(url);
  const db = pathname.slice(1);
  return { ...(hostname && { host: hostname }), ...(port && { port }), ...(db && { db }) };
}

/**
 * What tells one connection from another, to be compared with `===`: the client itself, or the server and
 * who logs in.
 */
export function connectionOf(connection: unknown): unknown {
  if (isClient(connection)) return connection;
  const { url, username, password } = (connection ?? {}) as Address;
  return JSON.stringify([serverOf(connection), url, username, password]);
}
