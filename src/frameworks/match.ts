import type { FunctionNode } from '../readers/ecmascript/estree.js';
import { staticName, unwrapped } from '../readers/ecmascript/estree.js';
import type { Module } from '../readers/ecmascript/module.js';
import { pathFrom } from '../paths.js';
import type { Resolver } from '../resolve/origin.js';
import { createDependencies } from './dependencies.js';
import { Provenances } from './provenance.js';
import type { HandlerRow, RowConfidence } from './schema.js';
import { confidenceOfRoutine, confidenceOfUse } from './signals.js';
import type { Subject } from './signals.js';
import { usesOf } from './uses.js';
import type { Use } from './uses.js';

/** A row that a routine fits, and how surely: what was seen, and never more than the row is worth. */
export interface Match {
  readonly row: HandlerRow;
  readonly confidence: RowConfidence;
}

export interface MatcherOptions {
  readonly resolver: Resolver;
  readonly rows: readonly HandlerRow[];
  /** Absolute path of the folder that globs and roles by path count from. */
  readonly root: string;
}

const CONFIDENCES: readonly RowConfidence[] = ['strong', 'medium', 'weak'];

/**
 * Looks for the row that a routine fits best: the surest, of equally sure ones that of the use nearest to the function.
 * @returns undefined where none does
 */
export function createMatcher({ resolver, rows, root }: MatcherOptions): (routine: FunctionNode, module: Module) => Match | undefined {
  const dependencies = createDependencies();
  const methods = new Set(rows.flatMap(({ signal }) => (signal.kind === 'call' ? signal.methods : [])));
  const others = rows.filter(({ signal }) => signal.kind !== 'call');

  return (routine, module) => {
    const subject: Subject = { routine, module, path: pathFrom(root, module.path), provenances: new Provenances(resolver) };
    let best: Match | undefined;
    /** Says whether nothing better can come. */
    const consider = (row: HandlerRow, seen: RowConfidence | undefined): boolean => {
      if (seen === undefined) return false;
      const confidence = weaker(seen, row.confidence ?? 'strong');
      if (best !== undefined && CONFIDENCES.indexOf(confidence) >= CONFIDENCES.indexOf(best.confidence)) return false;
      if (row.requires !== undefined && !dependencies.includeOneOf(row.requires, module.path)) return false;
      best = { row, confidence };
      return confidence === 'strong';
    };

    for (const row of others) if (consider(row, confidenceOfRoutine(row.signal, subject))) return best;
    for (const use of usesOf(routine, module)) {
      // Most calls that a function is given to are of methods that no row knows.
      const candidates = mayBeCall(use, methods) ? rows : others;
      for (const row of candidates) if (consider(row, confidenceOfUse(row.signal, use, subject))) return best;
    }
    return best;
  };
}


function weaker(a: RowConfidence, b: RowConfidence): RowConfidence {
  return CONFIDENCES.indexOf(a) > CONFIDENCES.indexOf(b) ? a : b;
}

function mayBeCall(use: Use, methods: ReadonlySet<string>): boolean {
  if (use.kind !== 'argument') return false;
  // A deep key's call may stand further out than the use.
  if (use.keys.length > 0) return true;
  const callee = unwrapped(use.call.callee);
  const name = callee.type === 'MemberExpression' ? staticName(callee.property, callee.computed) : undefined;
  return name !== undefined && methods.has(name);
}
