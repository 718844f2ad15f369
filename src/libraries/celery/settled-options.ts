/** Options of dispatches that a project's settings decide task by task, as far as its texts say. */

const ROWS: readonly { readonly setting: RegExp; readonly options: readonly string[] }[] = [
  // https://docs.celeryq.dev/en/stable/userguide/routing.html#automatic-routing
  { setting: /\b(?:task_routes|CELERY_(?:TASK_)?ROUTES)\b["']?\]?\s*[:=](?!=)(?!\s*(?:\{\s*\}|\(\s*\)|\[\s*\]|None\b))/, options: ['queue', 'routing_key', 'exchange'] },
  // https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-inherit-parent-priority
  { setting: /\b(?:task_inherit_parent_priority|CELERY_TASK_INHERIT_PARENT_PRIORITY)\b["']?\]?\s*[:=](?!=)(?!\s*False\b)/, options: ['priority'] },
];

/** The options that a text settles; undefined for one that settles none. */
export function settledOptionsIn(text: string): readonly string[] | undefined {
  const options = ROWS.filter(({ setting }) => setting.test(text)).flatMap((row) => row.options);
  return options.length === 0 ? undefined : options;
}
