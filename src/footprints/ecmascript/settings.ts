/**
 * Settings: what the environment or a configuration says under a name. The value is not known, but it is the same for all tasks of a
 * deployment, so that `${process.env.UPLOADS}/${id}` is one path wherever it is put together.
 */
import type { Term } from '../../analysis/footprint.js';
import { GLOBALS } from '../../resolve/packages.js';
import type { Value } from '../../resolve/values.js';
import type { EcmascriptDataLibrary } from './library.js';
import { after, linksOf, linksOfValue, packageOf, type Link } from './query/links.js';

interface Source {
  readonly packages: readonly string[];
  /** The way from the package's exports to what the names are read off. */
  readonly holder: readonly string[];
  /** Methods that are handed the name; without, it is a property. */
  readonly methods?: ReadonlySet<string>;
}

const SOURCES: readonly Source[] = [
  { packages: [GLOBALS], holder: ['process', 'env'] },
  { packages: [GLOBALS], holder: ['Bun', 'env'] },
  { packages: ['node:process', 'process'], holder: ['env'] },
  { packages: ['@t3-oss/env-core', '@t3-oss/env-nextjs', '@t3-oss/env-nuxt'], holder: ['createEnv'] },
  { packages: ['envalid'], holder: ['cleanEnv'] },
  { packages: ['config'], holder: [], methods: new Set(['get']) },
  { packages: ['nconf'], holder: [], methods: new Set(['get', 'required']) },
  { packages: ['@nestjs/config'], holder: ['ConfigService', 'new'], methods: new Set(['get', 'getOrThrow']) },
];

/** What a value of a package is, where it is a setting. */
export function settingOf(value: Value): Term | undefined {
  return value.is.kind === 'package' ? settingAt(value.is.package, linksOfValue(value), literalIn) : undefined;
}

/** Settings that a method is asked for. */
export const settings: EcmascriptDataLibrary = {
  id: 'settings',
  packages: SOURCES.flatMap(({ packages, methods }) => (methods === undefined ? [] : packages)),
  read(chain, context) {
    const term = settingAt(packageOf(chain) ?? '', linksOf(chain), ({ args }) => args.map((argument) => context.textOf(argument)));
    return term === undefined ? undefined : { kind: 'term', term };
  },
};

/** The texts that a call is handed. */
type TextsOf = (link: Link) => readonly (string | undefined)[];

function settingAt(name: string, links: readonly Link[], textsOf: TextsOf): Term | undefined {
  for (const { packages, holder, methods } of SOURCES) {
    const [read, ...others] = (packages.includes(name) ? after(links, ...holder) : undefined) ?? [];
    if (read === undefined || others.length > 0) continue;
    if (methods === undefined) return read.called ? undefined : { kind: 'setting', name: [...holder, read.name].join('.') };
    const [asked, ...fallbacks] = methods.has(read.name) ? textsOf(read) : [];
    if (asked === undefined || fallbacks.includes(undefined)) return undefined;
    return fallbacks.reduce<Term>(orElse, { kind: 'setting', name: `${name} ${asked}` });
  }
  return undefined;
}

function literalIn({ args }: Link): readonly (string | undefined)[] {
  return args.map(({ node }) => (node.type === 'Literal' && node.value !== null ? String(node.value) : undefined));
}

/** `process.env.UPLOADS ?? '/tmp'` is a setting of its own. */
export function orElse(setting: Term, fallback: string | number | boolean | null | undefined): Term {
  return setting.kind === 'setting' && fallback !== undefined ? { kind: 'setting', name: `${setting.name} or ${JSON.stringify(fallback)}` } : { kind: 'unknown' };
}
