/** The data libraries of TypeScript and JavaScript. */
import { checked } from './checked.js';
import { drizzle } from './drizzle/drizzle.js';
import { external } from './external.js';
import { knex } from './knex.js';
import { kysely } from './kysely/kysely.js';
import type { EcmascriptDataLibrary } from './library.js';
import { mongoose } from './mongoose/mongoose.js';
import { paths } from './paths.js';
import { prisma } from './prisma/prisma.js';
import { SQL_CLIENTS } from './sql/clients.js';
import { cache } from './stores/cache.js';
import { files } from './stores/files.js';
import { redis } from './stores/redis.js';
import { minio, s3 } from './stores/s3.js';
import { sharp } from './stores/sharp.js';
import { typeorm } from './typeorm/typeorm.js';

export const ECMASCRIPT_DATA_LIBRARIES: readonly EcmascriptDataLibrary[] = [
  prisma,
  paths,
  drizzle,
  kysely,
  knex,
  typeorm,
  mongoose,
  ...SQL_CLIENTS,
  files,
  redis,
  cache,
  s3,
  minio,
  sharp,
  external,
  checked,
];
