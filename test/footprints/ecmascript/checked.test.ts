import { describe, expect, it } from 'vitest';
import { effectsIn, ID } from './task.js';

const BEFORE = `
  import { unlink } from 'node:fs/promises';
  import { z } from 'zod';
  import * as v from 'valibot';
  const schema = z.object({ imageId: z.string() });`;
const effects = (body: string): string[] => effectsIn({ before: BEFORE, body });

describe('checked data', () => {
  it.each(['schema.parse(job.data)', '(await schema.parseAsync(job.data))', 'schema.safeParse(job.data).data', 'v.parse(v.object({}), job.data)'])('%s is what it was', (data) => {
    expect(effects(`await unlink(${data}.imageId);`)).toEqual([`delete plain file [${ID}]`]);
  });

  it('is not known where something else checks it, or changes it', () => {
    expect(effects('await unlink(job.data.schema.parse(imageId).other);')).not.toContain(`delete plain file [${ID}]`);
    expect(effects('await unlink(schema.safeParse(job.data).error);')).toEqual(['delete plain file [?]']);
  });
});
