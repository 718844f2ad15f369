/** What comments say about the order of the dispatches below or beside them. */
import type { Comment, SourceFile, Span } from './ir.js';

const SILENCING = /^(?:\/\/|\/\*+|#)\s*fix-chains:\s*parallel\b\s*(?:(?:--|—)\s*(?<reason>.*))?/s;

/** Tools that read a comment as an order for the line that it stands on or above. */
const DIRECTIVE = new RegExp(
  String.raw`^(?:\/\/|\/\*+|#)\s*(?:` +
    [
      String.raw`(?:eslint|oxlint)-(?:disable|enable)`,
      String.raw`@ts-(?:ignore|expect-error|nocheck)`,
      String.raw`(?:prettier|biome|deno-lint)-ignore`,
      String.raw`(?:istanbul|c8|v8)\s+ignore`,
      String.raw`noqa|nosec|nosemgrep|type:\s*ignore|pragma:|fmt:`,
      String.raw`(?:pylint|pyright|mypy|ruff|isort|flake8|yapf|pyre-\w+|pytype|autopep8|codespell):`,
    ].join('|') +
    ')',
);

const NEGATION = /\b(?:not|never|cannot|no|without|avoid|nothing)\b[^.;]{0,24}$|n['’]t\b[^.;]{0,24}$/i;

/** Denials that a negation before them turns round: «must not run in parallel». */
const DENIALS = /\b(?:independent(?:ly)?|in parallel|concurrent(?:ly)?|side by side|in any order|unrelated|fan(?:ned)?[ -]?out)\b/gi;
/** Denials that hold their own negation. */
const NEGATIVE_DENIALS = new RegExp(
  [
    String.raw`\bno (?:dependenc(?:y|ies)|particular order|ordering)\b`,
    String.raw`\b(?:order|ordering|sequence) (?:does not|doesn['’]t|is not|isn['’]t) (?:matter|important|relevant)\b`,
    String.raw`\b(?:do|does) ?(?:not|n['’]t) depend\b`,
    String.raw`\bregardless of (?:the )?order\b`,
  ].join('|'),
  'i',
);

/** Words that put one task after another. One alone proves little: `weigh` wants a second sign. */
const ORDERS = new RegExp(
  [
    String.raw`\b(?:after|once|when|until|as soon as)\b[^.;]{0,60}\b(?:done|finish(?:ed|es)?|ready|processed|complete[ds]?)\b`,
    String.raw`\b(?:after|once|when|until|as soon as)\b[^.;]{0,60}\b(?:uploaded|created|saved|generated|indexed|stored)\b`,
    String.raw`\bwait(?:s|ing)? (?:for|until)\b`,
    String.raw`\b(?:must|should|has to|have to|needs? to)\b[^.;]{0,30}\b(?:first|after|before|last)\b`,
    String.raw`\b(?:run|runs|happens?|goes|comes) (?:after|before)\b`,
    // «to make sure that all schedules are refreshed»
    String.raw`\b(?:mak(?:e|es|ing)|to be) sure\b[^.;]{0,20}\b(?:all|every|each)\b[^.;]{0,60}\b(?:is|are|was|were|has been|have been)\b(?: \w+)? ?\w*(?:ed|en|one|own|ilt|ent)\b`,
    String.raw`\b(?:depends? on|one after (?:the other|another)|in (?:this|that) order|sequential(?:ly)?|in sequence)\b`,
    String.raw`^\W*(?:and )?then\b`,
  ].join('|'),
  'gi',
);

/** Whether a comment silences its run: `fix-chains: parallel -- reason`. Without a reason it does not. */
export function isSilencing({ text }: Comment): boolean {
  return reasonOf(text) !== undefined && reasonOf(text) !== '';
}

/** Whether a comment would silence its run if it gave a reason. */
export function lacksReason({ text }: Comment): boolean {
  return reasonOf(text) === '';
}

function reasonOf(text: string): string | undefined {
  const match = SILENCING.exec(text);
  return match === null ? undefined : (match.groups?.reason ?? '').replace(/\*\/$/, '').trim();
}

/** Whether a comment is an order to another tool. */
export function isDirective({ text }: Comment): boolean {
  return DIRECTIVE.test(text);
}

/** Whether a comment says that the order does not matter. */
export function deniesOrder({ text }: Comment): boolean {
  const words = wordsOf(text);
  return NEGATIVE_DENIALS.test(words) || hasUnnegated(DENIALS, words);
}

/** Whether a comment says that one task comes after another. */
export function statesOrder(comment: Comment): boolean {
  return !isDirective(comment) && !deniesOrder(comment) && hasUnnegated(ORDERS, wordsOf(comment.text));
}

function hasUnnegated(pattern: RegExp, words: string): boolean {
  return [...words.matchAll(pattern)].some(({ index }) => !NEGATION.test(words.slice(0, index)));
}

/** A comment without its markers, on one line. */
function wordsOf(text: string): string {
  return text
    .replace(/^(?:\/\/|\/\*+|#)|\*\/$/g, '')
    .replace(/\s*\n\s*\*?\s*/g, ' ')
    .trim();
}

/** The comments inside a stretch of a file, and those directly above it: on lines of their own, without an empty line between. */
export function commentsAt(span: Span, { text, comments }: Pick<SourceFile, 'text' | 'comments'>): Comment[] {
  let top = span.start;
  for (const comment of comments.filter((other) => other.span.end <= span.start).sort((a, b) => b.span.start - a.span.start)) {
    const gap = text.slice(comment.span.end, top);
    if (/\S/.test(gap) || gap.split('\n').length > 2 || !isFirstOnLine(comment, text)) break;
    top = comment.span.start;
  }
  return comments.filter((comment) => comment.span.start >= top && comment.span.end <= span.end);
}

function isFirstOnLine({ span }: Comment, text: string): boolean {
  return text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start).trim() === '';
}
