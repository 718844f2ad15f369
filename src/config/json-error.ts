const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])`;
/** White space and a token: a scalar, or a mark. */
const TOKEN = new RegExp(String.raw`\s*(?:(${STRING}|${NUMBER}|true\b|false\b|null\b)|([{}[\],:]))`, 'y');

/**
 * The line (from 1) on which a text stops being JSON. `JSON.parse` does not say it on Node 20.
 * @param text what `JSON.parse` has refused
 */
export function findJsonErrorLine(text: string): number {
  const start = errorOffsetOf(text);
  const offset = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
  return text.slice(0, offset).trimEnd().length === 0 ? 1 : text.slice(0, offset).split('\n').length;
}

type Expected = 'value' | 'value or ]' | 'key or }' | 'key' | ':' | ', or end';

/** The offset behind the last token that fits JSON's grammar. */
function errorOffsetOf(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const end = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return end;
    const next: Expected | undefined = match[1] === undefined ? afterMark(match[2] ?? '', expected, open) : afterScalar(match[1], expected);
    if (next === undefined) return end;
    expected = next;
  }
}

function afterScalar(token: string, expected: Expected): Expected | undefined {
  if (expected === 'value' || expected === 'value or ]') return ', or end';
  return token.startsWith('"') && expected.startsWith('key') ? ':' : undefined;
}

function afterMark(mark: string, expected: Expected, open: ('{' | '[')[]): Expected | undefined {
  const top = open.at(-1);
  switch (mark) {
    case '{':
    case '[':
      if (!expected.startsWith('value')) return undefined;
      open.push(mark);
      return mark === '{' ? 'key or }' : 'value or ]';
    case '}':
      if (top !== '{' || (expected !== 'key or }' && expected !== ', or end')) return undefined;
      open.pop();
      return ', or end';
    case ']':
      if (top !== '[' || (expected !== 'value or ]' && expected !== ', or end')) return undefined;
      open.pop();
      return ', or end';
    case ':':
      return expected === ':' ? 'value' : undefined;
    default:
      if (expected !== ', or end' || top === undefined) return undefined;
      return top === '{' ? 'key' : 'value';
  }
}
