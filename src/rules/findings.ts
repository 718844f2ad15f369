/** What `prefer-chain` and `prefer-chord` share: each reports the findings that are its own. */
import type { Rule } from 'eslint';
import type { Finding, Hazard } from '../analysis/ir.js';
import { ruleOf, type FindingRuleName } from '../analysis/rule-of.js';
import { findLintedModule } from '../languages/linted.js';
import { renderMessage } from '../message.js';
import { projectAt } from '../project.js';
import type { Rewrite, Style } from '../analysis/edit.js';
import { EVIDENCE_LEVELS, SCOPES, type ReportOptions } from '../settings.js';
import type { DocumentedRule } from './eslint.js';
import type { OptionSchema } from './rule.js';
import { settingsIn } from './settings.js';

interface FindingRule {
  readonly name: FindingRuleName;
  readonly description: string;
  /** What is suggested, by style. */
  readonly titles: Readonly<Record<Style, string>>;
  readonly options: Readonly<Record<string, OptionSchema>>;
  readonly defaults: ReportOptions;
  /** What `strict` sets differently. */
  readonly strict?: Partial<ReportOptions>;
}

/** The options that both rules have. */
export const FINDING_OPTIONS = {
  scope: {
    enum: [...SCOPES],
    description: 'Which functions are looked at: `application` leaves out module top level, tests, migrations, scripts, commands and job bodies',
  },
  evidence: { enum: [...EVIDENCE_LEVELS], description: 'The weakest confidence that is reported' },
} satisfies Record<string, OptionSchema>;

export function createFindingRule({ name, description, titles, options: properties, defaults, strict }: FindingRule): DocumentedRule {
  return {
    meta: {
      type: 'problem',
      docs: { description, recommended: true, languages: ['python', 'ecmascript'], ...(strict === undefined ? {} : { strict }) },
      hasSuggestions: true,
      messages: { sideBySide: '{{finding}}', sideBySideRefused: '{{finding}} Not rewritten: {{reason}}.', ...titles },
      schema: [{ type: 'object', additionalProperties: false, properties: { ...properties } }],
      defaultOptions: [Object.fromEntries(Object.entries(defaults).filter(([option]) => option in properties))],
    },

    create(context) {
      const source = context.sourceCode;
      // ESLint 9.15 and later merge the defaults; oxlint may not.
      const options: ReportOptions = { ...defaults, ...(context.options[0] as Partial<ReportOptions> | undefined) };

      // The root of an ESTree and that of a Python tree. A rule without `files` is also run on other languages' files, and is silent there.
      return { 'Program:exit': lint, 'module:exit': lint };

      function lint(): void {
        const module = findLintedModule(context.filename, source);
        if (module === undefined) return;
        const project = projectAt(context.cwd, settingsIn(context.settings));
        for (const finding of project.findingsIn(module, options)) {
          if (ruleOf(finding) === name) report(finding, options.styles.map((style) => project.rewrite(finding, style, module, options)));
        }
      }

      function report(finding: Finding, rewrites: readonly Rewrite[]): void {
        const first = finding.run.dispatches[0];
        if (first === undefined) return;
        const suggest = rewrites.filter(fitsTheEditor).map((rewrite) => ({
          messageId: rewrite.style,
          fix: (fixer: Rule.RuleFixer) => rewrite.edits.map(({ span, text }) => fixer.replaceTextRange([span.start, span.end], text)),
        }));
        const refusal = findRefusal(rewrites);
        const refused = suggest.length === 0 && refusal !== undefined;
        context.report({
          loc: { start: source.getLocFromIndex(first.expression.start), end: source.getLocFromIndex(first.expression.end) },
          messageId: refused ? 'sideBySideRefused' : 'sideBySide',
          data: { finding: renderMessage(finding), reason: refused ? refusal.message : '' },
          suggest,
        });
      }
    },
  };
}

/** The first reason that lies in the code; that the library has no such style is said only where nothing else was asked for. */
function findRefusal(rewrites: readonly Rewrite[]): Hazard | undefined {
  const hazards = rewrites.flatMap((rewrite) => (rewrite.kind === 'refused' ? [rewrite.hazard] : []));
  return hazards.find(({ id }) => id !== 'style-not-offered') ?? hazards[0];
}

/** An editor's suggestion changes one file only. */
function fitsTheEditor(rewrite: Rewrite): rewrite is Extract<Rewrite, { kind: 'rewrite' }> {
  return rewrite.kind === 'rewrite' && rewrite.otherFiles.size === 0;
}
