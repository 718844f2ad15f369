/** One data library of Python: how it reads and writes. A new library is one file like this and its name in `index.ts`. */
import type { Effect, Mode, Resource, Site, Term } from '../../analysis/footprint.js';
import type { PyCall, PyClass, PyValue } from './values.js';
import type { PythonModule } from '../../readers/python/module.js';
import type { PyNode } from '../../readers/python/tree.js';

/** What a library says of an effect; the place, the way to it and the surroundings' mode are added by `record`. */
export interface Recorded {
  readonly operation: Effect['operation'];
  readonly resource: Resource;
  /** `plain` by default. */
  readonly mode?: Mode;
  /** `used` by default. */
  readonly rank?: Effect['rank'];
  /** Where it stands; by default the expression that is being evaluated. */
  readonly site?: Site;
}

/** What a data library may ask while a body is read. */
export interface ReadingContext {
  /** The expression that is being evaluated, and its module. */
  readonly node: PyNode;
  readonly module: PythonModule;
  record(effect: Recorded): void;
  /** The place of the expression that is being evaluated. */
  siteOf(): Site;
  /** A value as a term: of a model's instance its primary key; unknown for what is no data. */
  termOf(value: PyValue): Term;
  /** A plain text, where the value is one. */
  textOf(value: PyValue | undefined): string | undefined;
  /** Evaluates an expression where it stands: what a class's body assigns (`models.ForeignKey(Image, …)`), an argument's parts. */
  evaluate(node: PyNode, module: PythonModule): PyValue;
  /** What is read off a value: methods, properties (they are run), attributes, what the libraries say. */
  memberOf(value: PyValue, name: string): PyValue;
  /** Calls a function of the project; undefined where the value is none. All that it does is recorded in this mode. */
  invoke(callee: PyValue, positional: readonly PyValue[], mode?: Mode): PyValue | undefined;
  /** Whether a class is, or inherits from, a class outside of the project: `django.db.models.Model`. */
  inheritsFrom(of: PyClass, paths: ReadonlySet<string>): boolean;
  /** What the body of a class, or of the nearest base of the project that has it, binds to a name, and whose body that is. */
  boundIn(of: PyClass, name: string): { readonly value?: PyNode; readonly kind: string; readonly node: PyNode; readonly owner: PyClass } | undefined;
  /** All names that the bodies of a class and of its bases in the project bind, with what they are bound to. */
  membersOf(of: PyClass): ReadonlyMap<string, { readonly value?: PyNode; readonly kind: string; readonly node: PyNode; readonly owner: PyClass }>;
  /** A class of the project by the end of its name in its module: what `'Image'` or `'shop.Image'` in a foreign key means. */
  classNamed(name: string, near: PythonModule): PyClass | undefined;
  /** Classes of the project that name a class in a relation (`ForeignKey(Image, related_name='tags')`), for related managers. */
  classesNaming(of: PyClass): readonly PyClass[];
  /**
   * What a library keeps about an object (told from others by its identity) under a name of its own. It goes with the code: each arm of a
   * branch starts from where the branch began, and where arms meet it is one of what they have, as for variables.
   */
  kept(of: object, name: string): PyValue | undefined;
  keep(of: object, name: string, value: PyValue): void;
  /** Whether a write here would only fill in what is known to be missing: what is recorded later (by `save()`) asks where it is assigned. */
  isFilling(resource: Resource): boolean;
  /** Says that something that may touch data cannot be read. */
  noteOpaque(what: string): void;
}

/**
 * Each answer is undefined where the value is not this library's. Methods and properties that the project defines come first: a library is
 * asked about what is left. What a class's body merely assigns (a field, a manager) is left, and so is calling a class, and what
 * `super()` leads to outside of the project (the receiver is then the object itself).
 */
export interface PythonDataLibrary {
  readonly id: string;
  /** What is read off a value: `Image.objects`, `image.file`, `query.first`. */
  attribute?(of: PyValue, name: string, context: ReadingContext): PyValue | undefined;
  /** `image.status = 'done'`; true where the library has taken note. `deleted` for `del image.status`. */
  assign?(of: PyValue, name: string, value: PyValue, context: ReadingContext): boolean;
  /** What a call gives; its effects are recorded on the way. */
  call?(call: PyCall, context: ReadingContext): PyValue | undefined;
  /**
   * As `call`, where the project defines the method that is called, before it is gone into: what stands around it. A `save()` that a model
   * overrides is a hook. The library then calls it itself (`invoke`).
   */
  around?(call: PyCall, context: ReadingContext): PyValue | undefined;
  /** What each round of a loop over the value gives. */
  iterate?(of: PyValue, context: ReadingContext): PyValue | undefined;
  /** `a + b`, `a | b`, `a / b`, and comparisons (`==`, `in`, `not in`; of `not in` what `in` gives). */
  operator?(symbol: string, left: PyValue, right: PyValue, context: ReadingContext): PyValue | undefined;
  /** `value[index]`; `assigned` where it is the target of an assignment, `deleted` of `del`. */
  subscript?(of: PyValue, index: PyValue, use: 'read' | 'assigned' | 'deleted', context: ReadingContext): PyValue | undefined;
}
