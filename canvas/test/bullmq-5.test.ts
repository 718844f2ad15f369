import { testBullmq } from './bullmq.js';

testBullmq(5);
