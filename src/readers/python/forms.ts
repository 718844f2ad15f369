/** The forms that a statement with one call can take: `result = await send(…)`. */
import type { ResultUse, Span, Waiting } from '../../analysis/ir.js';
import type { PythonModule } from './module.js';
import { isReadAfter } from './results.js';
import { variableOf, type Variable } from './scopes.js';
import { childIn, namedChildren, sourceOf, spanOf, unwrapped, type PyNode } from './tree.js';

/** A statement that evaluates one expression and keeps or drops what it gives. */
export interface Form {
  /** What is evaluated, without `await` and the parentheses around it. */
  readonly inner: PyNode;
  /** What the statement evaluates, without `result = ` and `return`. */
  readonly expression: Span;
  readonly waiting: Waiting;
  /** What it is assigned to. */
  readonly target?: PyNode;
  readonly returned: boolean;
}

/**
 * The form of a statement that evaluates one expression; undefined for any other, and for several assignments at once.
 * @param statement a statement, or an element of a tuple that stands for one
 */
export function formOf(statement: PyNode): Form | undefined {
  const assignment = assignmentOf(statement);
  const value = assignment === undefined ? valueOf(statement) : childIn(assignment, 'right');
  if (value === undefined || value.type === 'assignment' || value.type === 'expression_list') return undefined;
  const target = assignment === undefined ? undefined : childIn(assignment, 'left');
  const returned = statement.type === 'return_statement';
  let inner = unwrapped(value);
  let waiting: Waiting = returned ? 'returned' : 'floating';
  if (inner.type === 'await') {
    waiting = 'awaited';
    inner = unwrapped(namedChildren(inner)[0] ?? inner);
  }
  return { inner, expression: spanOf(value), waiting, returned, ...(target === undefined ? {} : { target }) };
}

/** The assignment that a statement is. */
export function assignmentOf(statement: PyNode): PyNode | undefined {
  const [only] = statement.type === 'expression_statement' ? statement.children : [];
  return only?.type === 'assignment' ? only : undefined;
}

function valueOf(statement: PyNode): PyNode | undefined {
  switch (statement.type) {
    case 'expression_statement':
      // `a.delay(x),` is a tuple.
      return statement.children.length === 1 ? statement.children[0] : undefined;
    case 'return_statement':
      return namedChildren(statement)[0];
    default:
      return statement.parent?.type === 'tuple' || statement.parent?.type === 'list' ? statement : undefined;
  }
}

/** The variable that a statement gives the result of its call. */
export function resultVariable({ target }: Form, module: PythonModule): Variable | undefined {
  return target?.type === 'identifier' ? variableOf(target, module) : undefined;
}

/** What becomes of the result. What is assigned to anything but a variable counts as used. */
export function resultOf(statement: PyNode, form: Form, module: PythonModule): ResultUse {
  const { target, returned, expression } = form;
  if (returned) return { kind: 'returned' };
  if (target === undefined) return { kind: 'unused' };
  const variable = resultVariable(form, module);
  const used = variable === undefined || isReadAfter(statement, variable, module);
  return { kind: 'bound', name: sourceOf(target, module), binding: { start: statement.range[0], end: expression.start }, used };
}
