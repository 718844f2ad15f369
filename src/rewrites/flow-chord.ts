/** A loop that adds one job for each of many, and a job after it, as one flow: a parent and its children. */
import type { Run } from '../analysis/ir.js';
import type { Library } from '../libraries/library.js';
import { walk, type Node, type Statement } from '../readers/ecmascript/estree.js';
import { plainAll, plainLoop, type All, type Loop } from '../readers/ecmascript/many.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { DraftContext } from './context.js';
import { renderFields } from './flow-node.js';
import { findFlowProducer } from './flow-producer.js';
import { nodeOf, visibleSettings, type FlowDraft } from './flow.js';
import { indentAt, layoutOf } from './layout.js';
import { mappingOf } from './mapping.js';
import { outcomeOf } from './outcome.js';
import { Refusal, refuse } from './refusal.js';

/**
 *     for (const image of images) {                          await flowProducer.add({
 *       await imageQueue.add('resize', { id: image.id });      name: 'publish',
 *     }                                                        …
 *     await mailQueue.add('publish', { id });                  children: images.map((image) => ({ name: 'resize', … })),
 *                                                            });
 *
 * A parent without children runs at once.
 * @throws {Refusal}
 */
export function renderFlowChord(run: Run, library: Library, context: DraftContext): FlowDraft {
  const { module } = context;
  const [each, last] = run.dispatches;
  const [loop, behind] = run.items;
  if (each === undefined || last === undefined || loop === undefined || behind === undefined || run.items.length > 2)
    return refuse('between-loop', 'something stands between the loop and the dispatch after it: move it above the loop');
  if (context.linkError !== undefined) return refuse('flow-error-callback', "BullMQ's own flow has no error callback");
  const region = { start: loop.statement.start, end: last.call.end };
  if (module.comments.some(({ span }) => span.start >= region.start && span.end <= region.end))
    return refuse('loop-not-plain', 'there are comments in the loop or behind it, for which a flow has no place');
  if (each.arguments.some(({ purity }) => purity === 'effect'))
    return refuse('argument-effect', `an argument of \`${each.task.name}\` calls something or waits between the dispatches`);
  const of = manyAt(loop.statement, module);
  if (of === undefined) return refuse('loop-not-plain', 'the loop has more in it than one dispatch');

  const mapping = mappingOf(of, module) ?? refuse('loop-not-plain', 'the types of the loop, or a variable in it that changes, do not fit into a callback');
  const settings = [each, last].map((dispatch) => visibleSettings({ dispatch }, context));
  const source = findFlowProducer(run, context);
  if (source.kind === 'refused') throw new Refusal(source.hazard);
  const producer = typeof source.expression === 'string' ? source.expression : context.imports.local(source.expression);
  const [child, root] = [each, last].map((dispatch, index) => nodeOf({ dispatch }, [], settings[index], source.prefixed, module));
  if (child === undefined || root === undefined) return refuse('too-few-steps', 'a chord needs two dispatches');

  const { eol, unit } = layoutOf(module);
  const outer = indentAt(module.text, loop.statement.start);
  const inner = outer + unit;
  const fields = [
    ...renderFields(root, true, inner, module),
    `children: ${mapping.open}{${eol}${renderFields(child, false, inner + unit, module).map((field) => `${inner}${unit}${field},${eol}`).join('')}${inner}}${mapping.close}`,
  ];
  const { before, after } = outcomeOf(run, library, module);
  const text = [`${before}${producer}.add({`, ...fields.map((field) => `${inner}${field},`), `${outer}})${after}`].join(eol);
  return { edits: [{ span: region, text }, ...source.edits], otherFiles: source.otherFiles, warnings: source.warnings };
}

/** The loop, or the `Promise.all`, at a statement. */
function manyAt({ start, end }: Run['items'][number]['statement'], module: Module): Loop | All | undefined {
  let found: Loop | All | undefined;
  walk(module.ast, (node: Node) => {
    if (node.range[0] > start || node.range[1] < end) return false;
    if (node.range[0] === start && node.range[1] === end) found ??= plainLoop(node as Statement) ?? plainAll(node as Statement);
    return true;
  });
  return found;
}
