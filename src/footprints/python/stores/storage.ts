/** Django's storages: the key is the file's name in the storage. https://docs.djangoproject.com/en/stable/ref/files/storage/ */
import { UNKNOWN_TERM } from '../../../analysis/footprint.js';
import type { PyCall, PyValue } from '../values.js';
import type { PythonDataLibrary, ReadingContext } from '../library.js';
import { createKeyedLibrary, deletes, looks, reads, writes, type KeyUse } from './keyed.js';

const METHODS = { save: writes, delete: deletes, exists: reads, size: looks, get_modified_time: looks };

function storageWith(methods: Readonly<Record<string, readonly KeyUse[]>>): PythonDataLibrary {
  return createKeyedLibrary({
    id: 'storage',
    store: 'file',
    keyword: 'name',
    holders: new Set([
      'django.core.files.storage.default_storage',
      'django.core.files.storage.storages[]',
      'django.core.files.storage.FileSystemStorage()',
      'django.core.files.storage.get_storage_class()()',
      'django.core.files.storage.DefaultStorage()',
    ]),
    methods,
    // `storages['scans']`, `FileSystemStorage(location='/scans')`
    areaOf: ({ path, call }, context) => {
      const alias = /\[(.*)\]$/s.exec(path)?.[1];
      if (alias !== undefined) return alias === '?' ? UNKNOWN_TERM : alias === 'default' ? undefined : { kind: 'literal', value: alias };
      const place = path.endsWith('.FileSystemStorage()') ? (call?.positional[0] ?? call?.keyword.get('location')) : undefined;
      return place === undefined ? undefined : context.termOf(place);
    },
  });
}

const named = storageWith(METHODS);
/** What `open(name, mode='rb')` does, by whether the mode reads and writes. */
const OPENING = { read: storageWith({ open: looks }), write: storageWith({ open: writes }), both: storageWith({ open: [...looks, ...writes] }) };

export const storage: PythonDataLibrary = {
  ...named,
  call(called, context) {
    const value = called.method === 'open' ? opened(called, context) : named.call?.(called, context);
    // `save` gives the name under which the file is found.
    return value !== undefined && called.method === 'save' ? (called.positional[0] ?? called.keyword.get('name') ?? value) : value;
  },
};

function opened(called: PyCall, context: ReadingContext): PyValue | undefined {
  const given = called.positional[1] ?? called.keyword.get('mode');
  const mode = given === undefined ? 'rb' : context.textOf(given);
  if (mode === undefined) return named.call?.(called, context);
  const use = mode.includes('+') ? 'both' : /[wax]/.test(mode) ? 'write' : 'read';
  return OPENING[use].call?.(called, context) === undefined ? undefined : OPENED;
}

/** What is read and written through it counted when it was opened. */
const OPENED: PyValue = { kind: 'handle', library: 'storage', data: 'open file' };
