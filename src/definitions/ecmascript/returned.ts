import { isFunction, walk } from '../../readers/ecmascript/estree.js';
import type { Expression, FunctionNode, Node } from '../../readers/ecmascript/estree.js';

/** What a function may give back. */
export function returnedBy({ body }: FunctionNode, isReached: (node: Node) => boolean = () => true): Expression[] {
  if (body.type !== 'BlockStatement') return [body];
  const returned: Expression[] = [];
  walk(body, (node) => {
    if (isFunction(node) || !isReached(node)) return false;
    if (node.type === 'ReturnStatement' && node.argument !== null) returned.push(node.argument);
    return true;
  });
  return returned;
}
