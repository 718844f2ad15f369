import type { Rule } from 'eslint';
import type { Finding, Hazard } from '../analysis/ir.js';
import { isFanIn } from '../analysis/loops.js';
import { findLintedModule } from '../languages/linted.js';
import { renderMessage } from '../message.js';
import { projectAt } from '../project.js';
import { STYLES, type Rewrite } from '../rewrites/edit.js';
import { DEFAULT_REPORT_OPTIONS, EVIDENCE_LEVELS, SCOPES, type ReportOptions } from '../settings.js';
import { settingsIn } from './settings.js';

const messages = {
  sideBySide: '{{finding}}',
  sideBySideRefused: '{{finding}} Not rewritten: {{reason}}.',
  chain: 'Queue them as one chain: `chain(…).delay()`',
  pipe: 'Queue them as one chain, step by step in a pipe',
  flow: "Queue them as one flow of BullMQ's own FlowProducer",
  link: 'Queue the later ones by `link` of the first',
  chord: 'Queue them as one chord: `chord([…], …).delay()`',
};

const rule: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'require background tasks that share an argument to be queued as a chain',
      recommended: true,
    },
    hasSuggestions: true,
    messages,
    schema: [
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          scope: {
            enum: [...SCOPES],
            description: 'Which functions are looked at: `application` leaves out module top level, tests, migrations, scripts, commands and job bodies',
          },
          evidence: { enum: [...EVIDENCE_LEVELS], description: 'The weakest confidence that is reported' },
          styles: {
            type: 'array',
            items: { enum: [...STYLES] },
            uniqueItems: true,
            description: 'The styles to suggest, in this order',
          },
          linkError: {
            type: 'string',
            description: 'An error callback for every chain: a variable in the file, or `<module>#<variable>`; for BullMQ followed by `:<job name>`',
          },
          passResults: {
            type: 'boolean',
            description: "Hand each result on to the next task where the tasks' parameters allow it (Celery)",
          },
        },
      },
    ],
    defaultOptions: [{ ...DEFAULT_REPORT_OPTIONS, styles: [...DEFAULT_REPORT_OPTIONS.styles], passResults: false }],
  },

  create(context) {
    const source = context.sourceCode;
    // ESLint 9.15 and later merge the defaults; oxlint may not.
    const options: ReportOptions = { ...DEFAULT_REPORT_OPTIONS, ...(context.options[0] as Partial<ReportOptions> | undefined) };

    // The root of an ESTree and that of a Python tree. A rule without `files` is also run on other languages' files, and is silent there.
    return { 'Program:exit': lint, 'module:exit': lint };

    function lint(): void {
      const module = findLintedModule(context.filename, source);
      if (module === undefined) return;
      const project = projectAt(context.cwd, settingsIn(context.settings));
      for (const finding of project.findingsIn(module, options)) {
        report(finding, options.styles.map((style) => project.rewrite(finding, style, module, options)));
      }
    }

    function report(finding: Finding, rewrites: readonly Rewrite[]): void {
      const first = finding.run.dispatches[0];
      if (first === undefined) return;
      const suggest = rewrites.filter(fitsTheEditor).map((rewrite) => ({
        messageId: isFanIn(finding.run) ? 'chord' : rewrite.style,
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

export default rule;

/** The first reason that lies in the code; that the library has no such style is said only where nothing else was asked for. */
function findRefusal(rewrites: readonly Rewrite[]): Hazard | undefined {
  const hazards = rewrites.flatMap((rewrite) => (rewrite.kind === 'refused' ? [rewrite.hazard] : []));
  return hazards.find(({ id }) => id !== 'style-not-offered') ?? hazards[0];
}

/** An editor's suggestion changes one file only. */
function fitsTheEditor(rewrite: Rewrite): rewrite is Extract<Rewrite, { kind: 'rewrite' }> {
  return rewrite.kind === 'rewrite' && rewrite.otherFiles.size === 0;
}
