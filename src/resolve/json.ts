/** JSON as configuration files write it. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object in JSON with comments and trailing commas; undefined for any other value.
 * @throws {SyntaxError} when it is no such JSON
 */
export function parseRelaxedJson(text: string): Record<string, unknown> | undefined {
  // Strings are matched first, so that what looks like a comment inside of one stays.
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_match, string: string | undefined) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_match, string: string | undefined) => string ?? '');
  const value: unknown = JSON.parse(plain);
  return isRecord(value) ? value : undefined;
}
