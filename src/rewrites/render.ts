/** What a finding becomes in one style: the door to everything that writes ECMAScript. */
import { findHazards } from '../analysis/hazards.js';
import type { Finding, Hazard, Run } from '../analysis/ir.js';
import { isFanIn } from '../analysis/loops.js';
import { libraryOf } from '../libraries/index.js';
import type { Library } from '../libraries/library.js';
import { renderCanvas, type Shape } from './canvas.js';
import type { DraftContext, RewriteContext } from './context.js';
import type { Rewrite, Style } from '../analysis/edit.js';
import { renderFlowChord } from './flow-chord.js';
import { renderFlow, type FlowDraft } from './flow.js';
import { openImports } from './imports.js';
import { hazardsOfPrefixes } from './queue-settings.js';
import { Refusal, refuse } from './refusal.js';
import { groupSizeOf } from './shape.js';
import { withoutTimers } from './timers.js';

/**
 * The edits that turn a finding into a chain, or the reason why there are none.
 * @param finding of `context.module`
 * @param context the module, a resolver that knows it, and the error callback to add
 */
export function renderRewrite(finding: Finding, style: Style, context: RewriteContext): Rewrite {
  try {
    return render(finding, style, context);
  } catch (problem) {
    if (problem instanceof Refusal) return { kind: 'refused', style, hazard: problem.hazard };
    throw problem;
  }
}

function render(found: Finding, style: Style, context: RewriteContext): Rewrite {
  const { finding, run, hazards: ofTimers } = withoutTimers(found);
  const steps = finding.run;
  const library = rewritableLibraryOf(steps);
  if (!library.styles.includes(style))
    refuse('style-not-offered', `${library.id} has no style ${style}; it has ${library.styles.join(', ')}`);
  const ofRun = isFanIn(steps) ? hazardsOfChord(finding, style, library) : findHazards(steps, finding.evidence.conflicts);
  const hazards = [...ofRun, ...library.findHazards(steps, style), ...hazardsOfPrefixes(steps, context.resolver), ...ofTimers];
  const refusal = hazards.find(({ effect }) => effect === 'refuse');
  if (refusal !== undefined) throw new Refusal(refusal);

  const imports = openImports(context.module);
  const shape = { run, groupSize: library.groups === true ? groupSizeOf(finding) : 0 };
  const draft = renderStyle(shape, style, library, { ...context, imports });
  const ofImports = imports.edits();
  return {
    kind: 'rewrite',
    style,
    run,
    edits: [...ofImports, ...draft.edits],
    otherFiles: draft.otherFiles,
    packages: style === 'flow' ? [] : packagesOf(library),
    warnings: unique([...hazards, ...draft.warnings]),
  };
}

/** @throws {Refusal} for several libraries in one run, and for one that is only reported */
function rewritableLibraryOf({ dispatches }: Run): Library {
  const ids = [...new Set(dispatches.map(({ library }) => library))];
  const [id = ''] = ids;
  if (ids.length > 1)
    return refuse('different-libraries', `the tasks belong to different task libraries (${ids.join(', ')}), which cannot be chained`);
  const library =
    libraryOf(id) ??
    refuse(
      'unknown-library',
      `nothing is known about chains of ${
        id === '' ? 'this dispatcher' : id
      }; name its task library as \`library\` in the setting \`dispatchers\``,
    );
  if (library.reportOnly !== undefined) return refuse('report-only', library.reportOnly);
  return library;
}

function renderStyle(shape: Shape, style: Style, library: Library, context: DraftContext): FlowDraft {
  if (isFanIn(shape.run)) return renderFlowChord(shape.run, library, context);
  if (style === 'flow') return renderFlow(shape.run, library, context);
  if (style === 'link') return refuse('style-not-offered', `${library.id} has no style link`);
  return { edits: renderCanvas(shape, style, library, context), otherFiles: new Map(), warnings: [] };
}

/** BullMQ's own flow counts a parent's children; a chord of task-canvas may not be empty, as what the loop goes over may be. */
function hazardsOfChord({ run, evidence }: Finding, style: Style, library: Library): Hazard[] {
  const hazards = findHazards(run, evidence.conflicts);
  if (!library.styles.includes('flow')) return hazards;
  const others = hazards.filter(({ id }) => id !== 'fan-in');
  if (style !== 'flow') return [...others, { effect: 'refuse', id: 'style-not-offered', message: 'a chord needs one task at least, and a loop may have none to go over; use the style flow' }];
  const [each, last] = run.dispatches.map(({ task }) => `\`${task.name}\``);
  return [...others, { effect: 'warn', id: 'chord-failure', message: `${last ?? ''} now runs only after every ${each ?? ''} has succeeded` }];
}

function packagesOf({ canvas }: Library): string[] {
  const name = canvas?.split('/')[0];
  return name === undefined ? [] : [name];
}

function unique(hazards: readonly Hazard[]): Hazard[] {
  return [...new Map(hazards.map((hazard) => [hazard.message, hazard])).values()];
}
