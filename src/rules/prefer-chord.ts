import type { Style } from '../analysis/edit.js';
import { DEFAULT_REPORT_OPTIONS } from '../settings.js';
import { createFindingRule, FINDING_OPTIONS } from './findings.js';

/** A chord is written in one way in each library. */
const STYLES: readonly Style[] = ['chain', 'flow'];

const CHORD = 'Queue them as one chord: `chord([…], …).delay()`';

export default createFindingRule({
  name: 'prefer-chord',
  description: 'require a background task that needs all of several others to be queued as their chord',
  titles: { chain: CHORD, pipe: CHORD, flow: "Queue them as one flow of BullMQ's own FlowProducer, the last one above the others", link: CHORD },
  options: {
    scope: FINDING_OPTIONS.scope,
    evidence: { enum: ['proven', 'indicated'], description: FINDING_OPTIONS.evidence.description },
    linkError: { type: 'string', description: 'An error callback for every chord: a variable in the file, or `<module>#<variable>`' },
  },
  defaults: { ...DEFAULT_REPORT_OPTIONS, evidence: 'indicated', styles: STYLES },
});
