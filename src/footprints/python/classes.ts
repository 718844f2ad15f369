/** Classes of a project with all that they are made of, for libraries whose models are classes. */
import type { PyNode } from '../../readers/python/tree.js';
import { ownNameOf } from '../../readers/python/names.js';
import { basesOf } from '../../resolve/python/attributes.js';
import type { ReadingContext } from './library.js';
import type { PyClass, PyValue } from './values.js';

/** Classes around a class that are looked at. */
const MOST_ANCESTORS = 40;

/** The classes that a class is made of: itself and its bases that are known, nearest first, and the paths of its bases outside. */
interface Ancestry {
  readonly classes: readonly PyClass[];
  readonly outside: readonly string[];
  /** Bases that are neither: what a call gives. */
  readonly others: readonly PyValue[];
}

export type Ancestries = (of: PyClass, context: ReadingContext) => Ancestry;

/** @param classIn the class that a base is: one of the project, or of a package whose classes the library knows */
export function createAncestries(classIn: (base: PyValue) => PyClass | undefined): Ancestries {
  /** By the class as one object, which is made anew when a file of the project changes. */
  const known = new WeakMap<PyClass, Ancestry>();

  return (of, context) => {
    const ancestry = known.get(of) ?? findAncestry(of, context);
    known.set(of, ancestry);
    return ancestry;
  };

  function findAncestry(of: PyClass, context: ReadingContext): Ancestry {
    const classes: PyClass[] = [];
    const outside: string[] = [];
    const others: PyValue[] = [];
    const seen = new Set<PyNode>();
    visit(of);
    return { classes, outside, others };

    function visit(one: PyClass): void {
      if (seen.has(one.node) || seen.size >= MOST_ANCESTORS) return;
      seen.add(one.node);
      classes.push(one);
      for (const node of basesOf(one.node)) {
        const base = context.evaluate(node, one.module);
        const parent = classIn(base);
        if (base.kind === 'external') outside.push(base.path);
        else if (base.kind !== 'class') others.push(base);
        if (parent !== undefined) visit(parent);
      }
    }
  }
}

export function nameOf({ node, module }: PyClass): string {
  return ownNameOf(node, module);
}

/** The last part of a dotted path, call marks left aside. */
export function lastName(path: string): string {
  return path.replaceAll('()', '').split('.').at(-1) ?? path;
}
