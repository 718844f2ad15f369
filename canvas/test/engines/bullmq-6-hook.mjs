// For `node --import`: `bullmq` is BullMQ 6, as vi.mock() makes it in tests.
import { register } from 'node:module';

const resolve = 'export const resolve = (name, context, next) => next(name === "bullmq" ? "bullmq-6" : name, context);';
register(`data:text/javascript,${encodeURIComponent(resolve)}`);
