/** Code that hears of every failure, wherever the project has it. */
import type { FileIndex, SourceFiles } from '../files/source-files.js';

/**
 * Celery: a receiver of `task_failure`, `on_failure` of a task's base class, and Sentry, which reports every failure without being told to.
 * https://docs.celeryq.dev/en/stable/userguide/signals.html#task-failure, https://docs.sentry.io/platforms/python/integrations/celery/
 */
export const CELERY_LISTENER = /\btask_failure\.connect\b|\bdef on_failure\(\s*self,\s*(?:exc|exception|error|err|e|\*args)\b|\bCeleryIntegration\(|\bsentry_sdk\.init\(/;

/** BullMQ: `worker.on('failed', …)`, the same of QueueEvents, and Nest's decorators. https://docs.bullmq.io/guide/events */
export const BULLMQ_LISTENER = /\.(?:on|once)\(\s*['"`]failed['"`]|@On(?:Worker|QueueEvents?|Queue)\w*\(\s*['"`]failed['"`]/;

export function createFailureListeners(files: SourceFiles, listener: RegExp): () => boolean {
  const index: FileIndex<true> = files.index((text) => (listener.test(text) ? true : undefined));
  return () => index.entries().size > 0;
}
