import type { Rule } from 'eslint';
import { checkSettings } from '../config/schema.js';
import type { ProjectSettings } from '../settings.js';

/** @throws {Error} with the key and what it must be, for settings that are none */
export function settingsIn({ 'fix-chains': settings = {} }: Rule.RuleContext['settings']): ProjectSettings {
  const problem = checkSettings(settings);
  if (problem !== undefined) throw new Error(`settings['fix-chains']: ${problem}`);
  return settings as ProjectSettings;
}
