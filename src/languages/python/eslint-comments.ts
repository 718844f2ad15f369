/** What comments tell ESLint: `# eslint-disable-next-line rule -- reason`, `# eslint fix-chains/prefer-chain: "error"`. */
import type { FileProblem, RulesConfig, SourceLocation } from '@eslint/core';
import { ConfigCommentParser, Directive } from '@eslint/plugin-kit';

/** A comment as ESLint has them. */
export interface CommentNode {
  /** ESLint's own word for a comment that ends with its line. */
  readonly type: 'Line';
  /** Without the `#`. */
  readonly value: string;
  readonly range: [start: number, end: number];
  readonly loc: SourceLocation;
}

export interface InlineConfigs {
  configs: { config: { rules: RulesConfig }; loc: SourceLocation }[];
  problems: FileProblem[];
}

const parser = new ConfigCommentParser();

/** A label, and behind it the end, a blank or a list of rules. */
const DIRECTIVE = /^\s*eslint-(?:enable|disable(?:-next-line|-line)?)(?:\s|$)/;

/**
 * Python has line comments only, so a sentence may begin with the word `eslint`, too. Only a plugin's rule can be configured here: no rule
 * of ESLint's own reads Python.
 */
const CONFIG = /^\s*eslint\s+["']?@?[\w-]+\/[\w/-]+["']?\s*:/;

/** In Python several tools share one comment: `# noqa: E501  # eslint-disable-line`. Behind `-- see #12` nothing begins. */
const NEXT_COMMENT = /(?<=\s)(?=#\s)/;

/** The comments, and parts of comments, that are meant for ESLint. */
export function configCommentsIn(comments: readonly CommentNode[], nodeAt: (start: number, end: number) => CommentNode): CommentNode[] {
  return comments.flatMap(partsOf).filter(({ value }) => DIRECTIVE.test(value) || CONFIG.test(value));

  function partsOf({ range, value }: CommentNode): CommentNode[] {
    let start = range[0];
    return `#${value}`.split(NEXT_COMMENT).map((part) => {
      const node = nodeAt(start, start + part.trimEnd().length);
      start += part.length;
      return node;
    });
  }
}

export function directivesOf(configComments: readonly CommentNode[]): Directive[] {
  return configComments.flatMap((node) => {
    const comment = parser.parseDirective(node.value);
    const type = TYPES.find((each) => comment?.label === `eslint-${each}`);
    if (comment === undefined || type === undefined) return [];
    return new Directive({ type, node, value: comment.value, justification: comment.justification });
  });
}

const TYPES = ['disable', 'enable', 'disable-next-line', 'disable-line'] as const;

export function inlineConfigsOf(configComments: readonly CommentNode[]): InlineConfigs {
  const found: InlineConfigs = { configs: [], problems: [] };
  for (const { value, loc } of configComments) {
    const comment = parser.parseDirective(value);
    if (comment?.label !== 'eslint') continue;
    const parsed = parser.parseJSONLikeConfig(comment.value);
    if (parsed.ok) found.configs.push({ config: { rules: parsed.config }, loc });
    else found.problems.push({ ruleId: null, message: parsed.error.message, loc });
  }
  return found;
}
