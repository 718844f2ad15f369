/** SQL in texts and templates: what running it reads and writes. */
import type { Expressed, JsValue } from '../values.js';
import type { ReadingContext } from '../library.js';
import type { Link } from '../query/links.js';
import { run } from '../query/query.js';
import { UNKNOWN_JS } from '../query/rows.js';
import { statementsOf, type Statement } from './statements.js';
import { tokensOf, tokensOfTemplate, type Put, type Token } from './tokens.js';

const NOT_UNDERSTOOD = 'runs SQL that is not understood';

interface Where {
  readonly library: string;
  readonly at: Expressed;
}

export function runTokens(tokens: readonly Token[] | undefined, context: ReadingContext, where: Where): JsValue {
  const [only, ...others] = (tokens === undefined ? [undefined] : statementsOf(tokens)).map((statement) => runStatement(statement, context, where));
  return only === undefined || others.length > 0 ? UNKNOWN_JS : only;
}

function runStatement(statement: Statement | undefined, context: ReadingContext, where: Where): JsValue {
  if (statement === undefined) context.noteOpaque(NOT_UNDERSTOOD, where.at);
  const last = statement?.queries.map((query) => run(query, context, where)).at(-1);
  return last === undefined || statement?.givesRows !== true ? UNKNOWN_JS : last;
}

/** A statement and its parameters: as a list, by name, or one by one. */
export function runText(text: Expressed | undefined, parameters: Expressed | undefined, context: ReadingContext, where: Where, spread?: readonly Expressed[]): JsValue {
  return runTokens(textTokens(text, parameters, context, spread), context, where);
}

function textTokens(text: Expressed | undefined, parameters: Expressed | undefined, context: ReadingContext, spread?: readonly Expressed[]): readonly Token[] | undefined {
  const source = context.textOf(text);
  if (source === undefined) return undefined;
  const list = context.elementsOf(parameters ?? spread?.[0]) ?? spread;
  const named = context.entriesOf(parameters ?? spread?.[0])?.entries;
  return tokensOf(source, (which) => {
    const expression = typeof which === 'number' ? list?.[which] : named?.get(which);
    return expression === undefined ? undefined : { kind: 'value', term: context.termOf(expression) };
  });
}

/** The tokens of a tagged template; `put` says what an expression in it stands for where it is no plain value. */
export function templateTokens({ node, args }: Link, context: ReadingContext, put: (expression: Expressed) => Put | undefined = () => undefined): readonly Token[] | undefined {
  if (node?.type !== 'TaggedTemplateExpression') return undefined;
  const texts = node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw);
  return tokensOfTemplate(texts, args.map((expression) => put(expression) ?? { kind: 'value', term: context.termOf(expression) }));
}
