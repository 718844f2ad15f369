/** The data libraries of TypeScript and JavaScript. */
import type { SourceFiles } from '../../files/source-files.js';
import { checked } from './checked.js';
import { drizzle } from './drizzle/drizzle.js';
import { external } from './external.js';
import { knex } from './knex.js';
import { kysely } from './kysely/kysely.js';
import type { EcmascriptDataLibrary } from './library.js';
import { mongoose } from './mongoose/mongoose.js';
import { paths } from './paths.js';
import { createPrisma } from './prisma/prisma.js';
import { createSchemas } from './prisma/schemas.js';
import { settings } from './settings.js';
import { SQL_CLIENTS } from './sql/clients.js';
import { cache } from './stores/cache.js';
import { files } from './stores/files.js';
import { redis } from './stores/redis.js';
import { minio, s3 } from './stores/s3.js';
import { sharp } from './stores/sharp.js';
import { typeorm } from './typeorm/typeorm.js';

export interface DataLibraries {
  readonly all: readonly EcmascriptDataLibrary[];
  /** The package whose generated code belongs at a path: a client of Prisma's. */
  readonly generatedAt: (path: string) => string | undefined;
}

/**
 * The data libraries for one project.
 * @param openFiles the project's files with these endings
 */
export function createDataLibraries(openFiles: (extensions: readonly string[]) => SourceFiles): DataLibraries {
  const schemas = createSchemas(openFiles);
  return {
    all: [createPrisma(schemas), paths, drizzle, kysely, knex, typeorm, mongoose, ...SQL_CLIENTS, files, redis, cache, s3, minio, sharp, external, checked, settings],
    generatedAt: (path) => schemas.clientAt(path),
  };
}
