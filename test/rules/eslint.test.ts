/** A rule of the canvas in ESLint, by one that needs no library: it reports a word. */
import type { CanvasRule } from '../../src/rules/rule.js';
import { testRule } from '../support/canvas-rules.js';

interface Options {
  readonly word: string;
}

const noTodo: CanvasRule<Options> = {
  name: 'no-word',
  description: 'disallow a word',
  set: 'recommended',
  type: 'suggestion',
  hasSuggestions: true,
  options: { word: { type: 'string', description: 'The word' } },
  defaults: { word: 'todo' },
  check: ({ text }, { word }) =>
    [...text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))].map(({ index }) => ({
      span: { start: index, end: index + word.length },
      message: `\`${word}\` is not done.`,
      routine: { name: 'f', role: text.startsWith('test(') ? 'test' : 'service' },
      library: 'none',
      suggestions: [{ title: `Say that \`${word}\` is done`, edits: [{ span: { start: index, end: index + word.length }, text: 'done' }] }],
    })),
};

const reported = (line: number, column: number, output: string) => ({
  message: '`todo` is not done.',
  line,
  column,
  endLine: line,
  endColumn: column + 4,
  suggestions: [{ desc: 'Say that `todo` is done', output }],
});

const ecmascript = {
  valid: [
    { name: 'without the word', code: 'queue.add(1);\n' },
    { name: 'silenced with a reason', code: 'queue.add(\n  todo, // fix-chains: ignore no-word -- later\n);\n' },
    { name: 'silenced above the statement, for every rule', code: '/* fix-chains: ignore -- later */\nqueue.add(\n  todo,\n);\n' },
    { name: 'in a test', code: "test('it', () => {\n  queue.add(todo);\n});\n" },
    { name: 'another word is meant', code: 'queue.add(todo);\n', options: { word: 'later' } },
  ],
  invalid: [
    {
      name: 'a comment without a reason silences nothing, and is told so',
      code: '// fix-chains: ignore no-word\nqueue.add(todo);\n',
      errors: [{ ...reported(2, 11, '// fix-chains: ignore no-word\nqueue.add(done);\n'), message: /^`todo` is not done\. The comment `fix-chains: ignore` silences this only with a reason: `fix-chains: ignore no-word -- reason`\.$/ }],
    },
    { name: 'each place', code: 'queue.add(todo);\n', errors: [reported(1, 11, 'queue.add(done);\n')] },
  ],
};

testRule(noTodo, {
  python: {
    valid: [
      { name: 'without the word', code: 'task.delay(1)\n' },
      { name: 'silenced with a reason', code: '# fix-chains: ignore no-word -- later\ntask.delay(todo)\n' },
      { name: 'silenced above the statement', code: '# fix-chains: ignore no-word -- later\ntask.delay(\n    todo,\n)\n' },
    ],
    invalid: [
      {
        name: 'each place, in the order of the text',
        code: 'task.delay(todo)\ntask.delay(1, todo)\n',
        errors: [reported(1, 12, 'task.delay(done)\ntask.delay(1, todo)\n'), reported(2, 15, 'task.delay(todo)\ntask.delay(1, done)\n')],
      },
    ],
  },
  typescript: ecmascript,
  javascript: ecmascript,
});
