/** A loop that does nothing but dispatch, as a comprehension. */
import type { Span } from '../../analysis/ir.js';
import type { PythonModule } from '../../readers/python/module.js';
import { purityOf } from '../../readers/python/purity.js';
import { boundBy, readsOf, type Variable } from '../../readers/python/scopes.js';
import { childIn, findAt, namedChildren, walk, type PyNode } from '../../readers/python/tree.js';
import { refuse } from '../refusal.js';
import { laidOut, sequence, source, text, type Brackets, type Doc } from './doc.js';
import { hasComment, layoutOf } from './layout.js';

interface Loop {
  readonly target: PyNode;
  readonly over: PyNode;
  /** `if image.ready:` around the dispatch. */
  readonly condition?: PyNode;
}

/**
 * `for target in over:` with the dispatch as its only statement, under a condition at most.
 * @throws {Refusal} for a loop that a comprehension does not stand for
 */
export function plainLoopAt(statement: Span, call: Span, module: PythonModule): Loop {
  const loop = findAt(module.ast, statement, 'for_statement');
  const [target, over, body] = ['left', 'right', 'body'].map((field) => (loop === undefined ? undefined : childIn(loop, field)));
  const only = body === undefined ? undefined : soleIn(body);
  const condition = only?.type === 'if_statement' ? childIn(only, 'condition') : undefined;
  const dispatching = condition === undefined || only === undefined ? only : soleIn(childIn(only, 'consequence') ?? only);
  const isPlain = dispatching !== undefined && findAt(dispatching, call)?.range[0] === dispatching.range[0] && dispatching.range[1] === call.end;
  if (loop === undefined || target === undefined || over === undefined || !isPlain || loop.children[0]?.type === 'async' || hasComment(module, statement))
    return refuse('loop-not-plain', 'the loop has more in it than one dispatch, or comments: a chord has no place for that');
  if (!isSimpleTarget(target) || [over, ...(condition === undefined ? [] : [condition])].some((part) => has(part, NOT_IN_BRACKETS)))
    return refuse('loop-not-plain', 'what the loop goes over cannot be written in brackets as it is');
  if (condition !== undefined && purityOf(condition, module) === 'effect')
    return refuse('loop-not-plain', 'the condition in the loop calls something between the dispatches');
  if (isInClassBody(loop)) return refuse('loop-not-plain', "names of a class's body are not seen in brackets");
  const usesOf = (variable: Variable) => [...readsOf(variable, module), ...variable.bindings.filter(({ kind }) => kind === 'deletion').map(({ name }) => name)];
  const readBehind = boundBy(loop, module).flatMap(usesOf).some(({ range }) => range[0] < statement.start || range[1] > statement.end);
  if (readBehind) return refuse('loop-variable-used', 'a variable of the loop is used outside of it as well, where a chord would not set it');
  return { target, over, ...(condition === undefined ? {} : { condition }) };
}

/**
 *     [resize.si(image.pk) for image in images]    [
 *                                                      resize.si(image.pk)
 *                                                      for image in images
 *                                                      if image.ready
 *                                                  ]
 */
export function renderComprehension({ target, over, condition }: Loop, signature: Doc, brackets: Brackets, module: PythonModule): Doc {
  const layout = layoutOf(module);
  const [open = '', close = ''] = brackets;
  const each = sequence([text('for '), source(target, module), text(' in '), ...inClause(over, module)], layout);
  const parts = [signature, each, ...(condition === undefined ? [] : [sequence([text('if '), ...inClause(condition, module)], layout)])];
  const flats = parts.map(({ flat }) => flat);
  return {
    flat: flats.includes(undefined) ? undefined : open + flats.join(' ') + close,
    broken(indent) {
      const inner = indent + layout.unit;
      const lines = parts.map((doc) => inner + laidOut(doc, inner, { layout }));
      return `${open}${layout.eol}${lines.join(layout.eol)}${layout.eol}${indent}${close}`;
    },
  };
}

/** A condition or a lambda behind `in` or `if` needs parentheses there. */
function inClause(expression: PyNode, module: PythonModule): Doc[] {
  const isLoose = expression.type === 'conditional_expression' || expression.type === 'lambda';
  return isLoose ? [text('('), source(expression, module), text(')')] : [source(expression, module)];
}

const NOT_IN_BRACKETS = new Set(['await', 'yield', 'named_expression', 'list_splat', 'expression_list']);

function isSimpleTarget({ type, children }: PyNode): boolean {
  return type === 'identifier' || ((type === 'pattern_list' || type === 'tuple_pattern') && children.every((child) => !/[a-z]/.test(child.type) || child.type === 'identifier'));
}

function isInClassBody({ parent }: PyNode): boolean {
  return parent?.parent?.type === 'class_definition';
}

function soleIn(block: PyNode): PyNode | undefined {
  const [only, ...others] = namedChildren(block).filter(({ type }) => type !== 'comment');
  return others.length === 0 ? only : undefined;
}

function has(root: PyNode, types: ReadonlySet<string>): boolean {
  let found = false;
  walk(root, ({ type }) => {
    found ||= types.has(type);
    return !found;
  });
  return found;
}
