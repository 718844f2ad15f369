import { DJANGO_ROWS } from './rows/django.js';
import { GRAPHQL_ROWS } from './rows/graphql.js';
import { HTTP_ROWS } from './rows/http.js';
import { OTHER_ROWS } from './rows/others.js';
import type { PythonHandlerRow } from './schema.js';

/** Every built-in row of Python. Of equally sure matches the earlier row counts. */
export const PYTHON_HANDLER_ROWS: readonly PythonHandlerRow[] = [...OTHER_ROWS, ...HTTP_ROWS, ...GRAPHQL_ROWS, ...DJANGO_ROWS];
