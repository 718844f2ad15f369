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
const FAILURE_HANDLER =
  /(?:^|_)(?:on_(?:(?<on>\w+)_)?(?:error|failure|fail|failed|exception)|handle_(?:(?<handle>\w+)_)?(?:error|failure)|(?:(?<of>\w+)_)?(?:error|failure)_(?:handler|callback)|errback)$/;

/** What a failure handler's name says that failed: `upload` of `on_upload_failed`, nothing of `on_failure`; undefined for other names. */
export function failedThingOf(name: string): string | undefined {
  const match = FAILURE_HANDLER.exec(wordsOf(name));
  const { on, handle, of } = match?.groups ?? {};
  return match === null ? undefined : (on ?? handle ?? of ?? '');
}

/** Whether two names share a word, or the beginning of one: `process_image`, `processing`. */
export function shareWord(one: string, other: string): boolean {
  const stems = new Set(stemsOf(other));
  return stemsOf(one).some((stem) => stems.has(stem));
}

function stemsOf(name: string): string[] {
  return wordsOf(name)
    .split('_')
    .filter((word) => word.length >= 4)
    .map((word) => word.slice(0, 5));
}
