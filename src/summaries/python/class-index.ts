/** Which files of a project define a class of a name, and which classes say that they extend or relate to one: found by the texts alone. */
import { lastOf } from '../../readers/python/names.js';
import type { FileIndex, SourceFiles } from '../../files/source-files.js';

export interface ClassMention {
  readonly path: string;
  readonly name: string;
  /** The last names of what it extends. */
  readonly bases: readonly string[];
  /** The last names of the models that its fields relate to. */
  readonly related: readonly string[];
}

export interface ClassIndex {
  named(name: string): readonly ClassMention[];
  extending(name: string): readonly ClassMention[];
  relatedTo(name: string): readonly ClassMention[];
  /** One and the same as long as no file has changed. */
  version(): object;
}

const CLASS = /^[ \t]*class[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?/gm;
const RELATION = /\b\w*(?:ForeignKey|OneToOneField|ManyToManyField|GenericRelation|ParentalKey|ParentalManyToManyField|relationship)\(\s*(?:(?:to|argument)\s*=\s*)?['"]?([\w.]+)/g;

interface Tables {
  readonly of: object;
  readonly byName: ReadonlyMap<string, readonly ClassMention[]>;
  readonly byBase: ReadonlyMap<string, readonly ClassMention[]>;
  readonly byRelated: ReadonlyMap<string, readonly ClassMention[]>;
}

export function createClassIndex(files: SourceFiles): ClassIndex {
  const index: FileIndex<readonly ClassMention[]> = files.index(classesIn);
  let tables: Tables | undefined;

  function current(): Tables {
    const entries = index.entries();
    if (tables?.of === entries) return tables;
    const all = [...entries.values()].flat();
    tables = {
      of: entries,
      byName: grouped(all, ({ name }) => [name]),
      byBase: grouped(all, ({ bases }) => bases),
      byRelated: grouped(all, ({ related }) => related),
    };
    return tables;
  }

  return {
    named: (name) => current().byName.get(name) ?? [],
    extending: (name) => current().byBase.get(name) ?? [],
    relatedTo: (name) => current().byRelated.get(name) ?? [],
    version: () => current().of,
  };
}

function classesIn(text: string, path: string): readonly ClassMention[] | undefined {
  // What migrations say of models is how they were.
  if (!text.includes('class ') || path.includes('/migrations/')) return undefined;
  const heads = [...text.matchAll(CLASS)];
  const classes = heads.map((head, position): ClassMention => {
    const [, name = '', bases = ''] = head;
    const body = text.slice(head.index, heads[position + 1]?.index);
    const related = [...body.matchAll(RELATION)].map(([, target = '']) => lastOf(target)).map((target) => (target === 'self' ? name : target));
    return { path, name, bases: namesIn(bases), related };
  });
  return classes.length === 0 ? undefined : classes;
}

/** `Model, mixins.Tracked[Image], metaclass=Meta` without the keyword. */
function namesIn(bases: string): string[] {
  return bases
    .replace(/#.*$/gm, '')
    .replace(/\[[^\]]*\]/g, '')
    .split(',')
    .map((base) => base.trim())
    .filter((base) => /^[\w.]+$/.test(base))
    .map(lastOf);
}

function grouped(all: readonly ClassMention[], keysOf: (mention: ClassMention) => readonly string[]): Map<string, ClassMention[]> {
  const groups = new Map<string, ClassMention[]>();
  for (const mention of all) {
    for (const key of new Set(keysOf(mention))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [mention]);
      else group.push(mention);
    }
  }
  return groups;
}
