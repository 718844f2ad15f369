/** Where the jobs of a queue lie: two queues of one name on other servers, or under another prefix, are two queues. */
import { outermost } from '../../libraries/identity.js';
import type { Place } from '../../libraries/identity.js';
import { staticName } from '../../readers/ecmascript/estree.js';
import type { TSESTree } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Evaluator } from '../../resolve/evaluator.js';
import type { Value } from '../../resolve/values.js';
import { initialiserOf } from './initialisers.js';

/** `host`, `port`, `db`, `prefix`, as far as the code spells them out: what the environment says is not known. */
export type Home = ReadonlyMap<string, string>;

/** https://docs.bullmq.io/guide/connections, https://github.com/redis/ioredis#connect-to-redis */
const DEFAULTS: Home = new Map([['host', 'localhost'], ['port', '6379'], ['db', '0']]);
const DEFAULT_PREFIX = 'bull';

export const NOWHERE: Home = new Map();

export function areApart(home: Home, other: Home): boolean {
  return [...home].some(([name, value]) => (other.get(name) ?? value) !== value);
}

/** The home of a queue or worker, by the construction that it is known to come from. */
export function homeOf(evaluator: Evaluator, { is, madeEnv }: Value): Home {
  if (is.kind !== 'package' || is.made === undefined) return NOWHERE;
  const { node, module } = is.made;
  const places = node.arguments.slice(1).map((argument) => writtenAt(evaluator, { node: argument, module, env: madeEnv }));
  const options = places.find((place) => place?.node.type === 'ObjectExpression');
  // `new Queue('images', 'redis://localhost')`: Bull's only; a text is a file to BullMQ's worker.
  const url = is.package === 'bull' ? places[0] : undefined;
  return new Map([...(url === undefined ? [] : serverAt(evaluator, url)), ...(options === undefined ? [] : [...prefixIn(evaluator, options), ...serverIn(evaluator, options)])]);
}

function prefixIn(evaluator: Evaluator, options: Place): Home {
  const prefix = settingIn(evaluator, options, 'prefix');
  const text = prefix === 'absent' ? DEFAULT_PREFIX : prefix === undefined ? undefined : textAt(prefix);
  return new Map(text === undefined ? [] : [['prefix', text]]);
}

/** BullMQ's `connection`, Bull's `redis`. */
function serverIn(evaluator: Evaluator, options: Place): Home {
  for (const name of ['connection', 'redis']) {
    const setting = settingIn(evaluator, options, name);
    if (setting !== undefined && setting !== 'absent') return serverAt(evaluator, setting);
  }
  return new Map();
}

/** `'redis://localhost:6379/2'`, `{ host, port }`, `new Redis({ host })`, `new Redis(6379, 'localhost')`. */
function serverAt(evaluator: Evaluator, { node, module, env }: Place): Home {
  const text = textAt({ node });
  if (text !== undefined) return serverOfUrl(text);
  if (node.type === 'ObjectExpression') return serverInObject(evaluator, { node, module, env });
  const { is } = node.type === 'NewExpression' ? evaluator.value(node, module, env) : { is: undefined };
  if (node.type !== 'NewExpression' || is?.kind !== 'package' || is.package !== 'ioredis' || is.path.includes('Cluster')) return new Map();
  const [first, second] = node.arguments.map((argument) => writtenAt(evaluator, { node: argument, module, env }));
  if (first === undefined) return new Map();
  if (first.node.type !== 'Literal' || typeof first.node.value !== 'number') return serverAt(evaluator, first);
  const host = second === undefined ? undefined : textAt(second);
  return new Map([['port', String(first.node.value)], ...(host === undefined ? [] : [['host', hostOf(host)] as const])]);
}

function serverInObject(evaluator: Evaluator, options: Place): Home {
  const url = settingIn(evaluator, options, 'url');
  if (url !== 'absent') return url === undefined ? new Map() : serverAt(evaluator, url);
  return new Map(
    [...DEFAULTS].flatMap(([name, standard]): [string, string][] => {
      const setting = settingIn(evaluator, options, name);
      const text = setting === 'absent' ? standard : setting === undefined ? undefined : textAt(setting);
      return text === undefined ? [] : [[name, hostOf(text)]];
    }),
  );
}

function serverOfUrl(text: string): Home {
  if (!URL.canParse(text)) return new Map();
  const { hostname, port, pathname } = new URL(text);
  return new Map([['host', hostOf(hostname)], ['port', port || '6379'], ['db', pathname.slice(1) || '0']]);
}

function hostOf(text: string): string {
  return text === '127.0.0.1' || text === '' ? 'localhost' : text;
}

/** What an object's property is written as; `absent` where it has none; undefined where that cannot be seen. */
function settingIn(evaluator: Evaluator, { node, module, env }: Place, name: string): Place | 'absent' | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties.toReversed()) {
    const found = property.type === 'SpreadElement' ? settingInSpread(evaluator, property, module, env, name) : namedSetting(evaluator, property, { node, module, env }, name);
    if (found !== 'absent') return found;
  }
  return 'absent';
}

function settingInSpread(evaluator: Evaluator, { argument }: TSESTree.SpreadElement, module: Module, env: Place['env'], name: string): Place | 'absent' | undefined {
  const spread = writtenAt(evaluator, { node: argument, module, env });
  return spread === undefined ? undefined : settingIn(evaluator, spread, name);
}

function namedSetting(evaluator: Evaluator, { key, computed, value }: TSESTree.Property, { module, env }: Place, name: string): Place | 'absent' | undefined {
  const written = staticName(key, computed);
  if (written === undefined) return undefined;
  return written === name ? writtenAt(evaluator, { node: value, module, env }) : 'absent';
}

/** What a name stands for as it is written, through constants and the calls that hand it over. */
function writtenAt(evaluator: Evaluator, place: Place): Place | undefined {
  const { node, module, env } = outermost(evaluator, place);
  const written = initialiserOf(evaluator, node, module);
  return written === undefined ? undefined : { ...written, env: written.module === module ? env : undefined };
}

/** A text or number that is spelt out: one with a default (`process.env.HOST ?? 'redis'`) may be another. */
function textAt({ node }: Pick<Place, 'node'>): string | undefined {
  return node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number') ? String(node.value) : undefined;
}
