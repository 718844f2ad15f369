import type { Run } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { variableNamed } from '../../readers/python/scopes.js';
import { ancestorsOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import type { Edit, ImportRequest } from '../../analysis/edit.js';
import { placeImports, type NewImport } from './import-place.js';
import { importsAbove, readImport, startOf, type ImportStatement } from './import-statements.js';
import { isAliased, mergeNames, writtenName } from './import-merge.js';
import { compareNames } from './import-order.js';
import { namesIn, nodeAt } from './names.js';
import { isNameFromStar } from './star-imports.js';

/** The imports of a file while a rewrite of it is written. */
export interface PythonImports {
  /** The name under which the file has (or, by `edits`, will have) what is requested. */
  local(request: ImportRequest): string;
  /** The edits that bring in what was requested and was not there; they touch import statements only. */
  edits(): Edit[];
}

interface Added extends ImportRequest {
  readonly local: string;
}

/** Where the plain name is taken: `celery_chain`, `db_transaction`. */
function aliasOf({ from, name }: ImportRequest): string {
  const owner = /(\w+)$/.exec(from)?.[1] ?? 'task';
  return `${owner}_${name}`;
}

/** Modules that export the same under other names. */
const SAME: Readonly<Record<string, readonly string[]>> = { celery: ['celery', 'celery.canvas'] };

/** Begins with the imports that a file has above a run. */
export function openImports(run: Run, module: PythonModule, resolver: PythonResolver): PythonImports {
  return openImportsAt(startOf(run), module, resolver);
}

/** Begins with the imports that a file has above the code at a position. */
export function openImportsAt(position: number, module: PythonModule, resolver: PythonResolver): PythonImports {
  const statements = importsAbove(position, module);
  const at = nodeAt(position, module);
  const added: Added[] = [];

  /** The name of what is imported already, where it means that at the run. */
  function findPresent(request: ImportRequest): string | undefined {
    const names = new Set(statements.flatMap((statement) => localsIn(statement, request)));
    for (const ancestor of ancestorsOf(at)) {
      // Of a function around the run, the imports above it.
      if (ancestor.type !== 'block') continue;
      for (const child of ancestor.children) {
        if (child.type !== 'import_from_statement' || child.range[1] > at.range[0]) continue;
        for (const name of localsIn(readImport(child, module), request)) names.add(name);
      }
    }
    return [...names].find((name) => isImportOf(name, request));
  }

  function localsIn({ from, names }: ImportStatement, { from: wanted, name }: ImportRequest): string[] {
    return isSameModule(from, wanted) ? (names ?? []).filter((each) => each.name === name).map(({ local }) => local) : [];
  }

  function isSameModule(written: string, wanted: string): boolean {
    if (written === wanted || SAME[wanted]?.includes(written) === true) return true;
    const file = resolver.fileOf(written, module);
    return file !== undefined && file === resolver.fileOf(wanted, module);
  }

  /** Whether a name at the run is bound by imports of what is requested, and by nothing else. */
  function isImportOf(name: string, request: ImportRequest): boolean {
    const bindings = variableNamed(name, at, module)?.bindings ?? [];
    const isIt = (node: PyNode) => node.type === 'import_from_statement' && localsIn(readImport(node, module), request).includes(name);
    return bindings.length > 0 && bindings.every(({ kind, node }) => kind === 'import' && isIt(node)) && !isNameFromStar(name, module, resolver);
  }

  return {
    local(request) {
      const known = findPresent(request) ?? added.find(({ from, name }) => from === request.from && name === request.name)?.local;
      if (known !== undefined) return known;
      const taken = new Set([...namesIn(module), ...added.map(({ local }) => local)]);
      if (isNameFromStar(request.name, module, resolver)) taken.add(request.name);
      const local = freeName(request, taken);
      added.push({ ...request, local });
      return local;
    },
    edits() {
      const edits: Edit[] = [];
      const unplaced: NewImport[] = [];
      const isSingle = hasOneNameEach(statements);
      for (const requests of togetherOf(added, isSingle)) {
        const [{ from, name }] = requests;
        const same = statements.filter(({ from: written, names }) => (names?.length ?? 0) > 0 && isSameModule(written, from));
        const merges = isSingle ? [] : same.flatMap((statement) => [mergeNames(statement, requests, module) ?? []].filter(({ length }) => length > 0));
        const [merged] = merges;
        if (merged === undefined) unplaced.push({ from, text: `from ${from} import ${requests.map(writtenName).join(', ')}`, name });
        else edits.push(...merged);
      }
      return [...edits, ...placeImports(unplaced, position, module, resolver)];
    },
  };
}

/** What can stand in one statement: plain names of one module, an alias by itself. */
function togetherOf(added: readonly Added[], isSingle: boolean): [Added, ...Added[]][] {
  const statements: [Added, ...Added[]][] = [];
  for (const each of [...added].sort((a, b) => compareNames(a.name, b.name))) {
    const same = statements.find(([first]) => first.from === each.from && !isAliased(first));
    if (same === undefined || isAliased(each) || isSingle) statements.push([each]);
    else same.push(each);
  }
  return statements;
}

/** isort's `force_single_line`: no statement has two names, and some modules have two statements. */
function hasOneNameEach(statements: readonly ImportStatement[]): boolean {
  const modules = statements.filter(({ names }) => names !== undefined && names.length > 0).map(({ from }) => from);
  return statements.every(({ names }) => (names?.length ?? 0) < 2) && new Set(modules).size < modules.length;
}

function freeName(request: ImportRequest, taken: ReadonlySet<string>): string {
  if (!taken.has(request.name)) return request.name;
  const alias = aliasOf(request);
  let name = alias;
  for (let number = 2; taken.has(name); number += 1) name = alias + String(number);
  return name;
}
