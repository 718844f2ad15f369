/** `try`: the body, or a part of it and then a handler. */
import { childIn, namedChildren, sourceOf, type PyNode } from '../../readers/python/tree.js';
import { readBranches, type Arm } from './branches.js';
import type { Completion } from './endings.js';
import { NO_FACTS, type Facts } from './facts.js';
import { within, type Frame, type Reading } from './reading.js';
import { executeBlock } from './statements.js';
import { UNKNOWN_VALUE } from '../../footprints/python/values.js';

/** What says that a row, or something kept under a key, is not there. */
const NO_ROW = /\b(?:DoesNotExist|ObjectDoesNotExist|NoResultFound|Http404)\b/;
const NO_KEY = /\b(?:FileNotFoundError|KeyError|NoSuchKey)\b/;

export function readTry(statement: PyNode, frame: Frame, reading: Reading): Completion {
  const body = childIn(statement, 'body');
  if (body === undefined) return 'on';
  const otherwise = blockIn(statement.children.find(({ type }) => type === 'else_clause'));
  const handlers = statement.children.filter(({ type }) => type === 'except_clause' || type === 'except_group_clause');
  const { state, surroundings } = reading;
  const mark = state.mark();
  const { end, facts } = within(reading, {}, () => ({ end: executeBlock(body, frame, reading), facts: surroundings.facts }));
  const after = state.changesSince(mark);
  state.undo(mark);
  const arms: Arm[] = [
    {
      read() {
        if (end === 'left') return 'left';
        state.meet([after]);
        surroundings.facts = facts;
        return otherwise === undefined ? 'on' : executeBlock(otherwise, frame, reading);
      },
    },
    ...handlers.map((handler): Arm => ({
      facts: factsIn(handler, frame),
      read() {
        // The body stopped somewhere: what it had changed by then is not known.
        state.meet([new Map(), after]);
        return readHandler(handler, frame, reading);
      },
    })),
  ];
  const completion = readBranches(arms, reading);
  const last = blockIn(statement.children.find(({ type }) => type === 'finally_clause'));
  if (last === undefined) return completion;
  // Nothing goes on behind it: it is read for those who are leaving, with what the body may have changed.
  if (completion === 'left') state.meet([new Map(), after]);
  const ended = executeBlock(last, frame, reading);
  return ended === 'left' ? 'left' : completion;
}

function readHandler(handler: PyNode, frame: Frame, reading: Reading): Completion {
  const alias = childIn(handler, 'alias') ?? aliasIn(handler);
  if (alias !== undefined) reading.assign(alias, UNKNOWN_VALUE, frame);
  const body = blockIn(handler);
  return body === undefined ? 'on' : executeBlock(body, frame, reading);
}

function aliasIn(handler: PyNode): PyNode | undefined {
  const pattern = handler.children.find(({ type }) => type === 'as_pattern');
  const target = pattern?.children.find(({ type }) => type === 'as_pattern_target');
  return target === undefined ? undefined : namedChildren(target)[0];
}

function factsIn(handler: PyNode, { module }: Frame): Facts {
  const body = blockIn(handler);
  const caught = sourceOf(handler, module).slice(0, body === undefined ? undefined : body.range[0] - handler.range[0]);
  return { ...NO_FACTS, rows: NO_ROW.test(caught), keys: NO_KEY.test(caught) };
}

function blockIn(clause: PyNode | undefined): PyNode | undefined {
  return clause?.children.find(({ type }) => type === 'block');
}
