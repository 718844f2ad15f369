import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig, checkSettings } from '../../src/config/schema.js';
import { findConfig } from '../../src/config/config.js';
import { findJsonErrorLine } from '../../src/config/json-error.js';
import { folderWith } from '../cli/helpers.js';

describe('findConfig', () => {
  it('finds the nearest upwards', () => {
    const folder = folderWith({
      'fix-chains.config.json': '{ "scope": "all" }',
      'a/package.json': '{ "name": "a", "fixChains": { "evidence": "proven", "style": "flow" } }',
      'a/b/c/': '',
      'd/package.json': '{ "name": "d" }',
    });
    expect(findConfig(join(folder, 'a/b/c'))).toEqual({ folder: join(folder, 'a'), config: { evidence: 'proven', styles: ['flow'] } });
    expect(findConfig(join(folder, 'd'))).toEqual({ folder, config: { scope: 'all' } });
  });

  it('takes the file beside a package.json first', () => {
    const folder = folderWith({ 'fix-chains.config.json': '{"scope":"all"}', 'package.json': '{"fixChains":{"scope":"handlers"}}' });
    expect(findConfig(folder)?.config).toEqual({ scope: 'all' });
  });

  it('takes the given file, a byte-order mark and a schema included', () => {
    const folder = folderWith({
      'x/my.json': '\uFEFF{"$schema":"s.json","ignore":["dist"],"linkError":"onFail"}',
      'package.json': '{"fixChains":{"scope":"all"}}',
    });
    expect(findConfig(folder, 'x/my.json')).toEqual({
      folder: join(folder, 'x'),
      config: { $schema: 's.json', ignore: ['dist'], linkError: 'onFail' },
    });
    expect(findConfig(folder, 'package.json')?.config).toEqual({ scope: 'all' });
  });

  it('leaves a broken package.json alone that does not speak of it', () => {
    expect(findConfig(folderWith({ 'package.json': '{ broken' }))).toBeUndefined();
  });

  it.each([
    [
      'no JSON',
      { 'fix-chains.config.json': '{\n  "scope": "all",\n  "evidence" "proven"\n}' },
      'fix-chains.config.json:3: is not valid JSON from here on',
    ],
    ['empty', { 'fix-chains.config.json': '' }, 'fix-chains.config.json:1: is not valid JSON from here on'],
    ['package.json', { 'package.json': '{\n"fixChains": {},\n}' }, 'package.json:3: is not valid JSON from here on'],
    ['a folder', { 'fix-chains.config.json/': '' }, 'fix-chains.config.json: is a folder, not a file'],
    ['bad key', { 'fix-chains.config.json': '{"scpoe":"all"}' }, 'fix-chains.config.json: scpoe: is no known key; did you mean scope?'],
    [
      'bad value',
      { 'package.json': '{"fixChains":{"scope":"al"}}' },
      'package.json: scope: must be one of application, handlers, all; did you mean all?',
    ],
    [
      'both',
      { 'fix-chains.config.json': '{"style":"flow","styles":["flow"]}' },
      'fix-chains.config.json: style: say either style or styles',
    ],
    ['no styles', { 'fix-chains.config.json': '{"styles":[]}' }, 'fix-chains.config.json: styles: must name one style at least'],
  ])('says what is wrong: %s', (_name, files, message) => {
    expect(() => findConfig(folderWith(files))).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('says that the given file is not there', () => {
    expect(() => findConfig(folderWith({}), 'my.json')).toThrow('my.json: no such file or folder');
  });
});

describe('checkConfig', () => {
  it.each([
    [{}],
    [
      {
        dispatchers: [
          {
            from: 'package',
            name: 'fire',
            package: '@acme/jobs',
            task: 0,
            payload: [1],
            options: 2,
            library: 'bullmq',
            signature: 'fireSignature',
          },
        ],
      },
    ],
    [{ dispatchers: [{ from: 'file', name: 'Jobs.run', path: 'src/jobs', task: 'run' }] }],
    [
      {
        handlers: [
          {
            framework: 'own',
            role: 'request',
            signal: { kind: 'call', from: { packages: ['x'] }, methods: ['on'], path: 'required', at: { args: [1] } },
          },
        ],
      },
    ],
    [
      {
        handlers: [{ framework: 'own', role: 'job', requires: ['x'], confidence: 'weak', signal: { kind: 'names', parameters: ['req'] } }],
      },
    ],
    [{ handlers: [{ framework: 'own', role: 'event', signal: { kind: 'wrap', calleeName: '^on[A-Z]', at: { args: 'any' } } }] }],
    [
      {
        handlers: [
          {
            framework: 'own',
            role: 'request',
            signal: { kind: 'type', from: { packages: ['x'], names: ['Req'] }, parameters: [['Req', 0]] },
          },
        ],
      },
    ],
  ])('accepts %j', (config) => {
    expect(checkConfig(config)).toBeUndefined();
  });

  it.each([
    [[], 'the configuration: must be an object'],
    [null, 'the configuration: must be an object'],
    ['x', 'the configuration: must be an object'],
    [{ evidence: 1 }, 'evidence: must be one of proven, indicated, possible, all'],
    [{ linkError: '' }, 'linkError: must be a text'],
    [{ ignore: 'dist' }, 'ignore: must be an array'],
    [{ ignore: ['dist', 1] }, 'ignore[1]: must be a text'],
    [{ styles: ['chain', 'flwo'] }, 'styles[1]: must be one of chain, pipe, flow, link; did you mean flow?'],
    [{ dispatchers: [{ from: 'npm' }] }, 'dispatchers[0].from: must be one of package, file'],
    [{ dispatchers: [{ from: 'package', name: 'x' }] }, 'dispatchers[0].package: is missing'],
    [
      { dispatchers: [{ from: 'file', name: 'x', path: 'y', payload: [-1] }] },
      "dispatchers[0].payload[0]: must be an argument's position, counted from 0",
    ],
    [
      { dispatchers: [{ from: 'file', name: 'x', path: 'y', task: true }] },
      "dispatchers[0].task: must be the position of the task's name, or the name",
    ],
    [{ dispatchers: [7] }, 'dispatchers[0]: must be an object'],
    [
      { handlers: [{ framework: 'x', role: 'handler', signal: { kind: 'directive', text: 'x' } }] },
      /^handlers\[0\]\.role: must be one of request, /,
    ],
    [
      { handlers: [{ framework: 'x', role: 'request', signal: { kind: 'calls' } }] },
      /^handlers\[0\]\.signal\.kind: must be one of call, .*did you mean call\?$/,
    ],
    [
      { handlers: [{ framework: 'x', role: 'request', signal: { kind: 'wrap', calleeName: '(', at: {} } }] },
      /^handlers\[0\]\.signal\.calleeName: Invalid regular expression/,
    ],
    [{ ['__proto__x']: 1 }, '__proto__x: is no known key'],
    [JSON.parse('{"constructor":1}'), 'constructor: is no known key'],
  ])('refuses %j', (config, message) => {
    expect(checkConfig(config)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('knows which keys ESLint settings have', () => {
    expect(checkSettings({ dispatchers: [] })).toBeUndefined();
    expect(checkSettings({ scope: 'all' })).toBe('scope: is no known key');
  });
});

describe('findJsonErrorLine', () => {
  it.each([
    ['{\n"a": 1\n"b": 2}', 3],
    ['{\n"a": 1,\n}', 3],
    ['// c\n{}', 1],
    ['{}\n{}', 2],
    ['{"a":\n\n nope}', 3],
    ['[1,\n2\n', 3],
    ['{"a": "x\ny"}', 1],
    ["{\n'a': 1}", 2],
    ['{"a": [1, {"b": null}],\n "c": -1.5e3, "d" : true x}', 2],
    ['', 1],
  ])('%j', (text, line) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(findJsonErrorLine(text)).toBe(line);
  });
});
