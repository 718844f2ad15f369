/** What names, properties and expressions were found to be, call by call. */
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Env, Value } from '../../resolve/values.js';
import type { Chain } from '../../footprints/ecmascript/library.js';
import { copyOf, eitherMoment, emptyMoment, type MadeObject, type Moment } from './moments.js';
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
  /** All that can still change: branches begin with what was there before them. */
  now(): Moment;
  resume(moment: Moment): void;
  /** Goes on with what either of two branches has left. */
  resumeEither(one: Moment, other: Moment): void;
  known({ node, env }: Expressed): JsValue | undefined;
  keep(at: Expressed, value: JsValue): void;
  /** What was assigned to a property of an object that was seen being made, or of data with that key. */
  field(of: Value | string, name: string): JsValue | undefined;
  setField(of: Value | string, name: string, value: JsValue): void;
  /** What an object or array literal was given after it was made: `data.url = url`. */
  entriesSet(of: Value): ReadonlyMap<string, Expressed> | undefined;
  setEntry(of: Value, name: string, value: Expressed): void;
}

/** Properties that are added to one object. */
const MAX_SET = 100;

/** Stands for code that is not read as a part of any call. */
const OUTSIDE = {};

export function createMemory(): Memory {
  const expressions = new WeakMap<object, Map<Node, JsValue>>();
  const madeObjects = new WeakMap<object, Map<Node, MadeObject>>();
  let moment = emptyMoment();
  /** Somebody may come back to the moment. */
  let isLent = false;

  /** One object for each that the code makes, call by call. */
  function madeObject(node: Node, module: Module, env: Env | undefined): MadeObject {
    const inEnv = getOrMake(madeObjects, env ?? OUTSIDE, () => new Map<Node, MadeObject>());
    return getOrMake(inEnv, node, () => ({ node, module, env }));
  }

  function holderOf(of: Value | string): MadeObject | string | undefined {
    if (typeof of === 'string') return of;
    const { is, madeEnv } = of;
    if (is.kind !== 'instance') return undefined;
    return is.made === undefined ? madeObject(is.node, is.module, undefined) : madeObject(is.made.node, is.made.module, madeEnv);
  }

  function changing(): Moment {
    if (isLent) moment = copyOf(moment);
    isLent = false;
    return moment;
  }

  function resume(other: Moment): void {
    moment = other;
    isLent = true;
  }

  const known: Memory['known'] = ({ node, env }) => expressions.get(env ?? OUTSIDE)?.get(node);
  const keep: Memory['keep'] = ({ node, env }, value) => getOrMake(expressions, env ?? OUTSIDE, () => new Map<Node, JsValue>()).set(node, value);

  return {
    held: (name, env) => moment.names.get(env)?.get(name),
    hold(name, env, value) {
      setIn(changing().names, env, name, value);
    },
    heldIn: (env) => moment.names.get(env) ?? new Map(),
    now() {
      isLent = true;
      return moment;
    },
    resume,
    resumeEither(one, other) {
      resume(eitherMoment(one, other, { known, keep }));
    },
    known,
    keep,
    field(of, name) {
      const holder = holderOf(of);
      return holder === undefined ? undefined : moment.fields.get(holder)?.get(name);
    },
    setField(of, name, value) {
      const holder = holderOf(of);
      if (holder !== undefined) setIn(changing().fields, holder, name, value);
    },
    entriesSet: ({ is, env }) => (is.kind === 'object' || is.kind === 'array' ? moment.entries.get(madeObject(is.node, is.module, env)) : undefined),
    setEntry({ is, env }, name, value) {
      if (is.kind !== 'object' && is.kind !== 'array') return;
      const object = madeObject(is.node, is.module, env);
      if ((moment.entries.get(object)?.size ?? 0) < MAX_SET) setIn(changing().entries, object, name, value);
    },
  };
}

function setIn<K, N, V>(all: Map<K, ReadonlyMap<N, V>>, holder: K, name: N, value: V): void {
  all.set(holder, new Map(all.get(holder)).set(name, value));
}

function getOrMake<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
