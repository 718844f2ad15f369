/**
 * How a Python framework shows a handler, as data. One row says: functions that look so are called by that.
 * Rows hold no code; regular expressions are strings.
 *
 * A dotted name says where something comes from. `flask.Blueprint` is the name `Blueprint` anywhere in the package `flask`, also as
 * `flask.blueprints.Blueprint`; `celery.signals.*` is everything below `celery.signals`. Classes of the project count as what they extend.
 */
import type { Role } from '../../analysis/ir.js';
import type { RowConfidence } from '../schema.js';

/** What decorates a function, or is called with it. */
export type Callee =
  /** `shared_task`, `strawberry.mutation`: a name that can be traced. */
  | { readonly names: readonly string[] }
  | ReceiverMethod;

/** `app.post`: a method of a receiver. */
export interface ReceiverMethod {
  readonly methods: readonly string[];
  /** What the receiver is made of. */
  readonly receiver?: readonly string[];
  /** A receiver that cannot be traced counts if its last name fits this regular expression; confidence medium. */
  readonly receiverName?: string;
  /** A receiver that cannot be traced counts if the first argument is a path (`'/orders'`); confidence medium. */
  readonly path?: boolean;
}

/** `@shared_task`, `@app.post('/x')`: a decorator of the function. */
export interface DecoratorSignal {
  readonly kind: 'decorator';
  readonly callee: Callee;
}

/** A method of a class; all that is given must fit. */
export interface ClassSignal {
  readonly kind: 'class';
  /** What the class extends, at any distance. */
  readonly from?: readonly string[];
  /** Regular expression for the name of a base class outside of the project; confidence medium. */
  readonly base?: string;
  /** Regular expression for the class's own name; confidence medium. */
  readonly className?: string;
  /** Names of methods; `any` is every method whose name does not begin with an underscore. */
  readonly methods: readonly string[] | 'any';
  /** Regular expression for the names of more methods. */
  readonly methodName?: string;
  /** Regular expressions for the names of its first parameters, `self` included. */
  readonly parameters?: readonly string[];
  readonly files?: readonly string[];
}

/** `path('orders/', create)`: the function is handed to a call, in its own file or in a file of routes near it. */
export interface ReferenceSignal {
  readonly kind: 'reference';
  readonly callee: Callee;
  /** The arguments that it is handed as: positions from 0, names of keyword arguments. */
  readonly at: readonly (number | string)[];
  /** Where a class is handed over (`Orders.as_view()`), these methods of it count. */
  readonly methods?: readonly string[];
}

/** The parameters of a function that is no method; all that is given must fit. */
export interface ParametersSignal {
  readonly kind: 'parameters';
  /** Regular expressions for the names of the first parameters. */
  readonly names?: readonly string[];
  /** Where the annotation of the first parameter comes from. */
  readonly type?: readonly string[];
  /** Regular expression for the name of that annotation where it cannot be traced; confidence medium. */
  readonly typeName?: string;
  /** It takes `**kwargs`. */
  readonly keywords?: boolean;
  readonly files?: readonly string[];
}

/** A function that a task library takes for a task, by its own knowledge of decorators: also one of the project that leads to `@shared_task`. */
interface TaskSignal {
  readonly kind: 'task';
}

export type PythonSignal = TaskSignal | DecoratorSignal | ClassSignal | ReferenceSignal | ParametersSignal;

export interface PythonHandlerRow {
  readonly framework: string;
  readonly role: Role;
  /** The most that a match of this row is worth; `strong` by default. */
  readonly confidence?: Exclude<RowConfidence, 'weak'>;
  readonly signal: PythonSignal;
}
