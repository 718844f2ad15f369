/** `c.linkError(e);` as a statement: chains and signatures of task-canvas are frozen, and each method gives a new one. */
import type { Check } from './problem.js';
import { wordsFor } from './problem.js';

export const checkDropped: Check = ({ canvas }) =>
  (canvas.dropped ?? [])
    .filter(({ name }) => name === 'linkError')
    .map((call) => ({
      span: call.span,
      message: `\`linkError\` gives a new chain and leaves ${wordsFor(canvas)} as it is: what it gives is not used here, and nobody hears that a step fails. Dispatch what it gives.`,
      suggestions: [],
    }));
