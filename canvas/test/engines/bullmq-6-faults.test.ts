import { vi } from 'vitest';
import { testFaults } from './bullmq-faults.js';

vi.mock('bullmq', () => import('bullmq-6'));

testFaults(6);
