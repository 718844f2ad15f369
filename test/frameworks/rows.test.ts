import { describe, expect, it } from 'vitest';
import { HANDLER_ROWS } from '../../src/frameworks/index.js';
import { CLASS_CASES } from './cases/classes.js';
import { FILE_CASES } from './cases/files.js';
import { HTTP_CASES } from './cases/http.js';
import { JOB_CASES, MESSAGE_CASES, TOOL_CASES } from './cases/others.js';
import { PROCEDURE_CASES } from './cases/procedures.js';
import { SERVERLESS_CASES } from './cases/serverless.js';
import { ask } from './lab.js';

const CASES = [
  ...HTTP_CASES, ...CLASS_CASES, ...FILE_CASES, ...SERVERLESS_CASES, ...PROCEDURE_CASES, ...MESSAGE_CASES, ...JOB_CASES, ...TOOL_CASES,
];

const answers = CASES.map((one) => ({ expected: one, answer: ask(one), name: `${one.framework}, ${one.role}: ${one.source}` }));

describe('rows', () => {
  it.each(answers)('$name', ({ expected, answer }) => {
    expect({ framework: answer.match?.row.framework, confidence: answer.match?.confidence, role: answer.role }).toEqual({
      framework: expected.framework,
      confidence: expected.confidence ?? 'strong',
      role: expected.role,
    });
  });

  it('each row was met by a case', () => {
    const met = new Set(answers.map(({ answer }) => answer.match?.row));
    expect(HANDLER_ROWS.filter((row) => !met.has(row))).toEqual([]);
  });

  it('are plain data, as users write them', () => {
    expect(JSON.parse(JSON.stringify(HANDLER_ROWS))).toEqual(HANDLER_ROWS);
  });
});
