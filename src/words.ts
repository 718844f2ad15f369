/** Names as messages list them, each in backticks. */

/** `` `a`, `b` and `c` ``; where there are more than `most`, `` `a`, `b` and 3 others ``. */
export function renderNames(names: readonly string[], conjunction: 'and' | 'or' = 'and', most = Infinity): string {
  const left = names.length > most ? names.length - most + 1 : 0;
  const shown = names.slice(0, names.length - left).map(quoted);
  const last = left === 0 ? (shown.pop() ?? '') : `${String(left)} others`;
  return shown.length === 0 ? last : `${shown.join(', ')} ${conjunction} ${last}`;
}

/** `` `a`, `b`, `c` `` */
export function listNames(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `\`${name}\``;
}
