/** What reading a task has found so far, and where it is reading: inside of which calls, and under which conditions. */
import { fieldOf, keyOfTerm, type Effect, type Opaque, type Redispatch, type Resource, type Site } from '../../analysis/footprint.js';
import type { Recorded } from '../../footprints/ecmascript/library.js';
import { pathFrom } from '../../paths.js';
import type { Node } from '../../readers/ecmascript/estree.js';
import type { Module } from '../../readers/ecmascript/module.js';

/** What a branch's test says is not there: a column, a row, a stored key. */
export type Absence = string;

export interface Position {
  readonly via: readonly Site[];
  readonly absences: readonly Absence[];
}

interface Placed {
  readonly node: Node;
  readonly module: Module;
}

export interface Trail {
  readonly effects: readonly Effect[];
  readonly dispatches: readonly Redispatch[];
  readonly opaque: readonly Opaque[];
  readonly position: Position;
  /** False while something is only looked at that is not run here. */
  readonly isRecording: boolean;
  record(recorded: Recorded, at: Placed): void;
  /** Takes over the effects of a task that is dispatched here. */
  adopt(effects: readonly Effect[], name: string, at: Placed): void;
  noteDispatch(task: { readonly key: string; readonly name: string }, at: Placed): void;
  noteOpaque(what: string, at: Placed): void;
  inside<T>(call: Placed, step: () => T): T;
  assuming<T>(absences: readonly Absence[], step: () => T): T;
  at<T>(position: Position, step: () => T): T;
  unrecorded<T>(step: () => T): T;
}

export function createTrail(root: string): Trail {
  const effects = new Map<string, Effect>();
  const dispatches = new Map<string, Redispatch>();
  const opaque = new Map<string, Opaque>();
  let position: Position = { via: [], absences: [] };
  let silent = 0;

  const siteOf = ({ node, module }: Placed): Site => ({ file: pathFrom(root, module.path), line: lineAt(module, node.range[0]), offset: node.range[0] });

  function at<T>(other: Position, step: () => T): T {
    const before = position;
    position = other;
    try {
      return step();
    } finally {
      position = before;
    }
  }

  function add(effect: Effect): void {
    const key = keyOfEffect(effect);
    if (silent === 0 && !effects.has(key)) effects.set(key, effect);
  }

  return {
    get effects() {
      return [...effects.values()];
    },
    get dispatches() {
      return [...dispatches.values()];
    },
    get opaque() {
      return [...opaque.values()];
    },
    get position() {
      return position;
    },
    get isRecording() {
      return silent === 0;
    },
    record({ operation, resource, mode = 'plain', rank = 'used' }, place) {
      const isFill = mode === 'plain' && (operation === 'write' || operation === 'create') && absencesOf(resource).some((absence) => position.absences.includes(absence));
      add({ operation, resource, mode: isFill ? 'lazy' : mode, rank, site: siteOf(place), via: position.via, behind: [] });
    },
    adopt(others, name, place) {
      const site = siteOf(place);
      for (const effect of others) add({ ...effect, via: [...position.via, site, ...effect.via], behind: [name, ...effect.behind] });
    },
    noteDispatch({ key, name }, place) {
      if (silent === 0) dispatches.set(key, { key, name, site: siteOf(place) });
    },
    noteOpaque(what, place) {
      const site = siteOf(place);
      if (silent === 0) opaque.set(`${site.file}:${String(site.offset)}`, { what, site });
    },
    inside: (call, step) => at({ ...position, via: [...position.via, siteOf(call)] }, step),
    assuming: (absences, step) => (absences.length === 0 ? step() : at({ ...position, absences: [...position.absences, ...absences] }, step)),
    at,
    unrecorded(step) {
      silent += 1;
      try {
        return step();
      } finally {
        silent -= 1;
      }
    },
  };
}

/** What must be absent for a write of the resource to be a fill. */
function absencesOf(resource: Resource): Absence[] {
  switch (resource.kind) {
    case 'column':
      return [absentColumn(resource.model.key, resource.column), absentRow(resource.model.key)];
    case 'row':
      return [absentRow(resource.model.key)];
    case 'key':
      return [resource.key, ...(resource.fields ?? []).map((field) => fieldOf(resource.key, [field]))].map((key) => absentKey(resource.store, keyOfTerm(key)));
    case 'external':
      return [];
  }
}

export function absentColumn(model: string, column: string): Absence {
  return `column ${model}.${column}`;
}

export function absentRow(model: string): Absence {
  return `row ${model}`;
}

export function absentKey(store: string, key: string | undefined): Absence {
  return `key ${store} ${key ?? ''}`;
}

/** Equal for two effects that say the same of one place. */
function keyOfEffect({ operation, resource, mode, rank, site, behind }: Effect): string {
  return `${site.file}:${String(site.offset)} ${operation} ${mode} ${rank} ${behind.join('>')} ${JSON.stringify(resource, plainMaps)}`;
}

function plainMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

const lineStarts = new WeakMap<Module, readonly number[]>();

function lineAt(module: Module, offset: number): number {
  const starts = lineStarts.get(module) ?? [0, ...[...module.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  lineStarts.set(module, starts);
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
