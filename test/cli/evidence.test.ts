import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Effect, Operation, Resource } from '../../src/analysis/footprint.js';
import type { Conflict, Finding } from '../../src/analysis/ir.js';
import { renderEvidence } from '../../src/cli/report/evidence.js';
import { REPORTS } from '../../src/cli/report/index.js';
import { plain } from '../../src/cli/report/paint.js';
import { run } from '../../src/cli/run.js';
import { fakeProject, folderWith, QUEUES, REPORT } from './helpers.js';

const SOURCE = "export function upload(id) {\n  queue.add('a', id);\n  queue.add('b', id);\n}\n";
const TASKS = Array.from({ length: 40 }, (_, index) => `line ${String(index + 1)}`).join('\n');

const IMAGE = { key: 'shop/models.py#Image', name: 'Image' };
const column = (name: string): Resource => ({
  kind: 'column',
  model: IMAGE,
  column: name,
  row: { kind: 'keyed', by: [{ column: 'id', is: { kind: 'value', root: '1', path: [], text: 'id' } }] },
});

interface Given {
  readonly file?: string;
  readonly line: number;
  readonly column?: string;
  readonly via?: readonly number[];
  readonly behind?: readonly string[];
}

/** What a task does at a line of `tasks.ts`. */
function effect(folder: string, operation: Operation, { file = 'tasks.ts', line, column: name = 'file', via = [], behind = [] }: Given): Effect {
  const site = (at: number) => ({ file: join(folder, file), line: at, offset: 0 });
  return { operation, resource: column(name), mode: 'plain', rank: 'used', site: site(line), via: via.map(site), behind };
}

function conflict(folder: string, before: Given, after: Given, kind: Conflict['kind'] = 'write-read'): Conflict {
  return { earlier: 0, later: 1, kind, before: effect(folder, 'write', before), after: effect(folder, 'read', after) };
}

/** A finding in `upload.ts` that rests on these conflicts, and the folder that it is in. */
function proven(conflictsIn: (folder: string) => readonly Conflict[]): { folder: string; project: ReturnType<typeof fakeProject>; finding: Finding } {
  const folder = folderWith({ 'src/upload.ts': SOURCE, 'tasks.ts': TASKS });
  const plainly = fakeProject();
  const reasons = ['`b` reads Image.file (tasks.ts:31), which `a` writes (tasks.ts:18)'];
  const prove = (finding: Finding): Finding => ({ ...finding, evidence: { confidence: 'proven', reasons, conflicts: conflictsIn(folder) } });
  const project = fakeProject({ findingsIn: (module, options) => plainly.findingsIn(module, options).map(prove) });
  const [finding] = project.findingsIn({ language: 'ecmascript', path: join(folder, 'src/upload.ts'), text: SOURCE } as never, REPORT);
  if (finding === undefined) throw new Error('nothing is found');
  return { folder, project, finding };
}

/** The part of the report that shows what a finding rests on. */
function evidenceOf(conflictsIn: (folder: string) => readonly Conflict[]): string {
  const { folder, finding } = proven(conflictsIn);
  return renderEvidence(finding, { paint: plain, diffs: false, cwd: folder });
}

describe('what a finding rests on', () => {
  it('is shown as two pieces of code', () => {
    expect(evidenceOf((folder) => [conflict(folder, { line: 18 }, { line: 31 })])).toBe(`tasks.ts:18  \`a\` writes Image.file of the row \`id\`
  17 │ line 17
> 18 │ line 18
  19 │ line 19

tasks.ts:31  \`b\` reads Image.file of the row \`id\`
  30 │ line 30
> 31 │ line 31
  32 │ line 32`);
  });

  it('names the calls and the tasks between', () => {
    const text = evidenceOf((folder) => [conflict(folder, { line: 18, via: [3, 9] }, { line: 31, via: [20], behind: ['render', 'store'] })]);
    expect(text).toContain('`a` writes Image.file of the row `id`\n  called from tasks.ts:3 › tasks.ts:9\n  17 │');
    expect(text).toContain('of the row `id`\n  by way of `render`, then `store`, which it queues\n  called from tasks.ts:20\n  30 │');
  });

  it('cuts long ways at their outer end', () => {
    const via = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(evidenceOf((folder) => [conflict(folder, { line: 18, via }, { line: 31 })])).toContain('called from … › tasks.ts:3 › ');
  });

  it('has only the place where the file cannot be read', () => {
    const text = evidenceOf((folder) => [conflict(folder, { line: 18, file: 'gone.ts' }, { line: 400 })]);
    expect(text).toBe('gone.ts:18  `a` writes Image.file of the row `id`\n\ntasks.ts:400  `b` reads Image.file of the row `id`');
  });

  it('shows two conflicts, each place once, and counts the others', () => {
    const names = ['file', 'size', 'title', 'state'];
    const text = evidenceOf((folder) => names.map((name) => conflict(folder, { line: 18 }, { line: 31, column: name })));
    expect(text.match(/tasks\.ts:18/g)).toHaveLength(1);
    expect(text).toContain('`b` reads Image.size');
    expect(text).not.toContain('Image.title');
    expect(text.endsWith('\n\nand 2 more')).toBe(true);
  });

  it('is nothing where a finding rests on nothing', () => {
    expect(evidenceOf(() => [])).toBe('');
  });
});

describe('reports of what is proven', () => {
  it('show the dispatches first', async () => {
    const { folder, project } = proven((cwd) => [conflict(cwd, { line: 18 }, { line: 31 })]);
    const result = await run({ cwd: folder, paths: [], report: REPORT, dispatchers: [] }, { project, languages: QUEUES });
    const text = await REPORTS.pretty(result, { paint: plain, diffs: false, cwd: folder });
    expect(text).toContain(`  > 3 │   queue.add('b', id);
    4 │ }

  tasks.ts:18  \`a\` writes Image.file of the row \`id\`
    17 │ line 17
`);
    expect(text).toContain('    32 │ line 32\n\n  warning mind the gap\n');
  });

  it('have both places in JSON', async () => {
    const { folder, project } = proven((cwd) => [conflict(cwd, { line: 18, via: [3] }, { line: 31, behind: ['render'] }, 'lost-update')]);
    const result = await run({ cwd: join(folder, 'src'), paths: [], report: REPORT, dispatchers: [] }, { project, languages: QUEUES });
    const report = JSON.parse(await REPORTS.json(result, { paint: plain, diffs: false, cwd: join(folder, 'src') })) as { findings: { conflicts: unknown }[] };
    const resource = 'Image.file of the row `id`';
    expect(report.findings[0]?.conflicts).toEqual([
      {
        kind: 'lost-update',
        earlier: { task: 'a', operation: 'write', resource, file: '../tasks.ts', line: 18, via: [{ file: '../tasks.ts', line: 3 }], behind: [] },
        later: { task: 'b', operation: 'read', resource, file: '../tasks.ts', line: 31, via: [], behind: ['render'] },
      },
    ]);
  });
});
