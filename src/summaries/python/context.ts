/** What a data library may ask where an expression is evaluated. */
import type { ReadingContext } from '../../footprints/python/library.js';
import type { PyNode } from '../../readers/python/tree.js';
import { literalIn } from './alternatives.js';
import { dataOf } from './data.js';
import { isFilling } from './facts.js';
import { within, type Frame, type Reading } from './reading.js';
import { record } from './recording.js';
import { siteOf } from './sites.js';

export function contextAt(node: PyNode, frame: Frame, reading: Reading): ReadingContext {
  const { module } = frame;
  const { classes } = reading.view;
  return {
    node,
    module,
    record: (effect) => {
      record(effect, node, module, reading);
    },
    siteOf: () => siteOf(node, module),
    termOf: (value) => dataOf(value, reading),
    textOf: (value) => {
      const literal = literalIn(value);
      return typeof literal === 'string' ? literal : undefined;
    },
    evaluate: (inner, of) => reading.evaluate(inner, of === module ? frame : { ...frame, module: of }),
    memberOf: (value, name) => reading.memberOf(value, name, node, frame),
    invoke: (callee, positional, mode) =>
      within(reading, mode === undefined ? {} : { mode }, () => reading.call(callee, { positional, keyword: new Map(), open: false }, node, frame)),
    inheritsFrom: (of, paths) => [...classes.outsideOf(of)].some((path) => paths.has(path)),
    boundIn: (of, name) => classes.boundIn(of, name),
    membersOf: (of) => classes.membersOf(of),
    classNamed: (name, near) => classes.classNamed(name, near),
    classesNaming: (of) => classes.classesNaming(of),
    kept: (of, name) => reading.cellsOf(of).get(keptAs(name)),
    keep: (of, name, value) => {
      reading.state.set(reading.cellsOf(of), keptAs(name), value);
    },
    isFilling: (resource) => isFilling('write', resource, reading.surroundings.facts),
    noteOpaque: (what) => {
      reading.noteOpaque(what, node, module);
    },
  };
}

/** No attribute has a space in its name. */
function keptAs(name: string): string {
  return `kept ${name}`;
}
