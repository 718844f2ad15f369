/** The key `rules` of a configuration: which rules the command line runs, and with which options. */
import { FINDING_RULES, type FindingRuleName } from '../analysis/rule-of.js';
import { CANVAS_RULES } from '../rules/index.js';
import type { OptionSchema } from '../rules/rule.js';
import { isFlag, isNumber, isObject, isText, listOf, objectOf, oneOf, type Check } from './checks.js';

/** The names of all rules, as in ESLint without the prefix. */
export const RULE_NAMES: readonly string[] = [...FINDING_RULES, ...CANVAS_RULES.map(({ name }) => name)];

type RuleSetting = 'on' | 'off' | object;
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

const isSwitch: Check = (value, key) => (value === 'on' || value === 'off' ? undefined : `${key}: must be "on" or "off"`);

/** What of the configuration's own keys are the options of these rules. */
const OPTIONS_ELSEWHERE = '; its options are keys of their own: scope, evidence, styles, linkError, passResults';

const isFindingRule: Check = (value, key) => {
  const problem = isSwitch(value, key);
  return problem !== undefined && isObject(value) ? problem + OPTIONS_ELSEWHERE : problem;
};

/** `"off"`, `"on"` or the rule's options, by the rules' names. */
export const isRules: Check = objectOf(
  {},
  Object.fromEntries<Check>([
    ...FINDING_RULES.map((name: FindingRuleName) => [name, isFindingRule] as const),
    ...CANVAS_RULES.map(({ name, options }) => [name, isRule(options)] as const),
  ]),
);

function isRule(options: Readonly<Record<string, OptionSchema>>): Check {
  const isOptions = objectOf({}, Object.fromEntries(Object.entries(options).map(([option, schema]) => [option, isOption(schema)])));
  return (value, key) => {
    if (value === 'on' || value === 'off') return undefined;
    return isObject(value) ? isOptions(value, key) : `${key}: must be "on", "off" or an object of options`;
  };
}

function isOption({ enum: words, type, items }: OptionSchema): Check {
  if (words !== undefined) return oneOf(words);
  switch (type) {
    case 'boolean':
      return isFlag;
    case 'number':
      return isNumber;
    case 'array':
      return listOf(items?.enum === undefined ? isText : oneOf(items.enum));
    default:
      return isText;
  }
}
