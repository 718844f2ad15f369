/** What the names of tasks say: `cleanUpFiles`, `_clean_up_files` and `clean-up files` are the same words. */

/** A name as words in lower case, joined by `_`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\d]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/** Whether a pattern is a name, or stands in it as whole words; `*` stands for any words. */
export function matchesName(pattern: string, name: string): boolean {
  const words = pattern
    .split('*')
    .map((part) => wordsOf(part))
    .join('.*');
  return new RegExp(`(?:^|_)${words}(?:_|$)`).test(wordsOf(name));
}

/** Names that are given only to what runs when something has failed; not `send_failure_report`, and not `handle_errors`, which may collect them. */
const FAILURE_HANDLER = /(?:^|_)(?:on_(?:\w+_)?(?:error|failure|fail|failed|exception)|handle_(?:\w+_)?(?:error|failure)|(?:error|failure)_(?:handler|callback)|errback)$/;

export function isFailureHandlerName(name: string): boolean {
  return FAILURE_HANDLER.test(wordsOf(name));
}
