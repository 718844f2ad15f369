import { CLASS_ROWS } from './rows/classes.js';
import { FILE_ROWS } from './rows/files.js';
import { HTTP_ROWS } from './rows/http.js';
import { JOB_ROWS } from './rows/jobs.js';
import { MESSAGE_ROWS } from './rows/messages.js';
import { PROCEDURE_ROWS } from './rows/procedures.js';
import { SERVERLESS_ROWS } from './rows/serverless.js';
import { TOOL_ROWS } from './rows/tools.js';
import type { HandlerRow } from './schema.js';

/** Every built-in row. Of equally sure matches at the same place the earlier row counts. */
export const HANDLER_ROWS: readonly HandlerRow[] = [
  ...HTTP_ROWS, ...CLASS_ROWS, ...FILE_ROWS, ...SERVERLESS_ROWS, ...PROCEDURE_ROWS, ...MESSAGE_ROWS, ...JOB_ROWS, ...TOOL_ROWS,
];
