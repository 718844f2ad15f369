import { describe, expect, it } from 'vitest';
import type { Confidence } from '../src/analysis/ir.js';
import { renderMessage } from '../src/message.js';
import { runIn } from './analysis/runs-of.js';

const TWO = "images.add('process', image.id); images.add('thumbnail', image.id);";
const THREE = `${TWO} images.add('mail', user.id);`;
const MARK = 'or mark them with `fix-chains: parallel -- reason`.';

function messageOf(body: string, confidence: Confidence, reasons: readonly string[]): string {
  return renderMessage({ run: runIn(body), evidence: { confidence, reasons, conflicts: [] } });
}

const PROVEN = '`thumbnail` reads Image.file of the row `image.id` (tasks.ts:31), which `process` writes (tasks.ts:18)';

describe('the message', () => {
  it('says what is proven first, and asks whether it was meant', () => {
    expect(messageOf(TWO, 'proven', [PROVEN])).toBe(
      `${PROVEN}. They are queued separately in function \`upload\`, so either may run first: chain them if the second needs the first's result, ${MARK}`,
    );
  });

  it('names the tasks of a longer run, of which the reasons name two', () => {
    expect(messageOf(THREE, 'proven', [PROVEN])).toContain(
      '(tasks.ts:18). `process`, `thumbnail` and `mail` are queued separately in function `upload`, so any of them may run first: chain them if a later one needs',
    );
  });

  it.each<[Confidence, string]>([
    ['indicated', 'Chain them if the second needs what the first does, or mark them'],
    ['possible', 'Chain them if the second needs what the first does, or mark them'],
    ['unlikely', 'Chain them only if the second needs what the first does; else mark them'],
  ])('begins with the facts where less is known: %s', (confidence, wayOut) => {
    expect(messageOf(TWO, confidence, ['a comment says so', '`x` is delayed'])).toBe(
      `\`process\` and \`thumbnail\` are queued separately in function \`upload\` and share \`image.id\`, so either may run first (${confidence}). ` +
        `A comment says so. \`x\` is delayed. ${wayOut} with \`fix-chains: parallel -- reason\`.`,
    );
  });

  it('names each task once', () => {
    const body = `${TWO} images.add('thumbnail', image.id, image.width);`;
    expect(messageOf(body, 'possible', [])).toContain('`process` and `thumbnail` are queued separately');
    expect(messageOf(body, 'possible', [])).toContain('any of them may run first');
  });
});
