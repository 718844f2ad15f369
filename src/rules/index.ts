/** The rules of the canvas; `prefer-chain` and `prefer-chord` report findings and stand beside them. */
import dispatchOnCommit from './dispatch-on-commit.js';
import flowFailurePolicy from './flow-failure-policy.js';
import noBlockingResult from './no-blocking-result.js';
import noCleanupStep from './no-cleanup-step.js';
import noLostOptions from './no-lost-options.js';
import preferGroup from './prefer-group.js';
import requireLinkError from './require-link-error.js';
import type { CanvasRule } from './rule.js';
import validLinkError from './valid-link-error.js';
import validSignature from './valid-signature.js';

/** A rule whose options are not looked into. */
export type AnyCanvasRule = CanvasRule;

export const CANVAS_RULES: readonly AnyCanvasRule[] = [dispatchOnCommit, flowFailurePolicy, noBlockingResult, noCleanupStep, noLostOptions, preferGroup, requireLinkError, validLinkError, validSignature];
