/** What gives the names of a Python file their values, and in which scope each is known. */
import { enclosingScope, isComprehension, isFunction, scopeAround, scopesAround } from './scoping.js';
import { childIn, childrenIn, namedChildren, type PyNode } from './tree.js';

/** What gives a variable a value. */
export interface Binding {
  readonly kind: 'parameter' | 'assignment' | 'augmented' | 'import' | 'function' | 'class' | 'target' | 'deletion';
  /** The identifier that is bound; of `import a.b` the `a`, of `from a import *` none. */
  readonly name: PyNode;
  /** What binds it: the parameter, the assignment, the import statement, the definition; of `target` the loop, `with` item, … */
  readonly node: PyNode;
  /** For `name = value` and `name: T = value`, and for nothing that unpacks: the value. */
  readonly value?: PyNode;
}

export interface Variable {
  readonly name: string;
  /** The module, function, class, lambda or comprehension that it belongs to. */
  readonly scope: PyNode;
  /** In source order. */
  readonly bindings: readonly Binding[];
}

interface FoundVariable extends Variable {
  readonly bindings: Binding[];
}

type Scope = Map<string, FoundVariable>;

/** All names of a file. */
export interface Scopes {
  readonly byNode: ReadonlyMap<PyNode, Scope>;
  /** By the identifiers that are bound. */
  readonly byBinding: ReadonlyMap<PyNode, Variable>;
  /** `global x` and `nonlocal x`, by the function that says so. */
  readonly outer: ReadonlyMap<PyNode, ReadonlyMap<string, 'global' | 'nonlocal'>>;
}


