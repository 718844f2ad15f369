import { describe, expect, it } from 'vitest';
import { describeResource, describeTerm, listed } from '../../src/analysis/describe.js';
import { UNKNOWN_TERM } from '../../src/analysis/footprint.js';
import { column, IMAGE, key, literal, row, text, where } from './effects.js';

describe('in words', () => {
  it.each([
    [text(literal('image:'), IMAGE), 'image:{image.id}'],
    [text(literal('a/'), text(IMAGE, literal('.png'))), 'a/{image.id}.png'],
    [{ kind: 'argument', name: 'data', path: ['id'] } as const, 'data.id'],
    [literal(null), 'null'],
    [text(literal('a/'), UNKNOWN_TERM), 'a/{…}'],
  ])('%j is %s', (term, words) => {
    expect(describeTerm(term)).toBe(words);
  });

  it.each([
    [column('file', { kind: 'unknown' }), 'Image.file'],
    [column('file', where({ tenant_id: UNKNOWN_TERM, id: IMAGE })), 'Image.file of the row `image.id`'],
    [column('file', where({ kind: literal('a'), user_id: IMAGE })), 'Image.file of the rows where user_id is `image.id`'],
    [row('Page', where()), 'rows of Page'],
    [key('object', IMAGE), 'the stored object `image.id`'],
    [{ kind: 'external', name: 'send_mail' } as const, '`send_mail`'],
  ])('%j is %s', (resource, words) => {
    expect(describeResource(resource)).toBe(words);
  });

  it.each([
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and 1 more'],
  ])('%j is %s', (names, words) => {
    expect(listed(names)).toBe(words);
  });
});
