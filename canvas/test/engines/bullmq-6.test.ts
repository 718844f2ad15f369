import { vi } from 'vitest';
import { testInBulk } from './bullmq.js';

vi.mock('bullmq', () => import('bullmq-6'));

testInBulk(6);
