import type { Format } from '../options.js';
import type { Result } from '../result.js';
import { renderJson } from './json.js';
import { renderPretty } from './pretty.js';
import type { Paint } from './paint.js';

/** How a report is to look. */
export interface ReportStyle {
  readonly paint: Paint;
  /** Show what the rewrites change. */
  readonly diffs: boolean;
  /** What paths are shown relative to. */
  readonly cwd: string;
}

/** One report a format: what is found, as text. */
export const REPORTS: Readonly<Record<Format, (result: Result, style: ReportStyle) => string | Promise<string>>> = {
  pretty: renderPretty,
  json: renderJson,
};
