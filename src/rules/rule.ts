/** What a rule of the canvas is: a name, its documentation, and a pure function from facts to reports. `eslint.ts` and the command line run it. */
import type { Facts } from '../analysis/facts.js';
import type { RoutineName } from '../analysis/canvas.js';
import type { Span } from '../analysis/ir.js';
import type { Edit } from '../analysis/edit.js';

/** An option, as JSON Schema says it. */
export interface OptionSchema {
  readonly description: string;
  readonly type?: 'boolean' | 'string' | 'array' | 'number';
  readonly enum?: string[];
  readonly items?: { readonly type?: 'string'; readonly enum?: string[] };
  readonly uniqueItems?: boolean;
}

export type RuleLanguage = 'python' | 'ecmascript';

export interface CanvasRule<Options extends object = object> {
  readonly name: string;
  /** What it does, as the documentation's header says it: `disallow …`, `require …`. */
  readonly description: string;
  /** In which configuration: what is in `recommended` is in `strict`, too. */
  readonly set: 'recommended' | 'strict';
  /** In which languages it can report anything; in both where it does not say. */
  readonly languages?: readonly RuleLanguage[];
  readonly type: 'problem' | 'suggestion';
  readonly hasSuggestions: boolean;
  /** One property an option, each with a `description`. */
  readonly options: Readonly<Record<string, OptionSchema>>;
  readonly defaults: Options;
  /** What `strict` sets differently. */
  readonly strict?: Partial<Options>;
  /** @param options complete: the defaults are merged in */
  check(facts: Facts, options: Options): readonly RuleReport[];
}

export interface RuleReport {
  /** What is marked in the editor. */
  readonly span: Span;
  /** One paragraph of plain text: what is wrong, what happens because of it, what to do. Names in backticks. */
  readonly message: string;
  readonly routine: RoutineName;
  /** Id of the task library; of a canvas that of the library that writes it. */
  readonly library: string;
  /** Best first; each on its own leaves code that parses and is clean of the rule. */
  readonly suggestions: readonly Suggestion[];
}

export interface Suggestion {
  /** What it does: `Add \`cleanup\` as the error callback`. */
  readonly title: string;
  readonly edits: readonly Edit[];
}
