/**
 * Checks of data that a person wrote, each a function of the value and its key.
 * It gives what is wrong as `key: must be …`, or undefined.
 */
import { findNearest } from './nearest.js';

export type Check = (value: unknown, key: string) => string | undefined;

export const isText: Check = (value, key) => (typeof value === 'string' && value !== '' ? undefined : `${key}: must be a text`);
export const isFlag: Check = (value, key) => (typeof value === 'boolean' ? undefined : `${key}: must be true or false`);
export const isNumber: Check = (value, key) => (typeof value === 'number' ? undefined : `${key}: must be a number`);
export const isPosition: Check = (value, key) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? undefined : `${key}: must be an argument's position, counted from 0`;

/** A text that is a regular expression. */
export const isPattern: Check = (value, key) => {
  if (typeof value !== 'string') return `${key}: must be a regular expression as a text`;
  try {
    new RegExp(value, 'u');
    return undefined;
  } catch (error) {
    return `${key}: ${error instanceof Error ? error.message : String(error)}`;
  }
};

/** One of these words. */
export function oneOf(words: readonly string[]): Check {
  return (value, key) => {
    if (typeof value === 'string' && words.includes(value)) return undefined;
    const nearest = typeof value === 'string' ? findNearest(value, words) : undefined;
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    return `${key}: must be ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}${hint}`;
  };
}

/** An array whose elements all pass. */
export function listOf(check: Check): Check {
  return (value, key) => {
    if (!Array.isArray(value)) return `${key}: must be an array`;
    return firstOf(value.map((element: unknown, index) => check(element, `${key}[${String(index)}]`)));
  };
}

/** A value that passes one of the checks; `what` says so in words. */
export function eitherOf(what: string, ...checks: readonly Check[]): Check {
  return (value, key) => (checks.some((check) => check(value, key) === undefined) ? undefined : `${key}: must be ${what}`);
}

/** An object with these keys and no others. */
export function objectOf(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  const checks = { ...required, ...optional };
  return (value, key) => {
    if (!isObject(value)) return `${key === '' ? 'the configuration' : key}: must be an object`;
    const within = (name: string): string => (key === '' ? name : `${key}.${name}`);
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return `${within(missing)}: is missing`;
    return firstOf(
      Object.entries(value).map(([name, element]) => {
        const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
        if (check !== undefined) return check(element, within(name));
        const nearest = findNearest(name, Object.keys(checks));
        return `${within(name)}: is no known key${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
      }),
    );
  };
}

/** An object that is checked by the form that its `tag` names. */
export function taggedBy(tag: string, forms: Readonly<Record<string, Check>>): Check {
  const isTag = oneOf(Object.keys(forms));
  return (value, key) => {
    if (!isObject(value)) return `${key}: must be an object`;
    const problem = isTag(value[tag], `${key}.${tag}`);
    if (problem !== undefined) return problem;
    return forms[String(value[tag])]?.(value, key);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
