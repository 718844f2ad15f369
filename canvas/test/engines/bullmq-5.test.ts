import { testInBulk } from './bullmq.js';

testInBulk(5);
