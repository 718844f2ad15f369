/** Settings that are read by name: of the environment, of a framework. What one says cannot be told; under one name it is the same wherever it is read. */
import { termValue, UNKNOWN_VALUE, type PyValue } from './values.js';
import type { PythonDataLibrary, ReadingContext } from './library.js';

/** What is called with a name, or has it as an index, and what it is about; a new one is a row. */
const READERS: readonly (readonly [RegExp, string])[] = [
  [/^os\.(?:getenv|environ(?:\.get)?)$/, 'os.environ'],
  [/^decouple\.(?:config|(?:Auto)?Config\(\)(?:\.get)?)$/, 'decouple.config'],
  [/^environs?\.(?:FileAware)?Env\(\)(?:\.(?:str|path|int|url))?$/, 'environ.Env'],
  [/^flask\.(?:current_app|Flask\(\))\.config(?:\.get)?$/, 'flask.config'],
  [/^starlette\.config\.Config\(\)(?:\.get)?$/, 'starlette.config'],
];

export const settings: PythonDataLibrary = {
  id: 'settings',
  call({ callee, positional, keyword }, context) {
    return settingOf(callee, positional[0], positional[1] ?? keyword.get('default'), context);
  },
  subscript(of, index, use, context) {
    return use === 'read' ? settingOf(of, index, undefined, context) : undefined;
  },
};

function settingOf(reader: PyValue, name: PyValue | undefined, fallback: PyValue | undefined, context: ReadingContext): PyValue | undefined {
  const about = reader.kind === 'external' ? READERS.find(([pattern]) => pattern.test(reader.path))?.[1] : undefined;
  if (about === undefined) return undefined;
  const written = context.textOf(name);
  const otherwise = fallback === undefined ? '' : otherwiseOf(fallback, context);
  return written === undefined || otherwise === undefined ? UNKNOWN_VALUE : termValue({ kind: 'setting', name: `${about}.${written}${otherwise}` });
}

/** What is taken where the setting is missing, as a part of its name; undefined where nobody can tell. */
function otherwiseOf(fallback: PyValue, context: ReadingContext): string | undefined {
  const term = context.termOf(fallback);
  return term.kind === 'literal' ? ` or ${JSON.stringify(term.value)}` : undefined;
}
