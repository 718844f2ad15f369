import { describe, expect, it } from 'vitest';
import { areResultsKept, areResultsStored, resultsIn, storageIn } from '../../../src/libraries/celery/result-backend.js';

describe('resultsIn', () => {
  it.each([
    ["CELERY_RESULT_BACKEND = 'redis://localhost/0'", 'kept'],
    ['result_backend = "db+sqlite:///results.db"  # kept', 'kept'],
    ["app.conf.result_backend = f'redis://{HOST}'", 'kept'],
    ["app = Celery('shop', broker=URL, backend='rediss://x')", 'kept'],
    ["app = Celery('shop', backend=settings.REDIS_URL)", 'kept'],
    ["app.conf.update(\n    result_backend='django-db',\n)", 'kept'],
    ["CONFIG = {\n    'result_backend': 'redis://',\n}", 'kept'],
    ["CELERY_RESULT_BACKEND = env('CELERY_RESULT_BACKEND', default='redis://localhost')", 'kept'],
    ["CELERY['RESULT_BACKEND'] = REDIS_URL", 'kept'],
    ['CELERY_RESULT_BACKEND = None', 'lost'],
    ["CELERY_RESULT_BACKEND = 'rpc://'", 'lost'],
    ["CELERY_RESULT_BACKEND = env('CELERY_RESULT_BACKEND')", 'lost'],
    ['CELERY_RESULT_BACKEND = BROKER_URL', 'lost'],
    ["CELERY_RESULT_BACKEND = 'redis://'\nCELERY_TASK_IGNORE_RESULT = True", 'lost'],
    ["task_ignore_result = True", 'lost'],
    ["app = Celery('shop')", undefined],
    ['if CELERY_RESULT_BACKEND == "redis://": pass', undefined],
    ['', undefined],
  ])('%s: %s', (text, expected) => {
    expect(resultsIn(text)).toBe(expected);
  });
});

describe('areResultsKept', () => {
  it.each<[readonly ('kept' | 'lost')[], boolean]>([
    [[], false],
    [['kept'], true],
    [['kept', 'lost'], false],
    [['lost'], false],
  ])('%j: %s', (texts, expected) => {
    expect(areResultsKept(texts)).toBe(expected);
  });
});

describe('storageIn', () => {
  it.each([
    ["CELERY_RESULT_BACKEND = 'redis://localhost/0'", 'stored'],
    ['CELERY_RESULT_BACKEND = BROKER_URL', 'stored'],
    ["CELERY_RESULT_BACKEND = env('CELERY_RESULT_BACKEND')", 'stored'],
    ["CELERY_RESULT_BACKEND = 'redis://'\nCELERY_TASK_IGNORE_RESULT = False", 'stored'],
    ['CELERY_RESULT_BACKEND = None', 'dropped'],
    ["CELERY_RESULT_BACKEND = 'rpc://'", 'dropped'],
    ["CELERY_RESULT_BACKEND = ''", 'dropped'],
    ["CELERY_RESULT_BACKEND = 'redis://'\nCELERY_TASK_IGNORE_RESULT = config('IGNORE', default=True)", 'dropped'],
    ['task_ignore_result = True', 'dropped'],
    ["app = Celery('shop')", undefined],
  ])('%s: %s', (text, expected) => {
    expect(storageIn(text)).toBe(expected);
  });
});

describe('areResultsStored', () => {
  it.each<[readonly ('stored' | 'dropped')[], boolean]>([
    [[], false],
    [['stored'], true],
    [['stored', 'dropped'], false],
  ])('%j: %s', (texts, expected) => {
    expect(areResultsStored(texts)).toBe(expected);
  });
});
