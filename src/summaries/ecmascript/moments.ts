/** What can change while a body is read, at one moment. Two branches begin with the same moment; what follows them begins with what either has left. */
import { staticName, unwrapped, type Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';
import type { Env } from '../../resolve/values.js';
import { UNKNOWN, joined } from './data.js';
import type { Kept, Memory } from './memory.js';
import type { Expressed, JsValue } from '../../footprints/ecmascript/values.js';

/** An object by the expression that makes it, and the call in which that is evaluated. */
export interface MadeObject {
  readonly node: Node;
  readonly module: Module;
  readonly env: Env | undefined;
}

export interface Moment {
  /** What names hold. */
  readonly names: Map<Env, ReadonlyMap<Node, Kept>>;
  /** What was assigned to properties of objects, and of data by its key. */
  readonly fields: Map<MadeObject | string, ReadonlyMap<string, JsValue>>;
  /** What was assigned to properties of object literals. */
  readonly entries: Map<MadeObject, ReadonlyMap<string, Expressed>>;
}


const MAX_ALTERNATIVES = 8;

export function emptyMoment(): Moment {
  return { names: new Map(), fields: new Map(), entries: new Map() };
}

export function copyOf({ names, fields, entries }: Moment): Moment {
  return { names: new Map(names), fields: new Map(fields), entries: new Map(entries) };
}

export function eitherMoment(one: Moment, other: Moment, memory: Pick<Memory, 'known' | 'keep'>): Moment {
  return {
    names: united(one.names, other.names, (a, b) => (a === undefined ? b : b === undefined ? a : eitherOf(a, b))),
    fields: united(one.fields, other.fields, eitherField),
    entries: united(one.entries, other.entries, (a, b, name, object) => eitherEntry(a ?? entryIn(object, name), b ?? entryIn(object, name), memory)),
  };
}

/** @param either what a name holds that one of the branches at least has given a value */
function united<K, N, V>(one: ReadonlyMap<K, ReadonlyMap<N, V>>, other: ReadonlyMap<K, ReadonlyMap<N, V>>, either: (a: V | undefined, b: V | undefined, name: N, holder: K) => V | undefined): Map<K, ReadonlyMap<N, V>> {
  const all = new Map(one);
  for (const holder of new Set([...one.keys(), ...other.keys()])) {
    const [mine, theirs] = [one.get(holder), other.get(holder)];
    if (mine === theirs) continue;
    const both = new Map(mine);
    for (const name of new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
      const [a, b] = [mine?.get(name), theirs?.get(name)];
      const value = a === b ? a : either(a, b, name, holder);
      if (value !== undefined) both.set(name, value);
    }
    all.set(holder, both);
  }
  return all;
}

/** What holds one of two values: of two chains, either. */
export function eitherOf(one: Kept, other: Kept): Kept {
  if (one.kind === 'pending') {
    if (other.kind !== 'pending') return one;
    const all = [...new Set([one, ...one.others, other, ...other.others])].slice(0, MAX_ALTERNATIVES);
    return { ...one, others: all.slice(1) };
  }
  return other.kind === 'pending' ? other : joined([one, other]);
}

/** Where only one branch has assigned it, nobody knows which data it was before; a client or a service that is made when it is first asked for is that one. */
function eitherField(one: JsValue | undefined, other: JsValue | undefined): JsValue | undefined {
  if (one !== undefined && other !== undefined) return joined([one, other]);
  const only = one ?? other;
  return only?.kind === 'resolved' ? only : UNKNOWN;
}

/** Which of two expressions it was cannot be said, so it is a value of its own from here on. */
function eitherEntry(one: Expressed | undefined, other: Expressed | undefined, { known, keep }: Pick<Memory, 'known' | 'keep'>): Expressed | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const entry: Expressed = { ...one, env: one.env === undefined ? undefined : { ...one.env } };
  keep(entry, joined([known(one) ?? UNKNOWN, known(other) ?? UNKNOWN]));
  return entry;
}

/** The property as the object literal itself has it. */
function entryIn({ node, module, env }: MadeObject, name: string): Expressed | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  const property = node.properties.find((each) => each.type === 'Property' && staticName(each.key, each.computed) === name);
  return property?.type === 'Property' ? { node: unwrapped(property.value), module, env } : undefined;
}
