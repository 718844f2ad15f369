/** One data library of TypeScript and JavaScript: how it reads and writes. A new library is one file like this and its name in `index.ts`. */
import type { Effect, Mode, Resource, Term } from '../../analysis/footprint.js';
import type { SourceFiles } from '../../files/source-files.js';
import type { Node, TSESTree } from '../../readers/ecmascript/estree.js';
import type { Expressed, JsValue } from './values.js';
import type { Value } from '../../resolve/values.js';

/**
 * `.image`, `.update(…)`: one member read off what stands before it, and called where `args` are there. Where what stands before is called
 * itself (`readFile(path)`, `knex('images')`), the name is `()`.
 */
export interface ChainStep {
  readonly name: string;
  readonly args?: readonly Expressed[];
  readonly node: Node;
}

/**
 * Members and calls in a row, from something of a package to the outermost call: `prisma` `.image` `.update({…})`; `db` `.select()`
 * `.from(images)` `.where(…)`; `sql` and a tagged template, whose step is called `` ` `` and has the template's expressions as arguments.
 */
export interface Chain {
  /** Of a package: its name and the path from its exports (`['PrismaClient', 'new']`, `['default', '()']`), or rows, or a handle. */
  readonly root: JsValue;
  readonly steps: readonly ChainStep[];
  /** The outermost expression. */
  readonly whole: Expressed;
  /** Of a tagged template: its texts. */
  readonly template?: TSESTree.TaggedTemplateExpression;
}

/** What a library says of an effect; the place, the way to it and the surroundings' mode are added by `record`. */
export interface Recorded {
  readonly operation: Effect['operation'];
  readonly resource: Resource;
  /** `plain` by default. */
  readonly mode?: Mode;
  /** `used` by default. */
  readonly rank?: Effect['rank'];
  /** Where it stands; the chain's outermost expression by default. */
  readonly at?: Expressed;
}

/** What a data library may ask while a body is read. */
export interface ReadingContext {
  record(effect: Recorded): void;
  termOf(expression: Expressed): Term;
  valueOf(expression: Expressed): JsValue;
  /** What the resolver says, without any data library. */
  resolve(expression: Expressed): Value;
  /** What the resolver says of a property of such a value: `images` of the module that holds a schema. */
  memberOf(value: Value, name: string): Value;
  /** What the code has assigned to a property of an object that it made: `tag.name = name`. */
  fieldOf(value: Value, name: string): JsValue | undefined;
  /** A plain text, where the expression is one. */
  textOf(expression: Expressed | undefined): string | undefined;
  /** The properties of an object literal, behind names too, spreads of known objects included; `open` where it may have others. */
  entriesOf(expression: Expressed | undefined): { readonly entries: ReadonlyMap<string, Expressed>; readonly open: boolean } | undefined;
  /** The elements of an array literal, behind names too. */
  elementsOf(expression: Expressed | undefined): readonly Expressed[] | undefined;
  /** Reads a callback's body with its parameters standing for these values: `prisma.$transaction(async (tx) => …)`. */
  invoke(callback: Expressed, parameters: readonly JsValue[]): JsValue | undefined;
  /** The project's source files. */
  readonly files: SourceFiles;
  /** Says that something that may touch data cannot be read. */
  noteOpaque(what: string, at: Expressed): void;
}

export interface EcmascriptDataLibrary {
  readonly id: string;
  /** The npm packages that chains of this library begin in. Asked for chains whose root is of one of these, or is the library's own rows or handle. */
  readonly packages: readonly string[];
  /** Globals that chains of this library begin in: `fetch`. */
  readonly globals?: readonly string[];
  /** What a chain gives; its effects are recorded on the way. Undefined where it is not this library's. */
  read(chain: Chain, context: ReadingContext): JsValue | undefined;
  /** A property read off the library's rows; the interpreter records the column's read itself where this is absent or says undefined. */
  property?(rows: Extract<JsValue, { kind: 'rows' }>, name: string, context: ReadingContext): JsValue | undefined;
  /** `row.status = 'done'` on the library's rows: true where it counts as taken note of (Mongoose, TypeORM: written at `save`). */
  assign?(rows: Extract<JsValue, { kind: 'rows' }>, name: string, value: Expressed, context: ReadingContext): boolean;
}
