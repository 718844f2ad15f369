import { extname } from 'node:path';
import { ecmascript } from './ecmascript/language.js';
import type { Language } from './language.js';
import { python } from './python/language.js';

/** Every language that is read, one row each. A language takes only the modules that its own `parse` gives, or a linter in its place. */
export const LANGUAGES: readonly Language[] = [ecmascript, python];

/** The file name endings of all languages. */
export const EXTENSIONS: readonly string[] = LANGUAGES.flatMap(({ extensions }) => extensions);

/** The language of a file by its name; undefined for a file of none. */
export function languageOf(path: string): Language | undefined {
  const extension = extname(path);
  return LANGUAGES.find(({ extensions }) => extensions.includes(extension));
}
