import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Census } from '../../src/analysis/common.js';
import { LANGUAGES } from '../../src/languages/index.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'census-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function censusOf(language: string, files: Readonly<Record<string, string>>): Census {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const found = LANGUAGES.find(({ id }) => id === language);
  if (found === undefined) throw new Error(language);
  return found.createFront(root, {}).census();
}

describe('the census of a project', () => {
  it('counts every dispatch of Python, each name once, and none of its tests', () => {
    const task = 'from celery import shared_task\n\n\n@shared_task\ndef bill(tenant_id, what):\n    pass\n';
    const census = censusOf('python', {
      'tasks.py': task,
      'views.py': 'from tasks import bill\n\n\ndef one(tenant_id, month):\n    bill.delay(tenant_id, month)\n\n\ndef two(tenant):\n    bill.apply_async((tenant.id, tenant.pk))\n',
      'tests/test_views.py': 'from tasks import bill\n\n\ndef test(tenant_id):\n    bill.delay(tenant_id, 1)\n',
      'broken.py': 'from tasks import bill\n\n\ndef one(tenant_id):\n    bill.delay(tenant_id, (\n',
    });
    expect([census.dispatches, census.carrying('tenant'), census.carrying('month'), census.carrying('what')]).toEqual([2, 2, 1, 0]);
  });

  it('counts every dispatch of TypeScript', () => {
    const census = censusOf('ecmascript', {
      'queue.ts': "import { Queue } from 'bullmq';\nexport const bills = new Queue('bills');\n",
      'one.ts': "import { bills } from './queue';\nexport async function one(tenantId: string) {\n  await bills.add('bill', { tenantId });\n}\n",
      'two.ts': "import { bills } from './queue';\nexport const two = async (user: { id: string }) => {\n  await bills.add('bill', { tenant: user.id });\n};\n",
      'set.ts': 'export function three(tenantId: string, seen: Set<string>) {\n  seen.add(tenantId);\n}\n',
    });
    expect([census.dispatches, census.carrying('tenant'), census.carrying('user')]).toEqual([2, 2, 1]);
  });
});
