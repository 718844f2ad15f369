import type { Span } from '../analysis/ir.js';
import type { Node, TSESTree } from '../readers/ecmascript/estree.js';
import { staticName, unwrapped } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Edit, ImportRequest } from '../analysis/edit.js';
import { indentAt, isBlank, layoutOf, lineEndOf, codeOf } from './layout.js';
import { findImportPlace, isCommonJs, requiredFrom, type StatementPlace } from './import-place.js';

/** The imports of a file while a rewrite of it is written. */
export interface Imports {
  /** The name under which the file has (or, by `edits`, will have) what is requested. */
  local(request: ImportRequest): string;
  /** The edits that bring in what was requested and was not there; they touch import statements only. */
  edits(): Edit[];
}

/** What several requests become. */
export interface ImportPlan {
  readonly edits: readonly Edit[];
  /** The local name of one of the requests. */
  local(request: ImportRequest): string;
}

/** Where further names of a module can be put: an import's braces, or those of `const { … } = require(…)`. */
interface Braces {
  readonly from: string;
  readonly names: readonly { readonly imported: string; readonly local: string; readonly span: Span }[];
  /** `import x from 'y'`, which can be followed by braces. */
  readonly afterDefault?: Span;
}

/** Names that read well where the plain one is taken. */
const ALIASES: Readonly<Record<string, string>> = { chain: 'chainTasks', group: 'groupTasks', si: 'signature', FlowProducer: 'BullFlowProducer' };

/**
 * The edits that import what is requested, merged into the file's own imports where there are any.
 * @throws {RangeError} from `local`, for what was not requested
 */
export function planImports(module: Module, requests: readonly ImportRequest[]): ImportPlan {
  const imports = openImports(module);
  const locals = new Map(requests.map((request) => [keyOf(request), imports.local(request)]));
  return {
    edits: imports.edits(),
    local(request) {
      const local = locals.get(keyOf(request));
      if (local === undefined) throw new RangeError(`${request.name} of ${request.from} was not requested`);
      return local;
    },
  };
}

function keyOf({ from, name }: ImportRequest): string {
  return `${from}\0${name}`;
}

/** Begins with the imports that a file has. */
export function openImports(module: Module): Imports {
  const declared = declarationsIn(module);
  const present = bracesIn(module);
  const added = new Map<string, { readonly request: ImportRequest; readonly local: string }>();

  function findPresent({ from, name }: ImportRequest): string | undefined {
    const found = present
      .filter((braces) => braces.from === from)
      .flatMap(({ names }) => names)
      .find(({ imported }) => imported === name);
    // A second declaration of the name somewhere in the file could stand between it and the run.
    return found !== undefined && (declared.get(found.local) ?? 1) <= 1 ? found.local : undefined;
  }

  return {
    local(request) {
      const known = findPresent(request) ?? added.get(keyOf(request))?.local;
      if (known !== undefined) return known;
      const taken = new Set([...declared.keys(), ...[...added.values()].map(({ local }) => local)]);
      const local = freeName(request.name, taken);
      added.set(keyOf(request), { request, local });
      return local;
    },
    edits() {
      const modules = new Set([...added.values()].map(({ request }) => request.from));
      const unplaced: string[] = [];
      const edits: Edit[] = [];
      for (const from of modules) {
        const names = [...added.values()]
          .filter(({ request }) => request.from === from)
          .map(({ request, local }) => renderName(module, request.name, local));
        const braces = present.find((each) => each.from === from);
        if (braces === undefined) unplaced.push(renderStatement(module, from, names));
        else edits.push(...mergeInto(module, braces, names));
      }
      return unplaced.length === 0 ? edits : [...edits, insertStatements(module, findImportPlace(module), unplaced)];
    },
  };
}

/** A name that nothing in the file has, as near as possible to the wanted one. */
export function findFreeName(module: Module, wanted: string): string {
  return freeName(wanted, new Set(declarationsIn(module).keys()));
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const alias = ALIASES[wanted] ?? `${wanted}2`;
  let name = alias;
  for (let number = 2; taken.has(name); number += 1) name = `${alias}${String(number)}`;
  return name;
}

