/** `ATOMIC_REQUESTS` in a project's settings: every view runs in a transaction. https://docs.djangoproject.com/en/stable/topics/db/transactions/#tying-transactions-to-http-requests */

const SETTINGS_FILE = /(?:^|[/_])settings?[^/]*(?:\/[^/]+)*\.py$/;
const TEST_FILE = /(?:^|[/_])tests?(?:[/_.]|$)/;

/** A key of `DATABASES`, and no setting of its own. */
const SWITCHED = /['"]ATOMIC_REQUESTS['"]\s*(?:\]\s*=|:)\s*True\b/;

/** Whether a text switches transactions on for all requests. */
export function isSwitchedOn(text: string, path: string): true | undefined {
  if (!text.includes('ATOMIC_REQUESTS') || !SETTINGS_FILE.test(path) || TEST_FILE.test(path)) return undefined;
  return text.split('\n').some((line) => SWITCHED.test(line.replace(/#.*$/, ''))) ? true : undefined;
}
