/** Which rules are run, and with which options: the command line counts ahead of the configuration, and both ahead of what is recommended. */
import { FINDING_RULES, type FindingRuleName } from '../analysis/rule-of.js';
import type { RuleSettings } from '../config/rules.js';
import type { Project } from '../project.js';
import type { SourceModule } from '../readers/module.js';
import { CANVAS_RULES } from '../rules/index.js';
import type { CanvasRule, RuleReport } from '../rules/rule.js';
import type { Scope } from '../settings.js';

export interface ChosenRules {
  readonly findings: readonly FindingRuleName[];
  readonly canvas: readonly ChosenRule[];
}

/** A rule of the canvas with its options. */
export interface ChosenRule {
  readonly name: string;
  reportsIn(module: SourceModule, project: Project, scope: Scope): readonly RuleReport[];
}

/** @param named the rules that the command line names; where it names none, the settings decide */
export function chooseRules(named: readonly string[], settings: RuleSettings = {}): ChosenRules {
  const isChosen = (name: string, isRecommended: boolean): boolean => {
    if (named.length > 0) return named.includes(name);
    return settings[name] === undefined ? isRecommended : settings[name] !== 'off';
  };
  return {
    findings: FINDING_RULES.filter((name) => isChosen(name, true)),
    canvas: CANVAS_RULES.filter(({ name, set }) => isChosen(name, set === 'recommended')).map((rule) => choose(rule, optionsIn(settings[rule.name]))),
  };
}

function choose<Options extends object>(rule: CanvasRule<Options>, given: object): ChosenRule {
  // The configuration's check has compared them with the rule's own schema.
  const options: Options = { ...rule.defaults, ...(given as Partial<Options>) };
  return { name: rule.name, reportsIn: (module, project, scope) => project.reportsIn(module, rule, options, scope) };
}

function optionsIn(setting: RuleSettings[string] | undefined): object {
  return typeof setting === 'object' ? setting : {};
}
