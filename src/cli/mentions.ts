/** Tests that a rewrite may break: one that expects `imageQueue.add` to be called no longer sees it called. */
import { languageOf } from '../languages/index.js';
import { pathFrom } from '../paths.js';
import type { FileEntry } from '../files/read.js';
import type { ReportedFinding } from './result.js';

const MOST_NAMED = 5;

/**
 * Names the test files that mention the queues or tasks of what is rewritten.
 * @param bytesOf a file's bytes; undefined where it cannot be read
 */
export function hintsOnTests(
  findings: readonly ReportedFinding[],
  files: readonly FileEntry[],
  cwd: string,
  bytesOf: (entry: FileEntry) => Buffer | undefined,
): string[] {
  const names = new Set(findings.filter(({ rewrite }) => rewrite !== undefined).flatMap(namesIn));
  if (names.size === 0) return [];
  const mention = new RegExp([...names].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|'));
  const tests = files
    .map((entry) => ({ entry, file: pathFrom(cwd, entry.path) }))
    .filter(({ entry, file }) => languageOf(file)?.isTest(file) === true && mention.test(bytesOf(entry)?.toString('utf8') ?? ''))
    .map(({ file }) => file);
  if (tests.length === 0) return [];
  const more = tests.length > MOST_NAMED ? ` and ${String(tests.length - MOST_NAMED)} more` : '';
  return [`tests mention the queues or tasks that are rewritten and may expect the calls of before: ${tests.slice(0, MOST_NAMED).join(', ')}${more}`];
}

/** The receivers by their last name, and the tasks as a string would hold them. */
function namesIn({ finding, module }: ReportedFinding): string[] {
  return finding.run.dispatches.flatMap(({ receiver, task }) => {
    const held = receiver === undefined ? undefined : /[\w$]+$/.exec(module.text.slice(receiver.start, receiver.end))?.[0];
    const quoted = [`'${task.name}'`, `"${task.name}"`];
    return held === undefined ? quoted : [...quoted, held];
  });
}
