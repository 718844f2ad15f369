import { testFaults } from './bullmq-faults.js';

testFaults(5);
