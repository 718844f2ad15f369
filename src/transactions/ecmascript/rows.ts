/** What opens a transaction in TypeScript and JavaScript, and what writes in one: a newcomer adds a row. */

/** A method that is handed what runs in the transaction: `prisma.$transaction(async (tx) => { … })`. */
export interface CallbackRow {
  readonly method: string;
  /** What stands before it, where that is a call itself: `transaction` of Kysely's `db.transaction().execute(…)`. */
  readonly after?: string;
  readonly packages: readonly RegExp[];
  /** Receivers of which nothing more is known than how they are called; absent where the method's name says enough. */
  readonly receivers?: RegExp;
}

const DATABASES = /^_?(?:db|database|knex|sequelize|prisma|orm|data_?source|connection|conn|(?:entity)?manager|em|(?:re)?pool|trx|tx)$/i;

export const CALLBACK_ROWS: readonly CallbackRow[] = [
  // https://www.prisma.io/docs/orm/prisma-client/queries/transactions#interactive-transactions
  { method: '$transaction', packages: [/prisma/] },
  // https://kysely.dev/docs/examples/transactions/simple-transaction
  { method: 'execute', after: 'transaction', packages: [/^kysely$/] },
  // https://mongoosejs.com/docs/transactions.html
  { method: 'withTransaction', packages: [/^mongoose$/, /^mongodb$/] },
  // https://mikro-orm.io/docs/transactions
  { method: 'transactional', packages: [/^@mikro-orm\//] },
  // Drizzle, TypeORM, Sequelize, Knex, Objection, Mongoose's connections.
  { method: 'transaction', packages: [/^drizzle-orm$/, /^typeorm$/, /^sequelize(?:-typescript)?$/, /^knex$/, /^objection$/, /^mongoose$/], receivers: DATABASES },
];

/** Methods that open and commit a transaction in a row. */
export const OPENING_METHODS: ReadonlySet<string> = new Set(['startTransaction', 'transaction', 'begin']);
export const COMMITTING_METHODS: ReadonlySet<string> = new Set(['commitTransaction', 'commit']);

/** Decorators whose methods run in a transaction: https://github.com/Aliheym/typeorm-transactional, https://papooch.github.io/nestjs-cls/plugins/available-plugins/transactional */
export const DECORATORS: readonly { readonly name: string; readonly packages: readonly RegExp[] }[] = [
  { name: 'Transactional', packages: [/^typeorm-transactional/, /^@nestjs-cls\/transactional/, /^@mikro-orm\//] },
];

/** Methods that write, of clients and of a project's own functions that are handed the transaction. */
export const WRITING = /^(?:insert|update|upsert|delete|del$|create|save|remove|soft|restore|patch|increment|decrement|persist|bulk|destroy|add|\$executeRaw)(?!QueryBuilder|Query$)/;

/** What gives a row for what it is handed: `manager.save(order)`. */
export const ROW_ARGUMENTS = /^(?:save|remove|persist|softRemove|persistAndFlush)$/;

/** Receivers that write where nothing is handed the transaction: repositories, and classes of rows. */
export const STORES = /repo(?:sitory)?$|^_?(?:entity)?manager$|model$|^[A-Z][a-z]/i;
