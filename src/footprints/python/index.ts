/** The data libraries of Python. */
import { django } from './django/index.js';
import { external } from './external.js';
import type { PythonDataLibrary } from './library.js';
import { settings } from './settings.js';
import { sqlalchemy } from './sqlalchemy/index.js';
import { cache } from './stores/cache.js';
import { files } from './stores/files.js';
import { redis } from './stores/redis.js';
import { s3 } from './stores/s3.js';
import { storage } from './stores/storage.js';

/** The last is asked last: what another knows goes before «somewhere outside». */
export const PYTHON_DATA_LIBRARIES: readonly PythonDataLibrary[] = [django, sqlalchemy, cache, redis, files, storage, s3, settings, external];
