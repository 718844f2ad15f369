/** What classes of the project have from the package's class that they extend. */
import { asPackageInstance } from '../../resolve/classes.js';
import { memberOf } from '../../resolve/members.js';
import type { Value } from '../../resolve/values.js';
import { resolvedValue } from './data.js';
import type { Reading } from './reading.js';
import type { JsValue } from '../../footprints/ecmascript/values.js';

/**
 * `class PrismaService extends PrismaClient`, `class Image extends BaseEntity`: for what they inherit, an instance is one of the package's
 * class, and a class is the package's. The project's class is the symbol.
 */
export function inheritedRoot({ evaluator }: Reading, value: Value, name: string): JsValue | undefined {
  const { is } = value;
  if (is.kind !== 'instance' && is.kind !== 'class') return undefined;
  const member = memberOf(evaluator, value, name).is;
  if (member.kind !== 'package') return undefined;
  const parent = is.kind === 'instance' ? asPackageInstance(evaluator, value) : { is: evaluator.packages.at(member.package, member.path.slice(0, -1)) };
  if (parent?.is.kind !== 'package' || member.package !== parent.is.package || member.path.join('.') !== [...parent.is.path, name].join('.')) return undefined;
  return resolvedValue({ ...parent, is: { ...parent.is, symbol: { module: is.module, name: is.node.id?.name ?? 'class', node: is.node } } });
}
