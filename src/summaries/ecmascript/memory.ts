/** What names and expressions were found to be, call by call. */
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Env, Value } from '../../resolve/values.js';
import { joined } from './data.js';
import type { Chain } from '../../footprints/ecmascript/library.js';
import type { Position } from './trail.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/**
 * A chain of a data library that nothing has waited for yet: more may be put on it (`const query = db.select().from(images)`), or it is
 * run as it is.
 */
export interface Pending {
  readonly kind: 'pending';
  readonly chain: Chain;
  /** Other chains that it may be, by what the branches before it have done. */
  readonly others: readonly Pending[];
  /** Where it was made. */
  readonly position: Position;
  /** What it gave when it was run. */
  result?: JsValue;
  /** More was put on it. */
  extended?: true;
}

export type Kept = JsValue | Pending;

export interface Memory {
  /** What a name holds; `name` is the identifier that declares it. */
  held(name: Node, env: Env): Kept | undefined;
  hold(name: Node, env: Env, value: Kept): void;
  /** All that the names of one call hold. */
  heldIn(env: Env): ReadonlyMap<Node, Kept>;
  /** Takes back what the names of one call have come to hold. */
  reset(env: Env, held: ReadonlyMap<Node, Kept>): void;
  known({ node, env }: Expressed): JsValue | undefined;
  keep(at: Expressed, value: JsValue): void;
  /** What was assigned to a property of an object that was seen being made. */
  field(of: Value, name: string): JsValue | undefined;
  setField(of: Value, name: string, value: JsValue): void;
  /** What an object literal was given after it was made: `data.url = url`. */
  entriesSet(of: Value): ReadonlyMap<string, Expressed> | undefined;
  setEntry(of: Value, name: string, value: Expressed): void;
}

const MAX_ALTERNATIVES = 8;
/** Properties that are added to one object. */
const MAX_SET = 100;

/** What holds one of two values: of two chains, either. */
export function eitherOf(one: Kept, other: Kept): Kept {
  if (one.kind === 'pending') {
    if (other.kind !== 'pending') return one;
    const all = [...new Set([one, ...one.others, other, ...other.others])].slice(0, MAX_ALTERNATIVES);
    return { ...one, others: all.slice(1) };
  }
  return other.kind === 'pending' ? other : joined([one, other]);
}

/** Stands for code that is not read as a part of any call. */
const OUTSIDE = {};

export function createMemory(): Memory {
  const names = new WeakMap<Env, Map<Node, Kept>>();
  const expressions = new WeakMap<object, Map<Node, JsValue>>();
  const fields = new WeakMap<object, Map<object, Map<string, JsValue>>>();
  const entries = new WeakMap<object, Map<object, Map<string, Expressed>>>();

  function fieldsOf({ is, madeEnv }: Value): Map<string, JsValue> | undefined {
    if (is.kind !== 'instance') return undefined;
    const made: object = is.made?.node ?? is.node;
    const inEnv = getOrMake(fields, is.made === undefined ? OUTSIDE : madeEnv ?? OUTSIDE, () => new Map<object, Map<string, JsValue>>());
    return getOrMake(inEnv, made, () => new Map<string, JsValue>());
  }

  return {
    held: (name, env) => names.get(env)?.get(name),
    hold: (name, env, value) => getOrMake(names, env, () => new Map<Node, Kept>()).set(name, value),
    heldIn: (env) => new Map(names.get(env)),
    reset: (env, held) => names.set(env, new Map(held)),
    known: ({ node, env }) => expressions.get(env ?? OUTSIDE)?.get(node),
    keep: ({ node, env }, value) => getOrMake(expressions, env ?? OUTSIDE, () => new Map<Node, JsValue>()).set(node, value),
    field: (of, name) => fieldsOf(of)?.get(name),
    setField: (of, name, value) => fieldsOf(of)?.set(name, value),
    entriesSet: ({ is, env }) => (is.kind === 'object' ? entries.get(env ?? OUTSIDE)?.get(is.node) : undefined),
    setEntry({ is, env }, name, value) {
      if (is.kind !== 'object') return;
      const inEnv = getOrMake(entries, env ?? OUTSIDE, () => new Map<object, Map<string, Expressed>>());
      const set = getOrMake(inEnv, is.node, () => new Map<string, Expressed>());
      if (set.size < MAX_SET) set.set(name, value);
    },
  };
}

function getOrMake<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
