import { effectsOf } from '../../footprints/ecmascript/lab.js';
import type { LabOptions } from '../../footprints/ecmascript/lab.js';
import type { Files } from '../../resolve/project.js';
import { toy } from './toy-library.js';

export const HEAD = `import { Worker } from 'bullmq'; import { db, cache } from 'toy-db'; `;

/** The effects of a worker whose processor has this body, without the places. */
export function effects(body: string, before = '', options: LabOptions = {}, others: Files = {}): string[] {
  const lines = effectsOf({ 'worker.ts': `${HEAD}${before} new Worker('images', async (job) => { ${body} });`, ...others }, { libraries: [toy], ...options });
  return lines.map((line) => line.replace(/ \S+:\d+( behind .*)?$/, (_, behind: string | undefined) => behind ?? ''));
}
