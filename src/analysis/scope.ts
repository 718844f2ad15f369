import type { Scope } from '../settings.js';
import type { Role } from './ir.js';

/** Roles outside of the running application: an order there is either plain to see or does not matter to users. */
const OUTSIDE: ReadonlySet<Role> = new Set<Role>(['test', 'migration', 'script', 'command', 'job']);

/** Whether routines of that role are looked at. Module top level has the role `script`. */
export function isInScope(role: Role, scope: Scope): boolean {
  if (scope === 'all') return true;
  return scope === 'handlers' ? role === 'request' : !OUTSIDE.has(role);
}
