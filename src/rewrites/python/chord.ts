/** A loop that dispatches one task for each of many, and a task after it, as a chord. */
import { findHazards } from '../../analysis/hazards.js';
import type { Finding, Hazard, Run, Span } from '../../analysis/ir.js';
import { findCeleryHazards } from '../../libraries/celery/hazards.js';
import { findIgnoredResult } from '../../libraries/celery/ignored-result.js';
import { detailOf, signatureOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { boundBy, readsOf } from '../../readers/python/scopes.js';
import { childIn, findAt, namedChildren, walk, type PyNode } from '../../readers/python/tree.js';
import type { Edit, Rewrite, Style } from '../edit.js';
import { indentAt } from '../layout.js';
import { Refusal, refuse } from '../refusal.js';
import { renderChain, renderErrorCallbacks, type WrittenStep } from './chain.js';
import { behindRun, commentsOf } from './comments.js';
import { renderDelay } from './commit.js';
import type { PythonDraft, PythonRewriteContext } from './context.js';
import { laidOut, sequence, source, text, type Doc } from './doc.js';
import { openImports } from './imports.js';
import { hasComment, isFirstOnLine, layoutOf } from './layout.js';
import { renderErrorSignature } from './link-error.js';
import { renderSignature } from './signatures.js';
import { outcomeOf } from './steps.js';

/**
 *     for image in images:                    chord(
 *         resize.delay(image.pk)                  [resize.si(image.pk) for image in images],
 *     publish.delay(album.pk)                     publish.si(album.pk),
 *                                             ).delay()
 *
 * Tried on Celery 5.2: an empty chord runs its callback at once, one with a single member is a chain, a countdown of the callback counts
 * from the last member's end.
 * @throws {Refusal}
 */
export function renderChord({ run, evidence }: Finding, style: Style, context: PythonRewriteContext): Rewrite {
  const { module, resolver } = context;
  if (style !== 'chain') refuse('style-not-offered', `a loop and a task after it become a chord, which has no style ${style}`);
  const ofRun = findHazards(run, evidence.conflicts).filter(({ id }) => id !== 'fan-in');
  const hazards = [...ofRun, ...findCeleryHazards(run, style, { module, resolver }), ...hazardsOf(run, context)];
  const refusal = hazards.find(({ effect }) => effect === 'refuse');
  if (refusal !== undefined) throw new Refusal(refusal);

  const imports = openImports(run, module, resolver);
  const edits = [editOf(run, { ...context, imports })];
  return { kind: 'rewrite', style, run, edits: [...imports.edits(), ...edits], otherFiles: new Map(), packages: [], warnings: hazards };
}

function hazardsOf(run: Run, { hasResults }: PythonRewriteContext): Hazard[] {
  const [each, callback] = run.dispatches;
  if (each === undefined || callback === undefined) return [];
  if (hasResults?.() !== true) {
    const problem = 'a chord needs a result backend that can count, and none is seen to be configured in this project';
    const wayOut = `configure one, or dispatch \`${callback.task.name}\` at the end of the last \`${each.task.name}\``;
    return [{ effect: 'refuse', id: 'no-result-backend', message: `${problem}: ${wayOut}` }];
  }
  const ignored = findIgnoredResult(each);
  if (ignored !== undefined) return [{ effect: 'refuse', id: 'result-ignored', message: `a chord counts results, and ${ignored}` }];
  const effect = each.arguments.some(({ purity }) => purity === 'effect');
  if (effect) return [{ effect: 'refuse', id: 'argument-effect', message: `an argument of \`${each.task.name}\` calls something or waits between the dispatches` }];
  const callbacks = [each, callback].some(({ options }) => options?.entries?.has('link_error') === true);
  if (callbacks) return [{ effect: 'refuse', id: 'error-callback', message: 'an error callback of a chord is called for all its members together' }];
  if (each.options?.entries?.has('expires') === true)
    return [{ effect: 'refuse', id: 'later-expires', message: `where one \`${each.task.name}\` expires, \`${callback.task.name}\` would never run` }];
  const message = `\`${callback.task.name}\` now runs only after every \`${each.task.name}\` has succeeded`;
  return [{ effect: 'warn', id: 'chord-failure', message }];
}

function editOf(run: Run, draft: PythonDraft): Edit {
  const { module, imports, linkError } = draft;
  const layout = layoutOf(module);
  const [each, callback] = run.dispatches;
  const [loop, last] = run.items;
  if (each === undefined || callback === undefined || loop === undefined || last === undefined || run.items.length > 2)
    return refuse('between-loop', 'something stands between the loop and the dispatch after it: move it above the loop');
  if ([each, callback].some((dispatch) => detailOf(dispatch).commit !== undefined))
    return refuse('commit-of-chord', 'the tasks are queued after the transaction is committed, one by one');
  const { statement } = loop;
  if (!isFirstOnLine(statement.start, module.text)) return refuse('line-shared', 'the loop shares its line with other code');
  const notes = commentsOf(run, module);
  const header: WrittenStep = {
    signature: headerOf(plainLoopAt(statement, each.call, module), renderSignature(signatureOf(each, module, 'si'), [], module), module),
    notes: notes.get(loop) ?? NO_NOTES,
  };
  const body: WrittenStep = { signature: renderSignature(signatureOf(callback, module, 'si'), [], module), notes: notes.get(last) ?? NO_NOTES };
  const chord = renderChain(imports.local({ from: 'celery', name: 'chord' }), [header, body], layout);
  const callbacks = linkError === undefined ? [] : [text(renderErrorSignature(run, linkError, draft))];
  const outcome = outcomeOf({ dispatch: callback, statement: last.statement, notes: NO_NOTES }, module);
  const doc = renderDelay(chord, renderErrorCallbacks(callbacks, layout), outcome, 'chain', run, draft);
  return { span: { start: statement.start, end: behindRun(run, module) }, text: laidOut(doc, indentAt(module.text, statement.start), { layout }) };
}

const NO_NOTES = { above: [], behind: [] };

interface Loop {
  readonly target: PyNode;
  readonly over: PyNode;
}

/**
 * `for target in over:` with the dispatch as its only statement.
 * @throws {Refusal} for a loop that a list in brackets does not stand for
 */
function plainLoopAt(statement: Span, call: Span, module: PythonModule): Loop {
  const loop = findAt(module.ast, statement, 'for_statement');
  const [target, over, body] = ['left', 'right', 'body'].map((field) => (loop === undefined ? undefined : childIn(loop, field)));
  const [only, ...others] = body === undefined ? [] : namedChildren(body).filter(({ type }) => type !== 'comment');
  const isPlain = only !== undefined && others.length === 0 && findAt(only, call)?.range[0] === only.range[0] && only.range[1] === call.end;
  if (loop === undefined || target === undefined || over === undefined || !isPlain || loop.children[0]?.type === 'async' || hasComment(module, statement))
    return refuse('loop-not-plain', 'the loop has more in it than one dispatch, or comments: a chord has no place for that');
  if (!isSimpleTarget(target) || has(over, NOT_IN_BRACKETS)) return refuse('loop-not-plain', 'what the loop goes over cannot be written in brackets as it is');
  const readBehind = boundBy(loop, module).flatMap((variable) => readsOf(variable, module)).some(({ range }) => range[0] < statement.start || range[1] > statement.end);
  if (readBehind) return refuse('loop-variable-used', 'a variable of the loop is used outside of it as well, where a chord would not set it');
  return { target, over };
}

const NOT_IN_BRACKETS = new Set(['await', 'yield', 'named_expression', 'list_splat', 'expression_list']);

function isSimpleTarget({ type, children }: PyNode): boolean {
  return type === 'identifier' || ((type === 'pattern_list' || type === 'tuple_pattern') && children.every((child) => !/[a-z]/.test(child.type) || child.type === 'identifier'));
}

function has(root: PyNode, types: ReadonlySet<string>): boolean {
  let found = false;
  walk(root, ({ type }) => {
    found ||= types.has(type);
    return !found;
  });
  return found;
}

/**
 *     [resize.si(image.pk) for image in images]    [
 *                                                      resize.si(image.pk)
 *                                                      for image in images
 *                                                  ]
 */
function headerOf({ target, over }: Loop, signature: Doc, module: PythonModule): Doc {
  const layout = layoutOf(module);
  const clause = sequence([text('for '), source(target, module), text(' in '), ...iterated(over, module)], layout);
  return {
    flat: signature.flat === undefined || clause.flat === undefined ? undefined : `[${signature.flat} ${clause.flat}]`,
    broken(indent) {
      const inner = indent + layout.unit;
      const lines = [signature, clause].map((doc) => inner + laidOut(doc, inner, { layout }));
      return `[${layout.eol}${lines.join(layout.eol)}${layout.eol}${indent}]`;
    },
  };
}

/** A condition or a lambda behind `in` needs parentheses there. */
function iterated(over: PyNode, module: PythonModule): Doc[] {
  const isLoose = over.type === 'conditional_expression' || over.type === 'lambda';
  return isLoose ? [text('('), source(over, module), text(')')] : [source(over, module)];
}
