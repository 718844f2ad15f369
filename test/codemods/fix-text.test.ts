import { describe, expect, test } from 'vitest';
import { fixText, type Tools } from '../../src/codemods/fix-text.js';
import { applyEdits, type Edit } from '../../src/analysis/edit.js';
import { analyseByHand, type Twist } from './hand-made.js';

const PATH = '/app/upload.ts';
const QUEUES = '/app/queues.ts';

function pair(a: string, b: string): string {
  return `async function ${a}(id) {\n  await q.add('${a}', id);\n  await q.add('${b}', id);\n  done('${a}');\n}\n`;
}

function chained(a: string, b: string): string {
  return `async function ${a}(id) {\n  await chain(si(q, '${a}', id),\n  si(q, '${b}', id)).delay();\n  done('${a}');\n}\n`;
}

const IMPORT = "import { chain, si } from 'task-canvas/bullmq';\n";

function toolsOf(twist: Twist = {}, files: Readonly<Record<string, string>> = {}, seen: string[] = []): Tools {
  return { analyse: analyseByHand(twist, seen), readText: (path) => files[path], apply: (_path, text, edits) => applyEdits(text, edits) };
}

function kindsOf(text: string, tools: Tools): [string, string][] {
  return fixText(PATH, text, tools).outcomes.map((outcome) => [
    outcome.kind,
    outcome.kind === 'failed' ? outcome.reason : outcome.kind === 'refused' ? outcome.hazard.message : outcome.packages.join(),
  ]);
}

/** Swallows the neighbour behind the run. */
const greedy =
  (name: string) =>
  (edits: Edit[], text: string): Edit[] =>
    edits.map((edit, index) => (index < edits.length - 1 ? edit : { ...edit, span: { start: edit.span.start, end: text.indexOf(`  done('${name}')`) + `  done('${name}')`.length } }));

describe('fixText', () => {
  test('nothing found: the text itself', () => {
    expect(fixText(PATH, 'done();\n', toolsOf())).toEqual({ text: 'done();\n', others: new Map(), outcomes: [] });
  });

  test('several findings share one import, since each is written into what the one before left', () => {
    const text = pair('a', 'b') + pair('c', 'd') + pair('e', 'f');
    const fixed = fixText(PATH, text, toolsOf());
    expect(fixed.text).toBe(IMPORT + chained('a', 'b') + chained('c', 'd') + chained('e', 'f'));
    expect(fixed.outcomes.map(({ kind }) => kind)).toEqual(['fixed', 'fixed', 'fixed']);
  });

  test('what it leaves has nothing left to fix', () => {
    const { text } = fixText(PATH, pair('a', 'b') + pair('c', 'd'), toolsOf());
    expect(fixText(PATH, text, toolsOf())).toEqual({ text, others: new Map(), outcomes: [] });
  });

  test('outcomes stand in the order of the findings, with the findings as they stood at first', () => {
    const text = pair('a', 'b') + pair('c', 'd') + pair('e', 'f');
    const tools = toolsOf({ refuses: ['a'], edits: { c: greedy('c') } });
    expect(kindsOf(text, tools)).toEqual([
      ['refused', 'a is refused'],
      ['failed', expect.stringContaining('would mean something else') as string],
      ['fixed', 'task-canvas'],
    ]);
    const { outcomes } = fixText(PATH, text, tools);
    expect(outcomes.map(({ finding }) => finding.run.dispatches[0]?.call.start)).toEqual(['a', 'c', 'e'].map((name) => text.indexOf(`await q.add('${name}'`)));
  });

  test('a rewrite that fails the check leaves no trace, and the others are done', () => {
    const text = pair('a', 'b') + pair('c', 'd');
    expect(fixText(PATH, text, toolsOf({ edits: { a: greedy('a') } })).text).toBe(IMPORT + pair('a', 'b') + chained('c', 'd'));
  });

  test('edits that overlap are a failure, not a crash', () => {
    const text = pair('a', 'b');
    expect(kindsOf(text, toolsOf({ edits: { a: (edits) => [...edits, ...edits] } }))).toEqual([['failed', expect.stringContaining('overlaps another') as string]]);
  });

  test('a rewrite whose finding does not go away is taken back', () => {
    const text = pair('a', 'b');
    // One pair becomes another: it would go on for ever.
    const renamed = (_edits: Edit[], source: string): Edit[] => [{ span: { start: source.indexOf("'b'") + 1, end: source.indexOf("'b'") + 2 }, text: 'x' }];
    const seen: string[] = [];
    const fixed = fixText(PATH, text, toolsOf({ edits: { a: renamed } }, {}, seen));
    expect(fixed.text).toBe(text);
    expect(fixed.outcomes.map((outcome) => outcome.kind)).toEqual(['failed']);
    expect(seen.length).toBeLessThan(5);
  });

  test('apply that does not do what the edits say is found out', () => {
    const tools = { ...toolsOf(), apply: (_path: string, text: string, edits: readonly Edit[]) => applyEdits(text, edits).replaceAll('done', 'gone') };
    expect(kindsOf(pair('a', 'b'), tools)).toEqual([['failed', 'text outside of the edits changed']]);
  });

  describe('with another file', () => {
    test('is given its new text, once for two findings that need it', () => {
      const twist = { producerIn: { a: QUEUES, c: QUEUES } };
      const fixed = fixText(PATH, pair('a', 'b') + pair('c', 'd'), toolsOf(twist, { [QUEUES]: 'export const q = 1;\n' }));
      expect(fixed.others).toEqual(new Map([[QUEUES, 'export const flowProducer = new FlowProducer();\nexport const q = 1;\n']]));
      expect(fixed.outcomes.map(({ kind }) => kind)).toEqual(['fixed', 'fixed']);
    });

    test('that cannot be changed: neither is this one', () => {
      const fixed = fixText(PATH, pair('a', 'b') + pair('c', 'd'), toolsOf({ producerIn: { a: QUEUES } }));
      expect(fixed.text).toBe(IMPORT + pair('a', 'b') + chained('c', 'd'));
      expect(fixed.outcomes[0]).toMatchObject({ kind: 'failed', reason: 'it needs a change in queues.ts, which cannot be made' });
    });

    test('in which the edit would do harm: neither is this one', () => {
      const fixed = fixText(PATH, pair('a', 'b'), toolsOf({ producerIn: { a: QUEUES } }, { [QUEUES]: "'use strict';\nexport const q = 1;\n" }));
      expect(fixed.text).toBe(pair('a', 'b'));
      expect(fixed.others.size).toBe(0);
      expect(fixed.outcomes[0]).toMatchObject({ kind: 'failed', reason: 'in queues.ts: line 1 would mean something else' });
    });

    test('taken back with a rewrite whose finding does not go away', () => {
      const renamed = (_edits: Edit[], source: string): Edit[] => [{ span: { start: source.indexOf("'b'") + 1, end: source.indexOf("'b'") + 2 }, text: 'x' }];
      const fixed = fixText(PATH, pair('a', 'b'), toolsOf({ producerIn: { a: QUEUES }, edits: { a: renamed } }, { [QUEUES]: 'export const q = 1;\n' }));
      expect(fixed.outcomes.map(({ kind }) => kind)).toEqual(['failed']);
      expect(fixed.others.size).toBe(0);
    });
  });
});
