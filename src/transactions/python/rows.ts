/** What opens a transaction in Python, and what writes in one: a newcomer adds a row. */

export interface TransactionRow {
  /** Dotted path of what is entered or decorates: `with transaction.atomic():`, `@transaction.atomic`. */
  readonly path: RegExp;
  /** As people call it. */
  readonly name: string;
  readonly library: 'django' | 'sqlalchemy';
}

/** https://docs.djangoproject.com/en/stable/topics/db/transactions/, https://docs.sqlalchemy.org/en/20/orm/session_transaction.html */
export const TRANSACTION_ROWS: readonly TransactionRow[] = [
  { path: /^django\.db\.transaction\.atomic(?:\(\))?$/, name: 'transaction.atomic()', library: 'django' },
  { path: /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy)\..*\.begin(?:_nested)?\(\)$/, name: 'session.begin()', library: 'sqlalchemy' },
];

export const ADVICE: Readonly<Record<TransactionRow['library'], string>> = {
  django: 'dispatch it in `transaction.on_commit(…)`, with `delay_on_commit`, or after the transaction',
  sqlalchemy: 'dispatch it after the `with` block',
};

/** Methods of a row: what is written is the receiver. */
export const ROW_METHODS: ReadonlySet<string> = new Set(['save', 'asave', 'delete', 'adelete', 'save_base']);

/** Methods of a manager or a query: what is written is what they give, what they are given and what chose the rows. */
export const QUERY_METHODS: ReadonlySet<string> = new Set(
  ['create', 'get_or_create', 'update_or_create', 'bulk_create', 'bulk_update', 'update', 'delete'].flatMap((name) => [name, `a${name}`]),
);

/** What a manager or a query ends in. */
export const QUERY = /\b(?:objects|\w+_manager|_default_manager)\b|\.(?:filter|exclude|all|annotate|select_for_update|select_related|using)\(|_set$/;

/** Methods of SQLAlchemy's sessions that write what they are given. */
export const SESSION_METHODS: ReadonlySet<string> = new Set(['add', 'add_all', 'merge', 'delete', 'bulk_save_objects']);
export const SESSION = /(?:^|[._])session$/i;

/** What a class of a web framework does that saves what it is given: `super().form_valid(form)`. */
export const SAVING_METHODS: ReadonlySet<string> = new Set(['form_valid', 'perform_create', 'perform_update', 'save_model', 'save_form', 'save', 'create', 'update', 'delete']);
