/** Classes of a project: what they extend, what extends them, and what their bodies bind. */
import { nameOf } from '../../footprints/python/classes.js';
import { ownNameOf } from '../../readers/python/names.js';
import type { PythonModule } from '../../readers/python/module.js';
import { classVariables, type Binding } from '../../readers/python/scopes.js';
import { sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import { basesOf } from '../../resolve/python/attributes.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { ClassIndex, ClassMention } from './class-index.js';
import type { PyClass } from '../../footprints/python/values.js';

/** What the body of a class binds to a name. */
export interface Member {
  readonly kind: Binding['kind'];
  readonly node: PyNode;
  readonly value?: PyNode;
  readonly owner: PyClass;
  /** All that the same body binds to the name: a property and its setter. */
  readonly all: readonly Binding[];
}

export interface Classes {
  /** One object for each class. */
  classAt(node: PyNode, module: PythonModule): PyClass;
  /** A class and all that it extends in the project, in the order in which attributes are looked for. */
  lineageOf(of: PyClass): readonly PyClass[];
  /** The dotted paths of what a class extends outside of the project. */
  outsideOf(of: PyClass): ReadonlySet<string>;
  boundIn(of: PyClass, name: string): Member | undefined;
  membersOf(of: PyClass): ReadonlyMap<string, Member>;
  /** The classes of the project that extend a class, directly or through others, at most 40. */
  heirsOf(of: PyClass): readonly PyClass[];
  classNamed(name: string, near: PythonModule): PyClass | undefined;
  classesNaming(of: PyClass): readonly PyClass[];
}

const DEEPEST_LINEAGE = 16;
const MOST_HEIRS = 40;

export function createClasses(resolver: PythonResolver, index: ClassIndex): Classes {
  const known = new Map<PyNode, PyClass>();
  const lineages = new Map<PyNode, readonly PyClass[]>();
  const outside = new Map<PyNode, ReadonlySet<string>>();
  const heirs = new Map<PyNode, readonly PyClass[]>();
  const members = new Map<PyNode, ReadonlyMap<string, Member>>();

  return { classAt, lineageOf, outsideOf, boundIn, membersOf, heirsOf, classNamed, classesNaming };

  function classAt(node: PyNode, module: PythonModule): PyClass {
    const found = known.get(node) ?? { kind: 'class', module, node };
    known.set(node, found);
    return found;
  }

  function lineageOf(of: PyClass): readonly PyClass[] {
    const found = lineages.get(of.node) ?? lineUp(of, 0);
    lineages.set(of.node, found);
    return found;
  }

  /** Depth first, and of a class that comes twice the last counts: what Python's own order gives for all but odd hierarchies. */
  function lineUp(of: PyClass, depth: number): readonly PyClass[] {
    if (depth > DEEPEST_LINEAGE) return [of];
    const line = [of, ...parentsOf(of).flatMap((parent) => lineUp(parent, depth + 1))];
    return line.filter(({ node }, position) => !line.slice(position + 1).some((later) => later.node === node));
  }

  function parentsOf({ node, module }: PyClass): PyClass[] {
    return basesOf(node).flatMap((base) => {
      const value = resolver.valueOf(base, module);
      return value.kind === 'class' && value.node !== node ? [classAt(value.node, value.module)] : [];
    });
  }

  function outsideOf(of: PyClass): ReadonlySet<string> {
    const found = outside.get(of.node) ?? new Set(lineageOf(of).flatMap(outsideBases));
    outside.set(of.node, found);
    return found;
  }

  function outsideBases({ node, module }: PyClass): string[] {
    return basesOf(node).flatMap((base) => {
      const value = resolver.valueOf(base, module);
      if (value.kind === 'external') return [value.path];
      // A builtin, or what cannot be followed.
      return value.kind === 'unknown' ? [sourceOf(base, module)] : [];
    });
  }

  function boundIn(of: PyClass, name: string): Member | undefined {
    for (const owner of lineageOf(of)) {
      const member = memberIn(owner, name);
      if (member !== undefined) return member;
    }
    return undefined;
  }

  function memberIn(owner: PyClass, name: string): Member | undefined {
    const all = classVariables(owner.node, owner.module).get(name)?.bindings ?? [];
    const last = all.at(-1);
    if (last === undefined) return undefined;
    // Of a property and its setter the property, which comes first.
    const counted = last.kind === 'function' && all.length > 1 ? (all.find(({ node }) => node.parent?.type === 'decorated_definition') ?? last) : last;
    return { kind: counted.kind, node: counted.node, owner, all, ...(counted.value === undefined ? {} : { value: counted.value }) };
  }

  function membersOf(of: PyClass): ReadonlyMap<string, Member> {
    const found = members.get(of.node) ?? findMembers(of);
    members.set(of.node, found);
    return found;
  }

  function findMembers(of: PyClass): ReadonlyMap<string, Member> {
    const all = new Map<string, Member>();
    for (const owner of lineageOf(of)) {
      for (const name of classVariables(owner.node, owner.module).keys()) {
        const member = all.has(name) ? undefined : memberIn(owner, name);
        if (member !== undefined) all.set(name, member);
      }
    }
    return all;
  }

  function heirsOf(of: PyClass): readonly PyClass[] {
    const found = heirs.get(of.node) ?? findHeirs(of);
    heirs.set(of.node, found);
    return found;
  }

  function findHeirs(of: PyClass): readonly PyClass[] {
    const found = new Map<PyNode, PyClass>([[of.node, of]]);
    // A map is gone through in the order in which it grows.
    for (const parent of found.values()) {
      for (const mention of index.extending(nameOf(parent))) {
        if (found.size > MOST_HEIRS) break;
        for (const heir of classesAt(mention)) if (parentsOf(heir).some(({ node }) => node === parent.node)) found.set(heir.node, heir);
      }
    }
    return [...found.values()].slice(1);
  }

  function classNamed(name: string, near: PythonModule): PyClass | undefined {
    const parts = name.split('.');
    const mentions = index.named(parts.at(-1) ?? name);
    const app = parts.length > 1 ? parts[0] : undefined;
    const within = mentions.filter(({ path }) => app === undefined || path.includes(`/${app}/`) || path.endsWith(`/${app}.py`));
    const here = app === undefined ? within.filter(({ path }) => path === near.path) : [];
    const models = within.filter(({ path }) => /(?:^|\/)models?(?:\/|\.py$)/.test(path));
    const [mention, ...others] = here.length > 0 ? here : within.length > 1 && models.length > 0 ? models : within;
    // Two of one name are a guess.
    return mention === undefined || others.some(({ path }) => path !== mention.path) ? undefined : classesAt(mention).at(-1);
  }

  function classesNaming(of: PyClass): readonly PyClass[] {
    const mentions = index.relatedTo(nameOf(of)).slice(0, MOST_HEIRS);
    return mentions.flatMap((mention) => classesAt(mention).slice(-1)).filter((other, position, all) => all.findIndex(({ node }) => node === other.node) === position);
  }

  function classesAt({ path, name }: ClassMention): PyClass[] {
    const module = resolver.moduleAt(path);
    if (module === undefined) return [];
    return classNodes(module).filter((node) => ownNameOf(node, module) === name).map((node) => classAt(node, module));
  }
}

const inModules = new WeakMap<PyNode, readonly PyNode[]>();

function classNodes({ ast }: PythonModule): readonly PyNode[] {
  const known = inModules.get(ast);
  if (known !== undefined) return known;
  const found: PyNode[] = [];
  walk(ast, (node) => {
    if (node.type === 'class_definition') found.push(node);
    return node.type !== 'function_definition';
  });
  inModules.set(ast, found);
  return found;
}
