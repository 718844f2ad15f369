/**
 * How a web framework shows a handler, as data. One row says: functions that look so are called by that.
 * Rows hold no code, so that users can write their own in the settings (`handlers`), and regular expressions are strings.
 * docs/handlers.md explains them for users.
 */
import type { Role } from '../analysis/ir.js';

/** Where a value comes from: a package (any of), and optionally the exported names. */
export interface From {
  /** Package names; an import specifier that is no package is meant as it is written, `*` for any part: `./+types/*`, `#imports`. */
  readonly packages: readonly string[];
  /** Exported names, `default` for the default export, dots for what hangs on an export: `https.onRequest`. */
  readonly names?: readonly string[];
  /** The name is there without an import (Nuxt, Nitro, test runners). */
  readonly autoImport?: boolean;
}

/** Which of a call's arguments is the handler. Wrapper calls and arrays are descended into; objects by `keys`, `deepKey` or `map`. */
export interface HandlerPosition {
  /** `any`: every function argument; `last`; or positions. `any` is meant where nothing is said. */
  readonly args?: 'any' | 'last' | readonly number[];
  /** Functions under these keys of an object argument: `handler`, `options.handler`; `*` stands for one key: `handlers.*`. */
  readonly keys?: readonly string[];
  /** Every function below an argument, however deep and through callbacks, under this key: `resolve`. */
  readonly deepKey?: string;
  /** Every value of an object argument. */
  readonly map?: boolean;
  /** Only calls with this many arguments. */
  readonly arity?: number;
}

/** A method of a receiver. */
export interface CallSignal {
  readonly kind: 'call';
  readonly from: From;
  /** A receiver that cannot be traced counts if a name in its chain fits this regular expression; confidence medium. */
  readonly receiverName?: string;
  readonly methods: readonly string[];
  /**
   * `optional`: a receiver that cannot be traced counts if the call has a path (`'/orders'`, `'*'`); confidence medium. `required`: a traced
   * one needs it, too. Absent: the receiver must be traced, or named.
   */
  readonly path?: 'required' | 'optional';
  readonly at: HandlerPosition;
}

/** A function or class that is given the handler. */
export interface WrapSignal {
  readonly kind: 'wrap';
  readonly from?: From;
  /** A callee whose last name fits this regular expression counts wherever it comes from; confidence medium. */
  readonly calleeName?: string;
  readonly at: HandlerPosition;
}

export interface DecoratorSignal {
  readonly kind: 'decorator';
  readonly from: From;
  /** Decorators of these names count from anywhere, if a decorator of the class fits `classDecorator`; confidence medium. */
  readonly anyModule?: boolean;
  readonly classDecorator?: string;
}

export interface ExportSignal {
  readonly kind: 'export';
  /** Globs (`**`, `*`) of paths relative to the project's folder. */
  readonly files: readonly string[];
  readonly names: readonly string[] | 'default' | 'any';
  /** Only the values under these keys of an exported object: `export default { fetch() {} }`. */
  readonly keys?: readonly string[];
}

export interface ClassSignal {
  readonly kind: 'class';
  /** Regular expression for the name of a base class or an implemented interface that cannot be traced; confidence medium. */
  readonly base?: string;
  /** Where the base class comes from. */
  readonly from?: From;
  /** Regular expression for the class's own name. */
  readonly className?: string;
  readonly files?: readonly string[];
  readonly methods: readonly string[] | 'any';
  /** The name of the first parameter's type. */
  readonly firstParameter?: string;
  /** The handler is a callback of `super(…)` instead of a method. */
  readonly superCallback?: boolean;
}

export interface TypeSignal {
  readonly kind: 'type';
  readonly from: From;
  /** All of these must be there; `|` separates names of which one is enough: `Context|RouterContext`. */
  readonly parameters?: readonly (readonly [name: string, index: number])[];
  readonly constants?: readonly string[];
}

export interface MapSignal {
  readonly kind: 'map';
  /** Regular expression for the name of the constant that holds the object. */
  readonly variable?: string;
  /** Regular expression for the name of the constant's type. */
  readonly type?: string;
  /** The key under which the object stands in a larger one: `resolvers`. */
  readonly property?: string;
  /** Keys of the object below which the handlers are; `*` for any. */
  readonly keys: readonly string[];
  readonly files?: readonly string[];
}

export type Signal =
  /** `app.post('/x', fn)`: a method of a receiver that comes from the package. */
  | CallSignal
  /** `asyncHandler(fn)`, `new Worker('q', fn)`: a bare function or class that comes from the package, or is called so. */
  | WrapSignal
  /** `@Post()` on a method, in a class whose decorators fit. */
  | DecoratorSignal
  /** Exports of files by their path: `export async function POST`. */
  | ExportSignal
  /** `'use server'` at the top of a file (then: what it exports) or of a function. */
  | { readonly kind: 'directive'; readonly text: string }
  /** Methods of classes by base class, name, file and first parameter's type: all that are given must fit. */
  | ClassSignal
  /** Parameters typed so (name, position), or a constant typed so. */
  | TypeSignal
  /** Functions in an object map: `const resolvers = { Mutation: { … } }`. `variable`, `type` or `property` must fit. */
  | MapSignal
  /** Parameter names, in order, as regular expressions. Weak: a label, never enough for the scope `handlers`. */
  | { readonly kind: 'names'; readonly parameters: readonly string[] };

export type RowConfidence = 'strong' | 'medium' | 'weak';

export interface HandlerRow {
  readonly framework: string;
  readonly role: Role;
  /** The row counts only where the nearest package.json depends on one of these. */
  readonly requires?: readonly string[];
  /** The most that a match of this row is worth; `strong` by default. `weak` matches never decide the role. */
  readonly confidence?: RowConfidence;
  readonly signal: Signal;
}
