import type { Analyse, Proposal } from '../../src/codemods/fix-text.js';
import type { Edit } from '../../src/analysis/edit.js';
import { runIn } from '../rewrites/run-in.js';

const PAIR = /( *)(await q\.add\('(\w+)', id\);?)(\r?\n(?: *\/\/.*\r?\n)*) *(await q\.add\('(\w+)', id\));?/g;

/** What a test asks of the hand-made analysis beyond the plain rewrite. */
export interface Twist {
  /** Changes the edits of a pair, by the name of its first task. */
  readonly edits?: Readonly<Record<string, (edits: Edit[], text: string) => Edit[]>>;
  readonly refuses?: readonly string[];
  /** For a pair by its first task: another file, in which `flowProducer` is declared where it is not there yet. */
  readonly producerIn?: Readonly<Record<string, string>>;
}

/**
 * Finds pairs of `await q.add('a', id)` and writes `await chain(…)` for them, with the import only where it is missing: what the real
 * analysis does, as far as the codemods see it.
 */
export function analyseByHand(twist: Twist = {}, seen: string[] = []): Analyse {
  return (_path, text, others) => {
    seen.push(text);
    return [...text.matchAll(PAIR)].map((match) => proposalOf(match, text, others, twist));
  };
}

function proposalOf(match: RegExpMatchArray, text: string, others: ReadonlyMap<string, string>, twist: Twist): Proposal {
  const [, indent = '', first = '', a = '', gap = '', second = '', b = ''] = match;
  const start = match.index ?? 0;
  const run = runIn(text, [{ dispatch: first, payload: 'id' }, { dispatch: match[0].slice(match[0].indexOf(second)), payload: 'id' }]);
  const finding = { run, evidence: { confidence: 'possible' as const, reasons: [], conflicts: [] } };
  if (twist.refuses?.includes(a) === true) {
    return { finding, rewrite: { kind: 'refused', style: 'chain', hazard: { effect: 'refuse', id: 'by-hand', message: `${a} is refused` } } };
  }
  const firstStart = start + indent.length;
  const secondStart = firstStart + first.length + gap.length + (/^ */.exec(match[0].slice(indent.length + first.length + gap.length))?.[0].length ?? 0);
  const plain: Edit[] = [
    ...(text.includes("from 'task-canvas/bullmq'") ? [] : [{ span: { start: 0, end: 0 }, text: "import { chain, si } from 'task-canvas/bullmq';\n" }]),
    { span: { start: firstStart, end: firstStart + first.length }, text: `await chain(si(q, '${a}', id),` },
    { span: { start: secondStart, end: secondStart + second.length }, text: `si(q, '${b}', id)).delay()` },
  ];
  const other = twist.producerIn?.[a];
  const otherFiles = new Map<string, Edit[]>();
  if (other !== undefined && others.get(other)?.includes('flowProducer') !== true) {
    otherFiles.set(other, [{ span: { start: 0, end: 0 }, text: 'export const flowProducer = new FlowProducer();\n' }]);
  }
  const edits = twist.edits?.[a]?.(plain, text) ?? plain;
  return { finding, rewrite: { kind: 'rewrite', style: 'chain', edits, otherFiles, packages: ['task-canvas'], warnings: [] } };
}
