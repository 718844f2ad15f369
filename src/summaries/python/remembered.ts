/** A resolver that remembers its answers: good for as long as no file changes. */
import type { PyNode } from '../../readers/python/tree.js';
import type { PythonResolver, Value } from '../../resolve/python/values.js';

export function remembering(resolver: PythonResolver): PythonResolver {
  const values = new Map<PyNode, Value>();
  const exported = new Map<PyNode, Map<string, Value>>();

  return {
    ...resolver,
    valueOf(expression, module) {
      const value = values.get(expression) ?? resolver.valueOf(expression, module);
      values.set(expression, value);
      return value;
    },
    exportOf(module, name) {
      const known = exported.get(module.ast) ?? new Map<string, Value>();
      exported.set(module.ast, known);
      const value = known.get(name) ?? resolver.exportOf(module, name);
      known.set(name, value);
      return value;
    },
  };
}
