/** Libraries that check data and hand it back: an id stays the id that it is. They touch no data of their own. */
import type { EcmascriptDataLibrary, ReadingContext } from './library.js';
import { linksOf, packageOf } from './query/links.js';
import { settingOf } from './settings.js';
import type { Expressed, JsValue } from './values.js';

interface Check {
  /** Which argument is checked. */
  readonly at: number;
  /** The property of the result that holds it; absent where the result is it. */
  readonly under?: string;
}

const CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  zod: { parse: { at: 0 }, parseAsync: { at: 0 }, safeParse: { at: 0, under: 'data' }, safeParseAsync: { at: 0, under: 'data' } },
  valibot: { parse: { at: 1 }, parseAsync: { at: 1 }, safeParse: { at: 1, under: 'output' } },
  yup: { validate: { at: 0 }, validateSync: { at: 0 }, cast: { at: 0 } },
  joi: { validate: { at: 0, under: 'value' }, validateAsync: { at: 0 } },
  'class-transformer': { plainToInstance: { at: 1 }, plainToClass: { at: 1 } },
};

export const checked: EcmascriptDataLibrary = {
  id: 'checked',
  packages: Object.keys(CHECKS),
  read(chain, context) {
    const links = linksOf(chain);
    const called = links.findLastIndex((link) => link.called);
    const last = links[called];
    const check = CHECKS[packageOf(chain) ?? '']?.[last?.name ?? ''];
    const data = check === undefined ? undefined : last?.args[check.at];
    if (check === undefined || data === undefined) return undefined;
    const [property, ...others] = links.slice(called + 1);
    if (property !== undefined) return check.under === undefined && others.length === 0 ? settingIn(data, property.name, context) : undefined;
    if (check.under === undefined) return context.valueOf(data);
    return { kind: 'term', term: { kind: 'object', entries: new Map([[check.under, context.termOf(data)]]), open: true } };
  },
};

/** `const env = schema.parse(process.env)`: `env.UPLOADS` is what the environment says. */
function settingIn(data: Expressed, name: string, context: ReadingContext): JsValue | undefined {
  const term = settingOf(context.memberOf(context.resolve(data), name));
  return term === undefined ? undefined : { kind: 'term', term };
}
