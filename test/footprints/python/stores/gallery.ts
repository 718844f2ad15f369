import { effectsOf as effectsIn, summaryOf, type Files } from '../lab.js';

function projectOf(head: string, body: string, more: Files): Files {
  const lines = body.trim().split('\n').map((line) => `    ${line}`);
  return { 'tasks.py': `from celery import shared_task\n${head}\n\n@shared_task\ndef work(image_id, other_id=None):\n${lines.join('\n')}\n`, ...more };
}

/** What a task with this body does, without the places; each line once. */
export function effectsOf(head: string, body: string, more: Files = {}): string[] {
  return [...new Set(effectsIn(projectOf(head, body, more), 'work').map((line) => line.replace(/ \w+\.py:\d+/, '')))];
}

export function opaqueOf(head: string, body: string): string[] {
  return summaryOf(projectOf(head, body, {}), 'work').opaque.map(({ what }) => what);
}
