import { describe, expect, it } from 'vitest';
import { HELP, parseOptions } from '../../src/cli/options.js';

const DEFAULTS = {
  paths: [],
  help: false,
  version: false,
  write: false,
  passResults: false,
  check: false,
  format: 'pretty',
  rules: [],
  stdin: false,
  exitNonZeroOnFix: false,
  quiet: false,
  color: true,
};

describe('parseOptions', () => {
  it.each([
    [[], {}],
    [['src', 'lib/a.ts'], { paths: ['src', 'lib/a.ts'] }],
    [['--write', 'src'], { write: true, paths: ['src'] }],
    [['--check'], { check: true }],
    [['--style', 'flow'], { style: 'flow' }],
    [['--style=link'], { style: 'link' }],
    [['--link-error', './jobs#failed:fail'], { linkError: './jobs#failed:fail' }],
    [['--evidence', 'all'], { evidence: 'all' }],
    [['--scope', 'handlers'], { scope: 'handlers' }],
    [['--format', 'json', '--output', 'out.json'], { format: 'json', output: 'out.json' }],
    [['--config', 'x.json'], { config: 'x.json' }],
    [['--stdin', '--stdin-filename', 'a.tsx'], { stdin: true, stdinFilename: 'a.tsx' }],
    [['--rule', 'prefer-chord', '--rule=prefer-chain', '--rule', 'prefer-chord'], { rules: ['prefer-chord', 'prefer-chain'] }],
    [['--explain', 'prefer-chain'], { explain: 'prefer-chain' }],
    [['--pass-results'], { passResults: true }],
    [['--exit-non-zero-on-fix', '--quiet', '--no-color'], { exitNonZeroOnFix: true, quiet: true, color: false }],
    [['-h'], { help: true }],
    [['-v'], { version: true }],
    [['--', '--write'], { paths: ['--write'] }],
    [['--style', 'pipe', '--style', 'flow'], { style: 'flow' }],
    [['--output=-x.json'], { output: '-x.json' }],
  ])('reads %j', (argv, expected) => {
    expect(parseOptions(argv)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each([
    [['--wriet'], 'unknown option --wriet; did you mean --write?'],
    [['--wri'], 'unknown option --wri; did you mean --write?'],
    [['--exit-zero'], /^unknown option --exit-zero/],
    [['--zzzzzzzz'], 'unknown option --zzzzzzzz'],
    [['-x'], 'unknown option -x'],
    [['--constructor'], 'unknown option --constructor'],
    [['--style', 'chian'], '--style chian: must be one of chain, pipe, flow, link; did you mean chain?'],
    [['--evidence', 'unlikely'], '--evidence unlikely: must be one of proven, indicated, possible, all'],
    [['--scope', 'x'], '--scope x: must be one of application, handlers, all'],
    [['--format', 'xml'], '--format xml: must be one of pretty, json'],
    [['--style'], '--style needs a value'],
    [['--style', '--write'], '--style needs a value'],
    [['--config='], '--config needs a value'],
    [['--write=yes'], '--write takes no value'],
    [['--write', '--check'], '--write and --check contradict each other'],
    [['--stdin', 'src'], '--stdin takes no paths; name the text with --stdin-filename'],
    [['--stdin-filename', 'a.ts'], '--stdin-filename needs --stdin'],
    [['--interactive'], '--interactive is not in this version'],
    [['-i'], '-i is not in this version'],
    [['--staged'], '--staged is not in this version'],
    [['--since', 'main'], '--since is not in this version'],

    [['--rule', 'prefer-chian'], /^--rule prefer-chian: must be one of prefer-chain, .*; did you mean prefer-chain\?$/],
    [['--rule'], '--rule needs a value'],
    [['--explain', 'no-such-rule-at-all'], /^--explain no-such-rule-at-all: must be one of prefer-chain, [^;]*$/],
    [['--format', 'sarif'], '--format sarif is not in this version'],
    [['--format', 'github'], '--format github is not in this version'],
    [['--format', 'html'], '--format html is not in this version'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
      }),
    );
  });

  it('has every option in the help', () => {
    for (const option of [
      '--write',
      '--check',
      '--style',
      '--link-error',
      '--evidence',
      '--scope',
      '--format',
      '--output',
      '--config',
      '--stdin',
      '--stdin-filename',
      '--exit-non-zero-on-fix',
      '--quiet',
      '--no-color',
      '--help',
      '--version',
    ]) {
      expect(HELP).toContain(`${option} `);
    }
    expect(Math.max(...HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
