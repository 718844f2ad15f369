import { effectsOf, opaqueOf } from './lab.js';

/** What a job's `data.imageId` is called in effects. */
export const ID = 'argument(data.imageId)';

export interface Task {
  /** What stands before the worker: imports, connections. */
  readonly before: string;
  readonly body: string;
  readonly files?: Readonly<Record<string, string>>;
}

function filesOf({ before, body, files = {} }: Task): Record<string, string> {
  const worker = `import { Worker } from 'bullmq';\n${before}\nnew Worker('images', async (job) => {\nconst { imageId } = job.data;\n${body}\n});`;
  return { ...files, 'worker.ts': worker };
}

/** The effects of a task, sorted, without their places. */
export function effectsIn(task: Task): string[] {
  return [...new Set(effectsOf(filesOf(task)).map((line) => line.replace(/ \w+\.ts:\d+$/, '')))];
}

export function opaqueIn(task: Task): string[] {
  return opaqueOf(filesOf(task)).map((line) => line.replace(/, \w+\.ts:\d+$/, ''));
}
