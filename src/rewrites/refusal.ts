import type { Hazard } from '../analysis/ir.js';

/** Thrown inside a renderer where a run cannot be rewritten; `renderRewrite` turns it into a refused rewrite. */
export class Refusal extends Error {
  readonly hazard: Hazard;

  constructor(hazard: Hazard) {
    super(hazard.message);
    this.name = 'Refusal';
    this.hazard = hazard;
  }
}

/** @throws {Refusal} always */
export function refuse(id: string, message: string): never {
  throw new Refusal({ effect: 'refuse', id, message });
}
