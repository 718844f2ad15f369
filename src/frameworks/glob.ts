/** `**` (any folders), `*` (anything within one name): all that the rows need of globs. */

const compiled = new Map<string, RegExp>();

/** Whether a path with forward slashes fits the glob; `**` before a slash also stands for no folder at all. */
export function fitsGlob(path: string, glob: string): boolean {
  return regExpOf(glob).test(path);
}

function regExpOf(glob: string): RegExp {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  const source = glob
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  const expression = new RegExp(`^${source}$`);
  compiled.set(glob, expression);
  return expression;
}
