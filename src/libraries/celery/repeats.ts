/** Which repeated dispatches of Celery a group stands for. */
import { areSpread, isPlain } from '../../analysis/repeats.js';
import { onlyBindingOf } from '../../readers/python/aliases.js';
import { keywordOf } from '../../readers/python/calls.js';
import type { PythonModule } from '../../readers/python/module.js';
import { dottedName, purityOf } from '../../readers/python/purity.js';
import type { Recogniser } from '../../readers/python/recogniser.js';
import { repeatsIn, type Repeat } from '../../readers/python/repeats.js';
import { variableOf } from '../../readers/python/scopes.js';
import { childIn, sourceOf, walk, type PyNode } from '../../readers/python/tree.js';
import type { PythonResolver } from '../../resolve/python/values.js';
import { findIgnoredResult } from './ignored-result.js';
import { detailOf } from './signature.js';

interface RepeatSources {
  readonly recogniser: Recogniser;
  readonly resolver: PythonResolver;
  /** Whether the project is seen to keep results: without them a group is no more than its tasks. */
  readonly hasResults: () => boolean;
}

/** Options that mean something else, or nothing, for a member of a group. */
const NOT_IN_GROUP = ['link', 'link_error', 'task_id', 'producer', 'connection', 'add_to_parent', 'group_id', 'chord', 'parent_id', 'root_id'];

/** The repeated dispatches that a group stands for. */
export function groupsIn(module: PythonModule, { recogniser, resolver, hasResults }: RepeatSources): Repeat[] {
  return repeatsIn(module, recogniser).filter((repeat) => isGroup(repeat, module, resolver) && hasResults());
}

function isGroup({ loop, condition, dispatches }: Repeat, module: PythonModule, resolver: PythonResolver): boolean {
  const over = loop === undefined ? undefined : childIn(loop, 'right');
  const areMembers = dispatches.every((dispatch) => {
    const entries = dispatch.options?.entries;
    const isMember = dispatch.library === 'celery' && isPlain(dispatch) && detailOf(dispatch).commit === undefined && findIgnoredResult(dispatch) === undefined;
    return isMember && dispatch.waiting === 'floating' && !NOT_IN_GROUP.some((option) => entries?.has(option) === true);
  });
  if (!areMembers || areSpread(dispatches) || (condition !== undefined && purityOf(condition, module) !== 'pure') || (over !== undefined && isStream(over, module, resolver))) return false;
  const texts = dispatches.map(({ call }) => module.text.slice(call.start, call.end).replace(/\s+/g, ''));
  return new Set(texts).size === texts.length;
}

/** Methods and functions that give one thing after the other, of what is too much to be held at once. */
const STREAMS = new Set(['iterator', 'yield_per', 'scan_iter', 'stream', 'aiterator', 'open', 'islice', 'count', 'cycle', 'paginate', 'iter_content', 'iter_lines', 'batched', 'chunked', 'iter', 'execution_options', 'finditer', 'csv.reader', 'DictReader']);
/** Functions that call another one for each, between the dispatches. */
const LAZY = new Set(['map', 'filter']);
const STREAM_TYPE = /\b(?:Iterator|Generator)\b/;

/** Whether what a loop goes over is not there as a whole: a group holds all of its signatures. */
function isStream(over: PyNode, module: PythonModule, resolver: PythonResolver): boolean {
  const variable = over.type === 'identifier' ? variableOf(over, module) : undefined;
  const binding = variable === undefined ? undefined : onlyBindingOf(variable);
  if (binding?.kind === 'parameter') return STREAM_TYPE.test(sourceOf(binding.node, module));
  const from = binding?.value ?? over;
  if (from.type === 'generator_expression' && purityOf(from, module) !== 'pure') return true;
  let found = false;
  walk(from, (node) => {
    const called = node.type === 'call' ? childIn(node, 'function') : undefined;
    if (called === undefined) return;
    const path = dottedName(called, module) ?? '';
    const name = sourceOf(childIn(called, 'attribute') ?? called, module);
    found ||= STREAMS.has(path) || STREAMS.has(name) || LAZY.has(path) || keywordOf(node, 'chunk_size', module) !== undefined || isGenerator(called, module, resolver);
  });
  return found;
}

function isGenerator(called: PyNode, module: PythonModule, resolver: PythonResolver): boolean {
  const value = resolver.valueOf(called, module);
  if (value.kind !== 'function') return false;
  let found = false;
  walk(value.node, ({ type }) => {
    found ||= type === 'yield';
  });
  return found;
}
