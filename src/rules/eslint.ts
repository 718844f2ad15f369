/** A rule of the canvas as an ESLint rule. */
import type { Rule } from 'eslint';
import { findLintedModule } from '../languages/linted.js';
import { projectAt } from '../project.js';
import type { CanvasRule, RuleLanguage, RuleReport } from './rule.js';
import { settingsIn } from './settings.js';

/** A rule that says where it belongs: the configurations and the documentation are made of it. */
export type DocumentedRule = Rule.RuleModule & { readonly meta: { readonly docs: RuleDocs } };

interface RuleDocs {
  readonly description: string;
  /** Whether it is in `recommended`; all rules are in `strict`. */
  readonly recommended: boolean;
  /** The options that `strict` sets. */
  readonly strict?: object;
  readonly languages: readonly RuleLanguage[];
}

export function asESLintRule<Options extends object>(rule: CanvasRule<Options>): DocumentedRule {
  return {
    meta: {
      type: rule.type,
      docs: {
        description: rule.description,
        recommended: rule.set === 'recommended',
        languages: rule.languages ?? ['python', 'ecmascript'],
        ...(rule.strict === undefined ? {} : { strict: rule.strict }),
      },
      hasSuggestions: rule.hasSuggestions,
      messages: { report: '{{message}}', suggestion: '{{title}}' },
      schema: Object.keys(rule.options).length === 0 ? [] : [{ type: 'object', additionalProperties: false, properties: { ...rule.options } }],
      defaultOptions: Object.keys(rule.options).length === 0 ? [] : [{ ...rule.defaults }],
    },

    create(context) {
      const source = context.sourceCode;
      // ESLint 9.15 and later merge the defaults; oxlint may not.
      const options: Options = { ...rule.defaults, ...(context.options[0] as Partial<Options> | undefined) };

      // The root of an ESTree and that of a Python tree. A rule without `files` is also run on other languages' files, and is silent there.
      return { 'Program:exit': lint, 'module:exit': lint };

      function lint(): void {
        const module = findLintedModule(context.filename, source);
        if (module === undefined) return;
        for (const report of projectAt(context.cwd, settingsIn(context.settings)).reportsIn(module, rule, options)) tell(report);
      }

      function tell({ span, message, suggestions }: RuleReport): void {
        context.report({
          loc: { start: source.getLocFromIndex(span.start), end: source.getLocFromIndex(span.end) },
          messageId: 'report',
          data: { message },
          suggest: suggestions.map(({ title, edits }) => ({
            messageId: 'suggestion',
            data: { title },
            fix: (fixer: Rule.RuleFixer) => edits.map(({ span: { start, end }, text }) => fixer.replaceTextRange([start, end], text)),
          })),
        });
      }
    },
  };
}
