/**
 * Several databases: a class as it is in one of them. It goes by the node of its declaration like the class itself, so that members, fields
 * and relations are the same; only its tables are others.
 */
import type { Model } from '../../analysis/footprint.js';
import type { PyClass } from './values.js';

const databases = new WeakMap<PyClass, string>();
const elsewhere = new WeakMap<PyClass, Map<string, PyClass>>();

/** The class in a database; without a name the one that nobody has to ask for. */
export function classOn(of: PyClass, database: string | undefined): PyClass {
  if (database === databases.get(of)) return of;
  const plain: PyClass = { kind: 'class', module: of.module, node: of.node };
  if (database === undefined) return plain;
  const known = elsewhere.get(of) ?? new Map<string, PyClass>();
  elsewhere.set(of, known);
  const found = known.get(database) ?? plain;
  known.set(database, found);
  databases.set(found, database);
  return found;
}

/** The database in which a class is meant; undefined for the usual one. */
export function databaseOf(of: PyClass): string | undefined {
  return databases.get(of);
}

/** A table of the database in which a class is meant. */
export function tableOn(of: PyClass, model: Model): Model {
  const database = databases.get(of);
  return database === undefined ? model : { ...model, key: `${model.key} in ${database}` };
}
