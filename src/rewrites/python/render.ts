/** What a finding becomes in one style: the door to everything that writes Python. */
import { findHazards } from '../../analysis/hazards.js';
import type { Finding, Hazard, Run } from '../../analysis/ir.js';
import { isFanIn } from '../../analysis/loops.js';
import { findErrorCallbacks } from '../../libraries/celery/error-callback.js';
import { findCeleryHazards } from '../../libraries/celery/hazards.js';
import { planPassing, type PassingPlan } from '../../libraries/celery/result-passing.js';
import { signatureOf } from '../../libraries/celery/signature.js';
import type { Edit, Rewrite, Style } from '../../analysis/edit.js';
import { indentAt, lineStartOf } from '../layout.js';
import { Refusal, refuse } from '../refusal.js';
import { groupSizeOf } from '../shape.js';
import { withoutTimers } from '../timers.js';
import { groupOf, renderChain, renderErrorCallbacks, renderPipe } from './chain.js';
import { renderChord } from './chord.js';
import { behindRun } from './comments.js';
import { renderDelay } from './commit.js';
import type { PythonDraft, PythonRewriteContext } from './context.js';
import { laidOut, source, text, type Doc } from './doc.js';
import { openImports } from './imports.js';
import { layoutOf } from './layout.js';
import { renderErrorSignature } from './link-error.js';
import { renderLink } from './link.js';
import { movesOf } from './moves.js';
import { renderSignature } from './signatures.js';
import { outcomeOf, stepsOf, type Step } from './steps.js';

export type { PythonRewriteContext } from './context.js';

const STYLES: readonly Style[] = ['chain', 'pipe', 'link'];

/**
 * The edits that turn a finding into a chain, or the reason why there are none.
 * @param finding of `context.module`
 */
export function renderPythonRewrite(finding: Finding, style: Style, context: PythonRewriteContext): Rewrite {
  try {
    if (!STYLES.includes(style)) refuse('style-not-offered', `celery has no style ${style}; it has ${STYLES.join(', ')}`);
    return isFanIn(finding.run) ? renderChord(finding, style, context) : render(finding, style, context);
  } catch (problem) {
    if (problem instanceof Refusal) return { kind: 'refused', style, hazard: problem.hazard };
    throw problem;
  }
}

function render(found: Finding, style: Style, context: PythonRewriteContext): Rewrite {
  const { module, resolver, passResults = false } = context;
  const { finding, run, timers, hazards: ofTimers } = withoutTimers(found);
  const steps = finding.run;
  if (steps.dispatches.some(({ library }) => library !== 'celery')) refuse('unknown-library', 'only dispatches of Celery can be chained');
  if (style === 'link' && timers.length > 0)
    refuse('timer-beside-link', `\`${timers[0]?.task.name ?? ''}\` waits for a time of its own and stays, and the style link would leave another dispatch beside it; use the style chain`);
  const passing = planPassing(steps, passResults, groupSizeOf(finding));
  const ofRun = findHazards(steps, finding.evidence.conflicts);
  const hazards = [...ofRun, ...findCeleryHazards(steps, style, { module, resolver }), ...ofTimers, ...passing.hazards];
  const refusal = hazards.find(({ effect }) => effect === 'refuse');
  if (refusal !== undefined) throw new Refusal(refusal);

  const imports = openImports(run, module, resolver);
  const edits = renderRun(run, style, passing, { ...context, imports });
  return {
    kind: 'rewrite',
    style,
    run,
    edits: [...imports.edits(), ...edits],
    otherFiles: new Map(),
    packages: [],
    warnings: unique(hazards),
  };
}

function renderRun(run: Run, style: Style, passing: PassingPlan, draft: PythonDraft): Edit[] {
  const { module } = draft;
  const layout = layoutOf(module);
  const steps = stepsOf(run, module);
  const [first] = steps;
  const moves = movesOf(run, module);
  const doc = renderStyle(run, style, steps, passing, draft);
  const { start } = first.statement;
  const indent = indentAt(module.text, start);
  const code = laidOut(doc, indent, { layout, before: module.text.slice(lineStartOf(module.text, start) + indent.length, start) });
  return [...moves.before, { span: { start, end: behindRun(run, module) }, text: code + moves.behind }];
}

function renderStyle(run: Run, style: Style, steps: readonly [Step, ...Step[]], passing: PassingPlan, draft: PythonDraft): Doc {
  const { module, imports } = draft;
  const layout = layoutOf(module);
  const callbacks = errorCallbacksOf(run, draft);
  const first = steps.length - passing.groupSize;
  // What follows `link=` directly is not the chain's, so it has the chain's error callbacks as well.
  const isLinked = style === 'link' && (first === 1 || steps.length === 2);
  const written = steps.map(({ dispatch, notes }, index) => {
    const { how, dropped } = passing.steps[index] ?? { how: 'si', dropped: 0 };
    const own = isLinked ? callbacks.ofAll : callbacks.ofSteps[index] ?? [];
    return { signature: renderSignature(signatureOf(dispatch, module, how, dropped), renderErrorCallbacks(own, layout), module), notes };
  });
  const [line, side] = [written.slice(0, first), written.slice(first)];
  if (style === 'link') return renderLink(run, line, side, callbacks.ofAll, draft);
  const chain = style === 'pipe' ? '' : imports.local({ from: 'celery', name: 'chain' });
  const all = side.length === 0 ? line : [...line, groupOf(imports.local({ from: 'celery', name: 'group' }), side, layout)];
  const outcome = outcomeOf(steps.at(-1) ?? steps[0], module);
  const doc = style === 'pipe' ? renderPipe(all, layout) : renderChain(chain, all, layout);
  return renderDelay(doc, renderErrorCallbacks(callbacks.ofAll, layout), outcome, style, run, draft);
}

/** The error callbacks of the whole chain, and those of single steps. */
function errorCallbacksOf(run: Run, draft: PythonDraft): { readonly ofAll: readonly Doc[]; readonly ofSteps: readonly (readonly Doc[])[] } {
  const { module, linkError } = draft;
  const own = findErrorCallbacks(run, module);
  const rendered = own.ofAll.map((node) => source(node, module));
  const asked = linkError === undefined ? undefined : renderErrorSignature(run, linkError, draft);
  const isNew = asked !== undefined && !rendered.some(({ flat }) => flat === asked);
  return {
    ofAll: isNew ? [...rendered, text(asked)] : rendered,
    ofSteps: own.ofSteps.map((nodes) => nodes.map((node) => source(node, module))),
  };
}

function unique(hazards: readonly Hazard[]): Hazard[] {
  return [...new Map(hazards.map((hazard) => [hazard.message, hazard])).values()];
}
