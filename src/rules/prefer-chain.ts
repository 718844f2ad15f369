import { STYLES } from '../analysis/edit.js';
import { DEFAULT_REPORT_OPTIONS } from '../settings.js';
import { createFindingRule, FINDING_OPTIONS } from './findings.js';

export default createFindingRule({
  name: 'prefer-chain',
  description: 'require background tasks that share an argument to be queued as a chain',
  titles: {
    chain: 'Queue them as one chain: `chain(…).delay()`',
    pipe: 'Queue them as one chain, step by step in a pipe',
    flow: "Queue them as one flow of BullMQ's own FlowProducer",
    link: 'Queue the later ones by `link` of the first',
  },
  options: {
    ...FINDING_OPTIONS,
    styles: { type: 'array', items: { enum: [...STYLES] }, uniqueItems: true, description: 'The styles to suggest, in this order' },
    linkError: {
      type: 'string',
      description: 'An error callback for every chain: a variable in the file, or `<module>#<variable>`; for BullMQ followed by `:<job name>`',
    },
    passResults: { type: 'boolean', description: "Hand each result on to the next task where the tasks' parameters allow it (Celery)" },
  },
  defaults: { ...DEFAULT_REPORT_OPTIONS, styles: [...DEFAULT_REPORT_OPTIONS.styles], passResults: false },
  strict: { evidence: 'all' },
});
