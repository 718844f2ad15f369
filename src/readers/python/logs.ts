/** Statements that write to a log and do nothing else. */
import type { PythonModule } from './module.js';
import { argumentsOf, dottedName, lastName, methodOf, purityOf } from './purity.js';
import { variableOf } from './scopes.js';
import { childIn, sourceOf, unwrapped, type PyNode } from './tree.js';

const LOG_LEVELS = new Set(['debug', 'info', 'warning', 'warn', 'error', 'exception', 'critical', 'fatal', 'log', 'success', 'trace']);
const LOGGER = /^_*(?:log|logger|logging)$/i;
const LOGGER_FACTORIES = new Set(['logging.getLogger', 'getLogger', 'structlog.get_logger', 'get_logger', 'get_task_logger']);

/** The call of a statement that is a log line: `logger.info(…)`, `print(…)`. */
export function loggedBy(statement: PyNode, module: PythonModule): PyNode | undefined {
  const [only, ...others] = statement.type === 'expression_statement' ? statement.children : [];
  const call = only === undefined || others.length > 0 ? undefined : unwrapped(only);
  if (call?.type !== 'call' || !(isLog(call, module) || isPrint(call, module))) return undefined;
  return argumentsOf(call).every((argument) => purityOf(argument, module) !== 'effect') ? call : undefined;
}

function isLog(call: PyNode, module: PythonModule): boolean {
  const method = methodOf(call, module);
  if (method === undefined || !LOG_LEVELS.has(method.name)) return false;
  const receiver = unwrapped(method.receiver);
  if (receiver.type !== 'call') return LOGGER.test(lastName(receiver, module) ?? '');
  const factory = childIn(receiver, 'function');
  return factory !== undefined && LOGGER_FACTORIES.has(dottedName(factory, module) ?? '');
}

/** `print(…)` to the terminal, not `print(…, file=…)`. */
function isPrint(call: PyNode, module: PythonModule): boolean {
  const callee = childIn(call, 'function');
  if (callee?.type !== 'identifier' || sourceOf(callee, module) !== 'print' || variableOf(callee, module) !== undefined) return false;
  return argumentsOf(call).every((argument) => {
    const name = childIn(argument, 'name');
    return name === undefined || sourceOf(name, module) !== 'file';
  });
}
