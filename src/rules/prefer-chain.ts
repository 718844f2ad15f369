import type { Rule, SourceCode } from 'eslint';
import type { Finding } from '../analysis/ir.js';
import { checkSettings } from '../config/schema.js';
import { renderMessage } from '../message.js';
import { projectAt } from '../project.js';
import { moduleOfLinted } from '../readers/ecmascript/module.js';
import { STYLES, type Rewrite } from '../rewrites/edit.js';
import { DEFAULT_REPORT_OPTIONS, EVIDENCE_LEVELS, SCOPES, type ProjectSettings, type ReportOptions } from '../settings.js';

const messages = {
  sideBySide: '{{finding}}',
  sideBySideRefused: '{{finding}} Not rewritten: {{reason}}.',
  chain: 'Queue them as one chain: `chain(…).delay()`',
  pipe: 'Queue them as one chain: `first.pipe(…).delay()`',
  flow: "Queue them as one flow of BullMQ's own FlowProducer",
  link: 'Queue the second one by `link` of the first',
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
        },
      },
    ],
    defaultOptions: [{ ...DEFAULT_REPORT_OPTIONS, styles: [...DEFAULT_REPORT_OPTIONS.styles] }],
  },

  create(context) {
    const source = context.sourceCode;
    // A rule without `files` is also run on other languages' files, whose source code has no scopes.
    if (!isEcmascript(source)) return {};
    // ESLint 9.15 and later merge the defaults; oxlint may not.
    const options: ReportOptions = { ...DEFAULT_REPORT_OPTIONS, ...(context.options[0] as Partial<ReportOptions> | undefined) };

    return {
      'Program:exit'() {
        const project = projectAt(context.cwd, settingsIn(context.settings));
        const module = moduleOfLinted(context.filename, source);
        for (const finding of project.findingsIn(module, options)) {
          report(finding, options.styles.map((style) => project.rewrite(finding, style, module, options.linkError)));
        }
      },
    };

    function report(finding: Finding, rewrites: readonly Rewrite[]): void {
      const first = finding.run.dispatches[0];
      if (first === undefined) return;
      const suggest = rewrites.filter(fitsTheEditor).map((rewrite) => ({
        messageId: rewrite.style,
        fix: (fixer: Rule.RuleFixer) => rewrite.edits.map(({ span, text }) => fixer.replaceTextRange([span.start, span.end], text)),
      }));
      const refusal = rewrites.find((rewrite) => rewrite.kind === 'refused');
      const refused = suggest.length === 0 && refusal !== undefined;
      context.report({
        loc: { start: source.getLocFromIndex(first.expression.start), end: source.getLocFromIndex(first.expression.end) },
        messageId: refused ? 'sideBySideRefused' : 'sideBySide',
        data: { finding: renderMessage(finding), reason: refused ? refusal.hazard.message : '' },
        suggest,
      });
    }
  },
};

export default rule;

function isEcmascript(source: SourceCode): boolean {
  const { ast, scopeManager }: { readonly ast: { readonly type: string }; readonly scopeManager: unknown } = source;
  return ast.type === 'Program' && Boolean(scopeManager);
}

/** @throws {Error} with the key and what it must be, for settings that are none */
function settingsIn({ 'fix-chains': settings = {} }: Rule.RuleContext['settings']): ProjectSettings {
  const problem = checkSettings(settings);
  if (problem !== undefined) throw new Error(`settings['fix-chains']: ${problem}`);
  return settings as ProjectSettings;
}

/** An editor's suggestion changes one file only. */
function fitsTheEditor(rewrite: Rewrite): rewrite is Extract<Rewrite, { kind: 'rewrite' }> {
  return rewrite.kind === 'rewrite' && rewrite.otherFiles.size === 0;
}