/** Finds what binds each name. */
export function findScopes(ast: PyNode, text: string): Scopes {
  const byNode = new Map<PyNode, Scope>();
  const byBinding = new Map<PyNode, Variable>();
  const outer = new Map<PyNode, Map<string, 'global' | 'nonlocal'>>();
  const ofNonlocals: { readonly scope: PyNode; readonly binding: Binding }[] = [];
  declareOuter(ast);
  enter(ast);
  // Which function a nonlocal name belongs to is known when all others are bound, also those below it.
  for (const { scope, binding } of ofNonlocals) addTo(nonlocalOwner(scope, nameOf(binding.name)), binding);
  return { byNode, byBinding, outer };

  /** `global x` holds for the whole function, also above it, so these come first. */
  function declareOuter(node: PyNode): void {
    if (node.type === 'global_statement' || node.type === 'nonlocal_statement') {
      const scope = scopeAround(node) ?? ast;
      const names = outer.get(scope) ?? new Map<string, 'global' | 'nonlocal'>();
      for (const name of namedChildren(node)) names.set(nameOf(name), node.type === 'global_statement' ? 'global' : 'nonlocal');
      outer.set(scope, names);
    }
    for (const child of node.children) declareOuter(child);
  }

  function enter(node: PyNode): void {
    bind(node);
    for (const child of node.children) enter(child);
  }

  function add(scope: PyNode, binding: Binding): void {
    const declared = outer.get(scope)?.get(nameOf(binding.name));
    if (declared === 'nonlocal') ofNonlocals.push({ scope, binding });
    else addTo(declared === 'global' ? ast : scope, binding);
  }

  function addTo(owner: PyNode, binding: Binding): void {
    const name = nameOf(binding.name);
    const names = byNode.get(owner) ?? new Map<string, FoundVariable>();
    byNode.set(owner, names);
    const variable = names.get(name) ?? { name, scope: owner, bindings: [] };
    names.set(name, variable);
    const next = variable.bindings.findIndex((other) => other.name.range[0] > binding.name.range[0]);
    variable.bindings.splice(next === -1 ? variable.bindings.length : next, 0, binding);
    byBinding.set(binding.name, variable);
  }

  function nonlocalOwner(scope: PyNode, name: string): PyNode {
    for (const around of scopesAround(scope)) if (isFunction(around) && byNode.get(around)?.has(name) === true) return around;
    return scope;
  }

  function bind(node: PyNode): void {
    switch (node.type) {
      case 'function_definition':
      case 'class_definition': {
        const name = childIn(node, 'name');
        if (name !== undefined) add(enclosingScope(node) ?? ast, { kind: node.type === 'class_definition' ? 'class' : 'function', name, node });
        return;
      }
      case 'assignment':
        bindTargets(childIn(node, 'left'), scopeOf(node), 'assignment', node, assignedValue(node));
        return;
      case 'augmented_assignment':
        bindTargets(childIn(node, 'left'), scopeOf(node), 'augmented', node);
        return;
      case 'named_expression':
        bindTargets(childIn(node, 'name'), scopeOfWalrus(node), 'assignment', node, childIn(node, 'value'));
        return;
      case 'type_alias_statement':
        bindTargets(childIn(node, 'left')?.children[0], scopeOf(node), 'assignment', node);
        return;
      case 'for_statement':
      case 'for_in_clause':
        bindTargets(childIn(node, 'left'), scopeOf(node), 'target', node);
        return;
      case 'as_pattern_target':
        for (const target of node.children) bindTargets(target, scopeOf(node), 'target', node.parent ?? node);
        return;
      case 'except_clause':
        bindTargets(childIn(node, 'alias'), scopeOf(node), 'target', node);
        return;
      case 'delete_statement':
        for (const target of namedChildren(node)) bindTargets(target, scopeOf(node), 'deletion', node);
        return;
      case 'case_clause':
        for (const pattern of node.children.filter(({ type }) => type === 'case_pattern')) bindCaptures(pattern, scopeOf(node), node);
        return;
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        bindImport(node, scopeOf(node));
        return;
      case 'parameters':
      case 'lambda_parameters':
        for (const parameter of namedChildren(node)) {
          const name = parameterName(parameter);
          if (name !== undefined) add(scopeOf(node), { kind: 'parameter', name, node: parameter });
        }
        return;
      default:
        return;
    }
  }

  function scopeOf(node: PyNode): PyNode {
    return scopeAround(node) ?? ast;
  }

  /** A walrus binds in the function around a comprehension. */
  function scopeOfWalrus(node: PyNode): PyNode {
    for (const scope of scopesAround(node)) if (!isComprehension(scope)) return scope;
    return ast;
  }

  function bindTargets(target: PyNode | undefined, scope: PyNode, kind: Binding['kind'], node: PyNode, value?: PyNode): void {
    switch (target?.type) {
      case 'identifier':
        add(scope, { kind, name: target, node, ...(value === undefined ? {} : { value }) });
        return;
      case 'pattern_list':
      case 'tuple_pattern':
      case 'list_pattern':
      case 'list_splat_pattern':
      case 'list_splat':
      case 'expression_list':
      case 'tuple':
      case 'list':
      case 'parenthesized_expression':
        for (const part of namedChildren(target)) bindTargets(part, scope, kind, node);
        return;
      default:
        return;
    }
  }

  /** A bare name in a pattern is bound; one with dots, or before parentheses, is looked up. */
  function bindCaptures(pattern: PyNode, scope: PyNode, node: PyNode): void {
    if (pattern.type === 'dotted_name') {
      const [name, ...rest] = namedChildren(pattern);
      if (name !== undefined && rest.length === 0 && pattern.parent?.type !== 'class_pattern') add(scope, { kind: 'target', name, node });
      return;
    }
    if (pattern.type === 'identifier') {
      add(scope, { kind: 'target', name: pattern, node });
      return;
    }
    for (const part of namedChildren(pattern)) if (!isNoCapture(part, pattern)) bindCaptures(part, scope, node);
  }

  function bindImport(node: PyNode, scope: PyNode): void {
    for (const imported of childrenIn(node, 'name')) {
      const name = imported.type === 'aliased_import' ? childIn(imported, 'alias') : namedChildren(imported)[0];
      if (name !== undefined) add(scope, { kind: 'import', name, node });
    }
  }

  function nameOf(identifier: PyNode): string {
    return text.slice(identifier.range[0], identifier.range[1]);
  }
}

/** In `Point(x=0)` the `x` is a keyword, and a key of `{KEY: value}` is looked up. */
function isNoCapture(part: PyNode, pattern: PyNode): boolean {
  return part.field === 'key' || (pattern.type === 'keyword_pattern' && part === pattern.children[0]);
}

/** What an assignment assigns: `value` of `name = value`, of `name: T = value` and of `first = name = value`. */
function assignedValue(assignment: PyNode): PyNode | undefined {
  const value = childIn(assignment, 'right');
  return value?.type === 'assignment' ? assignedValue(value) : value;
}

/** The identifier of a parameter: of `x`, `x: int`, `x=1`, `*args`, `**kwargs`; undefined for `*` and `/`. */
export function parameterName(parameter: PyNode): PyNode | undefined {
  switch (parameter.type) {
    case 'identifier':
      return parameter;
    case 'typed_parameter':
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern': {
      const [inner] = namedChildren(parameter);
      return inner === undefined ? undefined : parameterName(inner);
    }
    case 'default_parameter':
    case 'typed_default_parameter':
      return childIn(parameter, 'name');
    default:
      return undefined;
  }
}
