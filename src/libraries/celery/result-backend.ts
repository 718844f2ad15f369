/** Whether a project's Celery keeps results in a way that chords can do with, as far as its texts say. */

/** `result_backend = …`, `CELERY_RESULT_BACKEND = …`, `'result_backend': …`, `Celery('shop', backend=…)` */
const SETTING = /^.*(?:\b\w*RESULT_BACKEND|\bresult_backend)\b["']?\]?\s*(?:[:=](?!=))\s*(.*)$|\bCelery\([^()]*\bbackend\s*=\s*([^,)\n]*)/gm;

/** Backends that count the members of a chord: https://docs.celeryq.dev/en/stable/userguide/canvas.html#chord-important-notes */
const COUNTING = /^(?:redis|rediss|sentinel|db\+|django-db|django-cache|cache\+|memcache|mongodb|database)/;
/** A variable that says so by its name is as good: most projects keep addresses in their environment. */
const REDIS = /^(?:\w+\.)*\w*REDIS\w*$/i;

const IGNORED = /\b(?:CELERY_(?:TASK_)?IGNORE_RESULT|task_ignore_result)\b["']?\]?\s*[:=]\s*True\b/;

/** `kept` where chords work, `lost` where something says that they do not; undefined for a text that says nothing of it. */
export function resultsIn(text: string): 'kept' | 'lost' | undefined {
  if (!/result_backend|Celery\(|ignore_result/i.test(text)) return undefined;
  if (IGNORED.test(text)) return 'lost';
  const values = backendsIn(text);
  if (values.length === 0) return undefined;
  return values.every(isCounting) ? 'kept' : 'lost';
}

/** The values of a text's settings, each to the end of its line. */
function backendsIn(text: string): string[] {
  return [...text.matchAll(SETTING)].map(([, setting, argument]) => setting ?? argument ?? '');
}

function isCounting(value: string): boolean {
  const written = value.replace(/\s*#[^'"]*$/, '').replace(/[\s,]+$/, '');
  if (REDIS.test(written)) return true;
  const literals = [...written.matchAll(/f?(["'])(.*?)\1/g)].map(([, , literal]) => literal ?? '');
  return literals.some((literal) => COUNTING.test(literal));
}

/** What the texts of a project say together: nothing may contradict. */
export function areResultsKept(texts: Iterable<'kept' | 'lost'>): boolean {
  const all = new Set(texts);
  return all.has('kept') && !all.has('lost');
}

/** A setting that is not plainly off. */
const MAY_IGNORE = /\b(?:CELERY_(?:TASK_)?IGNORE_RESULT|task_ignore_result)\b["']?\]?\s*[:=](?!\s*False\b)/;
/** No backend, or one whose results only the process that asked for them gets. */
const NONE = /^(?:None\b|["'](?:["']|disabled|rpc|amqp))/;

/** `stored` where a backend is named, whichever it is; `dropped` where something says that results may not be kept. */
export function storageIn(text: string): 'stored' | 'dropped' | undefined {
  if (!/result_backend|Celery\(|ignore_result/i.test(text)) return undefined;
  const values = backendsIn(text);
  if (MAY_IGNORE.test(text) || values.some((value) => NONE.test(value.trim()))) return 'dropped';
  return values.length === 0 ? undefined : 'stored';
}

/** Whether the texts of a project together leave results to be followed. */
export function areResultsStored(texts: Iterable<'stored' | 'dropped'>): boolean {
  const all = new Set(texts);
  return all.has('stored') && !all.has('dropped');
}
