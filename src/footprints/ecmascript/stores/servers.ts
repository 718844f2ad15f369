/** Which server, and which of its databases, a client of Redis is made for. https://github.com/redis/ioredis, https://github.com/redis/node-redis */
import type { Term } from '../../../analysis/footprint.js';
import { partsOfUrl, serverNamed } from '../../servers.js';
import type { Expressed } from '../values.js';
import type { ReadingContext } from '../library.js';

type Part = string | undefined;

interface Server {
  readonly host?: Part;
  readonly port?: Part;
  readonly database?: Part;
}

/** `new Redis(6380, 'jobs', { db: 2 })`, `new Redis('redis://jobs:6380/2')`, `createClient({ url, database: 2 })`, `{ socket: { host: 'jobs' } }` */
export function serverOf(made: readonly Expressed[], context: ReadingContext): Term | undefined {
  const { host, port, database } = serverIn(made, context);
  return serverNamed([host, port, database]);
}

function serverIn(made: readonly (Expressed | undefined)[], context: ReadingContext): Server {
  return made.reduce<Server>((server, argument) => (argument === undefined ? server : { ...server, ...serverAt(argument, context) }), {});
}

function serverAt(argument: Expressed, context: ReadingContext): Server {
  const options = context.entriesOf(argument)?.entries;
  if (options === undefined) return serverNamedBy(partIn(argument, context));
  const own = { host: partIn(options.get('host'), context), port: partIn(options.get('port'), context), database: partIn(options.get('db') ?? options.get('database'), context) };
  return { ...serverIn([options.get('url'), options.get('socket')], context), ...known(own) };
}

/** A port, a URL, or a host. */
function serverNamedBy(part: Part): Server {
  if (part === undefined || /^\d+$/.test(part)) return known({ port: part });
  const [host, port, database] = partsOfUrl(part) ?? [part];
  return known({ host, port, database });
}

function known(server: Server): Server {
  return Object.fromEntries(Object.entries(server).filter(([, part]) => part !== undefined));
}

/** What a value is, or the name of the setting that says it. */
function partIn(expression: Expressed | undefined, context: ReadingContext): Part {
  const term = expression === undefined ? undefined : context.termOf(expression);
  return term?.kind === 'setting' ? `{${term.name}}` : context.textOf(expression);
}
