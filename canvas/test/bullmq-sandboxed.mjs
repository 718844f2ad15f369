import { previousResult } from 'task-canvas/bullmq';

export default (job) => previousResult(job);
