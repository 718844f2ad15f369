/** The canvases of a module: where they are made, and what becomes of them. */
import type { CanvasSite } from '../../../analysis/canvas.js';
import type { PythonModule } from '../../../readers/python/module.js';
import { nameOf } from '../../../readers/python/names.js';
import type { Recogniser } from '../../../readers/python/recogniser.js';
import { enclosingFunction } from '../../../readers/python/scopes.js';
import { childIn, sourceOf, type PyNode } from '../../../readers/python/tree.js';
import type { PythonResolver } from '../../../resolve/python/values.js';
import { createTaskFinder } from '../definitions.js';
import type { Outcome } from './draft.js';
import { createExpressions } from './expressions.js';
import { createVariables } from './variables.js';

/** Outermost canvases, in source order; none of functions that hold a syntax error. */
export function readCanvases(module: PythonModule, resolver: PythonResolver, recogniser: Recogniser): CanvasSite[] {
  const variables = createVariables(module);
  const expressions = createExpressions({ module, resolver, tasks: createTaskFinder(resolver), variables });
  const spoilt = new Set(module.gaps?.map((gap) => gap.of));
  visit(module.ast);
  return expressions.outermost().flatMap(([canvas, node]): CanvasSite[] => {
    const owner = enclosingFunction(node) ?? module.ast;
    if (spoilt.has(owner === module.ast ? 'module' : owner.range[0])) return [];
    return [{ canvas, isErrback: isErrback(outermost(node), module), routine: { name: nameOf(owner, module), role: recogniser.roleOf(owner, module) }, library: 'celery' }];
  });

  /** Goes through the code in source order, outermost expressions first. */
  function visit(node: PyNode): void {
    if (node.type === 'ERROR') return;
    if (node.type === 'augmented_assignment') visitAugmented(node);
    else if (!expressions.wasRead(node)) {
      const outcome = expressions.read(node);
      if (outcome !== undefined) settle(outcome, outermost(node));
    }
    for (const child of node.children) visit(child);
  }

  /** `steps |= notify.si(user_id)` */
  function visitAugmented(node: PyNode): void {
    const name = childIn(node, 'left');
    const isPipe = node.children.some(({ type }) => type === '|=') && name?.type === 'identifier';
    const outcome = isPipe ? expressions.readPipe(node) : undefined;
    if (name !== undefined && outcome !== undefined) variables.bind(name, outcome.draft);
  }

  /** What becomes of what an expression gives, by what stands around it. */
  function settle({ draft, gives }: Outcome, { parent, field }: PyNode): void {
    if (gives === 'other' || (parent?.type === 'expression_statement' && parent.children.length === 1)) return;
    if (gives === 'result') {
      draft.resultUsed = true;
      return;
    }
    const name = parent?.type === 'assignment' && field === 'right' && parent.parent?.type !== 'assignment' ? childIn(parent, 'left') : undefined;
    if (name?.type === 'identifier') variables.bind(name, draft);
    else draft.open = true;
  }
}

/** The expression with the parentheses around it. */
function outermost(node: PyNode): PyNode {
  return node.parent?.type === 'parenthesized_expression' ? outermost(node.parent) : node;
}

/** `link_error=e.s()`, `link_error=[e.s(), f.s()]` */
function isErrback({ parent }: PyNode, module: PythonModule): boolean {
  const argument = parent?.type === 'list' || parent?.type === 'tuple' ? parent.parent : parent;
  const name = argument?.type === 'keyword_argument' ? childIn(argument, 'name') : undefined;
  return name !== undefined && sourceOf(name, module) === 'link_error';
}
