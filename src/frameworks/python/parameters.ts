/** What a function's parameters say of it. */
import { lastOf } from '../../readers/python/names.js';
import { parameterName, classOf } from '../../readers/python/scopes.js';
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import type { PythonModule } from '../../readers/python/module.js';
import { fits, isIn } from './patterns.js';
import { isOneOf, nameOfType, pathsOfType } from './provenance.js';
import type { ParametersSignal } from './schema.js';
import type { Subject } from './subject.js';

export function ofParameters(signal: ParametersSignal, subject: Subject): 'strong' | 'medium' | undefined {
  const { routine, module, path } = subject;
  if (classOf(routine) !== undefined || !isIn(path, signal.files)) return undefined;
  if (signal.names !== undefined && !hasParameters(signal.names, routine, module)) return undefined;
  if (signal.keywords === true && !parametersOf(routine).some(({ type }) => type === 'dictionary_splat_pattern')) return undefined;
  return signal.type === undefined && signal.typeName === undefined ? 'medium' : ofType(signal, subject);
}

/** Whether the first parameters are named so. */
export function hasParameters(names: readonly string[], routine: PyNode, module: PythonModule): boolean {
  const parameters = parametersOf(routine);
  return names.every((name, index) => {
    const parameter = parameters[index];
    const identifier = parameter === undefined ? undefined : parameterName(parameter);
    return identifier !== undefined && fits(sourceOf(identifier, module), name);
  });
}

function ofType({ type = [], typeName }: ParametersSignal, { routine, module, resolver }: Subject): 'strong' | 'medium' | undefined {
  const [first] = parametersOf(routine);
  const annotation = first === undefined ? undefined : childIn(first, 'type');
  if (annotation === undefined) return undefined;
  const paths = pathsOfType(annotation, module, resolver) ?? [];
  if (paths.some((path) => isOneOf(path, type))) return 'strong';
  const named = nameOfType(annotation);
  if (named === undefined || typeName === undefined) return undefined;
  return fits(lastOf(sourceOf(named, module).replace(/^['"]|['"]$/g, '')), typeName) ? 'medium' : undefined;
}

/** Parameters that a caller sees: without `/` and `*`. */
function parametersOf(routine: PyNode): PyNode[] {
  const list = childIn(routine, 'parameters');
  return list === undefined ? [] : namedChildren(list).filter((parameter) => parameterName(parameter) !== undefined);
}
