/** What an import's specifier means: an npm package, or a file of the project. */
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { isRecord } from './json.js';
import { createPathAliases } from './tsconfig.js';
import { createWorkspaces, readPackage } from './workspaces.js';

export type Target = { readonly package: string } | { readonly path: string };

export interface Specifiers {
  /** @param file absolute path of the importing file */
  resolve(specifier: string, file: string): Target | undefined;
  /** Forgets what was found, since files have come or gone. */
  clear(): void;
  /** Whether anything was looked for in vain, so that a new file could change an answer. */
  readonly missed: boolean;
}

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts', '.d.cts'];
const BUILTIN = new Set(builtinModules);

/** The package whose code a tool writes to a path, whether it has been run or not; the path may lack its ending. */
export type GeneratedAt = (path: string) => string | undefined;

/** @param libraryPackages packages whose exports are known without reading them; they need not be installed */
export function createSpecifiers(libraryPackages: ReadonlySet<string>, generatedAt: GeneratedAt = () => undefined): Specifiers {
  let files = createResolver();
  let workspaces = createWorkspaces();
  let aliases = createPathAliases((name, from) => workspaces.folderOf(name, from)?.folder);
  let known = new Map<string, Target | undefined>();
  let missed = false;

  function resolve(specifier: string, file: string): Target | undefined {
    if (/^(?:\.\.?(?:\/|$)|\/|#)/.test(specifier)) {
      const generated = specifier.startsWith('.') ? generatedAt(join(dirname(file), specifier)) : undefined;
      if (generated !== undefined) return { package: generated };
      const path = pathOf(files.resolveFileSync(file, specifier).path) ?? pathOf(files.resolveDtsSync(file, specifier).path);
      return path === undefined ? undefined : { path };
    }
    // An entry that is known by itself, like `task-canvas/bullmq`.
    if (libraryPackages.has(specifier)) return { package: specifier };
    const name = packageNameOf(specifier);
    if (specifier.startsWith('node:') || BUILTIN.has(specifier) || libraryPackages.has(name)) return { package: name };
    const directory = dirname(file);
    const targets = aliases.targetsOf(specifier, directory);
    const generated = first([...targets.map(({ path }) => path), ...installedPaths(specifier, directory)], generatedAt);
    if (generated !== undefined) return { package: generated };
    for (const { path: target, general } of targets) {
      const path = pathOf(files.sync(directory, target).path);
      if (path !== undefined && path !== file && !(general && isDependency(name, directory))) return { path };
    }
    const found = workspaces.folderOf(name, directory);
    if (found === undefined) return { package: name };
    if (!found.installed) {
      const written = generatedAt(join(found.folder, specifier.slice(name.length)));
      if (written !== undefined) return { package: written };
      const path = workspaces.entryOf(found.folder, `.${specifier.slice(name.length)}`);
      return path === undefined ? { package: name } : { path };
    }
    // The types of an installed package are worth reading only where they can name a library's.
    if (!dependsOn(found.folder, libraryPackages)) return { package: name };
    const path = pathOf(files.resolveDtsSync(file, specifier).path);
    return path === undefined ? { package: name } : { path };
  }

  /** A bare import means the installed package, whatever file lies beside it under the same name. */
  function isDependency(name: string, directory: string): boolean {
    const found = workspaces.folderOf(name, directory);
    if (found !== undefined) return found.installed;
    for (let folder = directory; ; folder = dirname(folder)) {
      const manifest = readPackage(folder);
      if (manifest !== undefined) return dependenciesOf(manifest).includes(name);
      if (dirname(folder) === folder) return false;
    }
  }

  return {
    resolve(specifier, file) {
      const key = `${dirname(file)}\0${specifier}`;
      if (known.has(key)) return known.get(key);
      const target = resolve(specifier, file);
      missed ||= target === undefined;
      known.set(key, target);
      return target;
    },
    clear() {
      files = createResolver();
      workspaces = createWorkspaces();
      aliases = createPathAliases((name, from) => workspaces.folderOf(name, from)?.folder);
      known = new Map();
      missed = false;
    },
    get missed() {
      return missed;
    },
  };
}

function createResolver(): ResolverFactory {
  return new ResolverFactory({
    extensions: ENDINGS,
    extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.jsx', '.d.ts'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs', '.d.mts'], '.cjs': ['.cts', '.cjs', '.d.cts'] },
    conditionNames: ['types', 'import', 'require', 'node', 'default'],
    mainFields: ['types', 'module', 'main'],
  });
}

/** Where an installed package would lie. */
function installedPaths(specifier: string, directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules', specifier), ...(parent === directory ? [] : installedPaths(specifier, parent))];
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `@scope/name` of `@scope/name/sub/path`. */
function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function pathOf(path: string | undefined): string | undefined {
  return path !== undefined && ENDINGS.some((ending) => path.endsWith(ending)) ? path : undefined;
}

function dependsOn(folder: string, packages: ReadonlySet<string>): boolean {
  const manifest = readPackage(folder);
  return manifest !== undefined && dependenciesOf(manifest).some((name) => packages.has(name));
}

function dependenciesOf(manifest: Record<string, unknown>): string[] {
  return ['dependencies', 'peerDependencies', 'devDependencies'].flatMap((key) => (isRecord(manifest[key]) ? Object.keys(manifest[key]) : []));
}