/** How often each name is declared in the file; names that are used and declared nowhere count once. */
function declarationsIn(module: Module): Map<string, number> {
  const counts = new Map<string, number>();
  const names = module.scopes.scopes.flatMap((scope) => scope.variables.filter(({ defs }) => defs.length > 0).map(({ name }) => name));
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { identifier } of module.scopes.globalScope?.through ?? []) {
    if (typeof identifier.name === 'string' && !counts.has(identifier.name)) counts.set(identifier.name, 1);
  }
  return counts;
}

function bracesIn(module: Module): Braces[] {
  return module.ast.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') return bracesOfImport(statement);
    if (statement.type === 'VariableDeclaration') return statement.declarations.flatMap(bracesOfRequire);
    return [];
  });
}

function bracesOfImport(statement: TSESTree.ImportDeclaration): Braces[] {
  const { specifiers, source } = statement;
  // Nothing can be added beside `* as x`, and a type-only import gives no value.
  if ((statement.importKind as string | undefined) === 'type' || specifiers.some(({ type }) => type === 'ImportNamespaceSpecifier'))
    return [];
  const names = specifiers.flatMap((specifier) => {
    if (specifier.type !== 'ImportSpecifier') return [];
    const isType = (specifier.importKind as string | undefined) === 'type';
    const imported = specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
    return [
      { imported: isType ? '' : imported, local: specifier.local.name, span: { start: specifier.range[0], end: specifier.range[1] } },
    ];
  });
  const [first] = specifiers;
  if (names.length > 0) return [{ from: source.value, names }];
  if (first === undefined) return [];
  return [{ from: source.value, names, afterDefault: { start: first.range[0], end: first.range[1] } }];
}

function bracesOfRequire({ id, init }: TSESTree.VariableDeclarator): Braces[] {
  const from = init === null ? undefined : requiredFrom(unwrapped(init));
  if (from === undefined || id.type !== 'ObjectPattern' || id.properties.length === 0) return [];
  if (id.properties.some(({ type }) => type === 'RestElement')) return [];
  const names = id.properties.map((property) => ({
    imported: property.type === 'Property' ? staticName(property.key, property.computed) ?? '' : '',
    local: property.type === 'Property' ? localOf(property.value) : '',
    span: { start: property.range[0], end: property.range[1] },
  }));
  return [{ from, names }];
}

function localOf(value: Node): string {
  return value.type === 'Identifier' ? value.name : '';
}

function renderName(module: Module, name: string, local: string): string {
  if (name === local) return name;
  return isCommonJs(module) ? `${name}: ${local}` : `${name} as ${local}`;
}

function renderStatement(module: Module, from: string, names: readonly string[]): string {
  const { quote, semicolons } = layoutOf(module);
  const braces = `{ ${names.join(', ')} }`;
  const source = `${quote}${from}${quote}`;
  const statement = isCommonJs(module) ? `const ${braces} = require(${source})` : `import ${braces} from ${source}`;
  return semicolons ? `${statement};` : statement;
}

/** The insertion of whole statements at a place that has been found for them. */
export function insertStatements(module: Module, { position, side }: StatementPlace, statements: readonly string[]): Edit {
  const { eol } = layoutOf(module);
  return insertion(position, (side === 'before' ? '' : eol) + statements.join(eol) + (side === 'behind' ? '' : eol));
}

function mergeInto(module: Module, { names, afterDefault }: Braces, added: readonly string[]): Edit[] {
  const { text } = module;
  const last = names.at(-1);
  if (last === undefined) return afterDefault === undefined ? [] : [insertion(afterDefault.end, `, { ${added.join(', ')} }`)];

  const { end } = last.span;
  const lineEnd = lineEndOf(text, end);
  const rest = codeOf(module, { start: end, end: lineEnd });
  const isOnLinesOfTheirOwn = isBlank(text.slice(text.lastIndexOf('\n', last.span.start) + 1, last.span.start)) && /^\s*,?\s*$/.test(rest);
  if (!isOnLinesOfTheirOwn) return [insertion(end, added.map((name) => `, ${name}`).join(''))];

  const { eol } = layoutOf(module);
  const indent = indentAt(text, last.span.start);
  const hasComma = rest.includes(',');
  const lines = added.map((name) => eol + indent + name).join(',') + (hasComma ? ',' : '');
  return [...(hasComma ? [] : [insertion(end, ',')]), insertion(lineEnd, lines)];
}

function insertion(position: number, text: string): Edit {
  return { span: { start: position, end: position }, text };
}
