/** Which properties of a value are read where it stands. */
import { staticName, unwrapped, type Node, type TSESTree } from '../../readers/ecmascript/estree.js';

/** `width` of `meta.width`, all names of `const { width, height } = meta`; undefined where more of it may be read. */
export function fieldsReadOff(node: Node): readonly string[] | undefined {
  let value = node;
  while (value.parent !== undefined && unwrapped(value.parent) === unwrapped(node)) value = value.parent;
  const { parent } = value;
  if (parent?.type === 'MemberExpression' && parent.object === value) return isCalled(parent) ? undefined : listOf(staticName(parent.property, parent.computed));
  if (parent?.type === 'VariableDeclarator' && parent.init === value && parent.id.type === 'ObjectPattern') return allOf(parent.id);
  return undefined;
}

/** `meta.width.toFixed()` reads `width`, `tags.map()` all of the tags. */
function isCalled(member: TSESTree.MemberExpression): boolean {
  return member.parent.type === 'CallExpression' && member.parent.callee === member;
}

function listOf(name: string | undefined): readonly string[] | undefined {
  return name === undefined ? undefined : [name];
}

function allOf({ properties }: TSESTree.ObjectPattern): readonly string[] | undefined {
  const names = properties.flatMap((property) => (property.type === 'Property' ? staticName(property.key, property.computed) ?? [] : []));
  return names.length === properties.length && names.length > 0 ? names : undefined;
}
