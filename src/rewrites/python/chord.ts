/** A loop that dispatches one task for each of many, and a task after it, as a chord. */
import { findHazards } from '../../analysis/hazards.js';
import type { Dispatch, Finding, Hazard, Run, Span } from '../../analysis/ir.js';
import { findCeleryHazards } from '../../libraries/celery/hazards.js';
import { startedGroup } from '../../libraries/celery/group.js';
import { findIgnoredResult } from '../../libraries/celery/ignored-result.js';
import { detailOf, signatureOf } from '../../libraries/celery/signature.js';
import type { PythonModule } from '../../readers/python/module.js';
import { findAt } from '../../readers/python/tree.js';
import type { Edit, Rewrite, Style } from '../../analysis/edit.js';
import { indentAt } from '../layout.js';
import { Refusal, refuse } from '../refusal.js';
import { renderChain, renderErrorCallbacks, type WrittenStep } from './chain.js';
import { behindRun, commentsOf } from './comments.js';
import { renderDelay } from './commit.js';
import type { PythonDraft, PythonRewriteContext } from './context.js';
import { laidOut, source, text, type Doc } from './doc.js';
import { openImports } from './imports.js';
import { isFirstOnLine, layoutOf } from './layout.js';
import { renderErrorSignature } from './link-error.js';
import { plainLoopAt, renderComprehension } from './loop.js';
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
    signature: renderHeader(statement, each, module),
    notes: notes.get(loop) ?? NO_NOTES,
  };
  const body: WrittenStep = { signature: renderSignature(signatureOf(callback, module, 'si'), [], module), notes: notes.get(last) ?? NO_NOTES };
  const chord = renderChain(imports.local({ from: 'celery', name: 'chord' }), [header, body], layout);
  const callbacks = linkError === undefined ? [] : [text(renderErrorSignature(run, linkError, draft))];
  const outcome = outcomeOf({ dispatch: callback, statement: last.statement, notes: NO_NOTES }, module);
  const doc = renderDelay(chord, renderErrorCallbacks(callbacks, layout), outcome, 'chain', run, draft);
  return { span: { start: statement.start, end: behindRun(run, module) }, text: laidOut(doc, indentAt(module.text, statement.start), { layout }) };
}

/** What a loop dispatches as a list; a group as it is written. */
function renderHeader(statement: Span, each: Dispatch, module: PythonModule): Doc {
  const expression = findAt(module.ast, statement, 'call');
  const group = expression === undefined ? undefined : startedGroup(expression, module);
  if (group !== undefined) return source(group, module);
  return renderComprehension(plainLoopAt(statement, each.call, module), renderSignature(signatureOf(each, module, 'si'), [], module), '[]', module);
}

const NO_NOTES = { above: [], behind: [] };
