import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const rules = Object.entries(plugin.rules);

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

function optionsOf({ meta }: (typeof plugin.rules)[string]): [name: string, description: string | undefined][] {
  const [schema] = meta.schema as readonly Schema[];
  return Object.entries(schema?.properties ?? {}).map(([name, { description }]) => [name, description]);
}

describe('the documentation of the rules', () => {
  it('has a page for each, and no other', () => {
    expect(readdirSync(join(ROOT, 'docs/rules')).sort()).toEqual(rules.map(([name]) => `${name}.md`).sort());
  });

  it('lists each in the README', () => {
    for (const [name, { meta }] of rules) expect(readme).toContain(`| [${name}](docs/rules/${name}.md) | ${meta.docs.description} |`);
  });

  describe.each(rules)('%s', (name, rule) => {
    const page = readFileSync(join(ROOT, `docs/rules/${name}.md`), 'utf8');
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    it('begins with its name and what it does', () => {
      const { description } = rule.meta.docs;
      expect(page.split('\n').slice(1, 4)).toEqual([`# fix-chains/${name}`, '', `> ${description.charAt(0).toUpperCase()}${description.slice(1)}.`]);
    });

    it('shows what is wrong and what is right, in each of its languages', () => {
      const examples = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code: code ?? '' }));
      for (const language of rule.meta.docs.languages) {
        const code = examples.filter((example) => (example.language === 'python') === (language === 'python')).map((example) => example.code).join('');
        expect(code, language).toContain('❌');
        expect(code, language).toContain('✅');
      }
    });

    it('says what is not reported, and where to read on', () => {
      expect(headings).toContainEqual(expect.stringMatching(/^What is not reported/));
      expect(headings).toContain('Further reading');
    });

    it('describes each option, in a section that only rules with options have', () => {
      const options = optionsOf(rule);
      expect(headings.includes('Options')).toBe(options.length > 0);
      expect(page.includes('begin options')).toBe(options.length > 0);
      for (const [option, description] of options) {
        expect(description, option).toMatch(/^\S.*[^.]$/);
        expect(page).toContain(`| \`${option}\` | ${description ?? ''} |`);
      }
    });
  });
});
