/** A dispatch inside of an open transaction: the worker may be faster than the commit. */
import type { Facts } from '../analysis/facts.js';
import { findEarlyWrite, type TransactionSite, type TransactionWrite, type WayOut } from '../analysis/transactions.js';
import type { CanvasRule, RuleReport, Suggestion } from './rule.js';

const rule: CanvasRule = {
  name: 'dispatch-on-commit',
  description: 'disallow dispatching inside an open database transaction what the transaction has written',
  set: 'recommended',
  type: 'problem',
  hasSuggestions: true,
  options: {},
  defaults: {},
  check: (facts) =>
    facts.transactions().flatMap((site) => {
      const write = findEarlyWrite(site);
      return write === undefined ? [] : [reportOf(site, write, facts)];
    }),
};

export default rule;

function reportOf(site: TransactionSite, write: TransactionWrite, facts: Facts): RuleReport {
  return {
    span: site.call,
    message: renderMessage(site, write),
    routine: site.routine,
    library: site.library,
    suggestions: site.waysOut.flatMap((way) => suggestionOf(way, facts) ?? []),
  };
}

function renderMessage({ task, transaction }: TransactionSite, write: TransactionWrite): string {
  const where = transaction.line === undefined ? `the request's transaction (\`${transaction.name}\`)` : `the transaction that \`${transaction.name}\` opens in line ${String(transaction.line)}`;
  return [
    `\`${task}\` is dispatched inside ${where}, after \`${write.text}\` in line ${String(write.line)} and before the commit.`,
    'A worker may start before the data is there, and runs even if the transaction is rolled back.',
    `Wait for the commit: ${transaction.advice}.`,
  ].join(' ');
}

function suggestionOf({ title, edits, imports }: WayOut, facts: Facts): Suggestion | undefined {
  const imported = imports.length === 0 ? { names: [], edits: [] } : facts.imports(imports);
  return imported === undefined ? undefined : { title, edits: [...imported.edits, ...edits(imported.names)] };
}
