/** Dispatches of one task on several values, as one `addBulk`. */
import type { Argument, Dispatch, Span } from '../analysis/ir.js';
import type { RepeatSite } from '../analysis/repeats.js';
import { receiverOf } from '../libraries/bullmq-bulk.js';
import { spanOf, type Node } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import type { Repeat } from '../readers/ecmascript/repeats.js';
import { mappingOf, type Mapping } from './mapping.js';
import type { Edit } from '../analysis/edit.js';
import { indentAt, layoutOf, lineStartOf, reindented } from './layout.js';

/** What rules are told about repeated dispatches. */
export function repeatSiteOf(repeat: Repeat, module: Module): RepeatSite {
  const { routine, of, dispatches } = repeat;
  const [{ library, task, expression }] = dispatches;
  const edit = hasComment(repeat, module) ? undefined : editOf(repeat, module);
  return {
    library,
    task,
    form: of.kind,
    many: of.kind === 'row' ? String(dispatches.length) : sourceOf(of.over, module).replace(/\s+/g, ' '),
    call: of.kind === 'all' ? spanOf(of.call) : expression,
    routine,
    ...(edit === undefined ? {} : { together: [edit] }),
  };
}

function hasComment(repeat: Repeat, { comments }: Module): boolean {
  const { start, end } = placeOf(repeat);
  return comments.some(({ span }) => span.start >= start && span.end <= end);
}

/** What is replaced. */
function placeOf({ of, dispatches }: Repeat): Span {
  if (of.kind === 'loop') return spanOf(of.statement);
  if (of.kind === 'all') return spanOf(of.call);
  return { start: dispatches[0].expression.start, end: dispatches.at(-1)?.expression.end ?? dispatches[0].expression.end };
}

function editOf(repeat: Repeat, module: Module): Edit | undefined {
  const { of, dispatches } = repeat;
  const [first] = dispatches;
  const queue = receiverOf(first, module);
  const span = placeOf(repeat);
  if (queue === undefined) return undefined;
  const mapping = of.kind === 'row' ? undefined : mappingOf(of, module);
  const head = `${of.kind === 'all' ? '' : waitingWord(first)}${queue}.addBulk(`;
  if (of.kind === 'row') return { span, text: head + renderList(dispatches, indentAt(module.text, span.start), module) + ')' };
  if (mapping === undefined) return undefined;
  const needsEnd = of.kind === 'loop' && (layoutOf(module).semicolons || /^\s*[([`+\-/]/.test(module.text.slice(span.end)));
  return { span, text: renderMapping(head, mapping, first, span, module) + (needsEnd ? ';' : '') };
}

function waitingWord({ waiting }: Dispatch): string {
  return waiting === 'awaited' ? 'await ' : waiting === 'voided' ? 'void ' : '';
}

const LINE = 100;

/**
 *     await queue.addBulk(images.map((image) => ({ name: 'resize', data: { id: image.id } })));
 *
 *     await queue.addBulk(
 *       images.map((image) => ({
 *         name: 'resize',
 *         …
 *       })),
 *     );
 */
function renderMapping(head: string, { open, close }: Mapping, dispatch: Dispatch, span: Span, module: Module): string {
  const { eol, unit } = layoutOf(module);
  const before = module.text.slice(lineStartOf(module.text, span.start), span.start);
  const flat = flatJob(dispatch, module);
  const line = flat === undefined ? '' : `${head}${open}${flat}${close})`;
  if (flat !== undefined && !line.includes('\n') && before.length + line.length < LINE) return line;
  const outer = indentAt(module.text, span.start);
  const inner = outer + unit;
  return [head, `${inner}${open}${brokenJob(dispatch, inner, module)}${close},`, `${outer})`].join(eol);
}

function renderList(dispatches: readonly Dispatch[], outer: string, module: Module): string {
  const { eol, unit } = layoutOf(module);
  const inner = outer + unit;
  const jobs = dispatches.map((dispatch) => {
    const flat = flatJob(dispatch, module);
    return `${inner}${flat !== undefined && inner.length + flat.length < LINE ? flat : brokenJob(dispatch, inner, module)},`;
  });
  return ['[', ...jobs, `${outer}]`].join(eol);
}

/** On one line; undefined where an argument has several. */
function flatJob(dispatch: Dispatch, module: Module): string | undefined {
  const job = `{ ${fieldsOf(dispatch, '', module).join(', ')} }`;
  return job.includes('\n') ? undefined : job;
}

function brokenJob(dispatch: Dispatch, indent: string, module: Module): string {
  const { eol, unit } = layoutOf(module);
  const inner = indent + unit;
  return ['{', ...fieldsOf(dispatch, inner, module).map((field) => `${inner}${field},`), `${indent}}`].join(eol);
}

function fieldsOf({ arguments: [name, data, opts] }: Dispatch, indent: string, module: Module): string[] {
  const fields: readonly [string, Argument | undefined][] = [['name', name], ['data', data], ['opts', opts]];
  return fields.flatMap(([key, argument]) => (argument === undefined ? [] : [fieldOf(key, argument, indent, module)]));
}

function fieldOf(key: string, { span }: Argument, indent: string, module: Module): string {
  const value = reindented(module, span, indentAt(module.text, span.start), indent);
  return value === key ? key : `${key}: ${value}`;
}

function sourceOf({ range }: Node, { text }: Module): string {
  return text.slice(range[0], range[1]);
}
