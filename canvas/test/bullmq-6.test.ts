import { vi } from 'vitest';
import { testBullmq } from './bullmq.js';

vi.mock('bullmq', () => import('bullmq-6'));

testBullmq(6);
