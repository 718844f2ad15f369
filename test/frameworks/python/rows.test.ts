import { describe, expect, it } from 'vitest';
import { PYTHON_HANDLER_ROWS } from '../../../src/frameworks/python/index.js';
import { DJANGO_CASES } from './cases/django.js';
import { HTTP_CASES } from './cases/http.js';
import { GRAPHQL_CASES, OTHER_CASES } from './cases/others.js';
import { ask } from './lab.js';

const answers = [...DJANGO_CASES, ...HTTP_CASES, ...GRAPHQL_CASES, ...OTHER_CASES].map((one) => ({
  expected: one,
  answer: ask(one),
  name: `${one.framework}, ${one.role}: ${one.source}`,
}));

describe('rows of Python', () => {
  it.each(answers)('$name', ({ expected, answer }) => {
    expect({ framework: answer.match?.row.framework, confidence: answer.match?.confidence, role: answer.role }).toEqual({
      framework: expected.framework,
      confidence: expected.confidence ?? 'strong',
      role: expected.role,
    });
  });

  it('each row was met by a case', () => {
    const met = new Set(answers.map(({ answer }) => answer.match?.row));
    expect(PYTHON_HANDLER_ROWS.filter((row) => !met.has(row))).toEqual([]);
  });

  it('are plain data', () => {
    expect(JSON.parse(JSON.stringify(PYTHON_HANDLER_ROWS))).toEqual(PYTHON_HANDLER_ROWS);
  });
});
