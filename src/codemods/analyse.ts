import type { Finding } from '../analysis/ir.js';
import type { Project } from '../project.js';
import { languageOf } from '../languages/index.js';
import type { SourceModule } from '../readers/module.js';
import type { Rewrite } from '../analysis/edit.js';
import type { ReportOptions } from '../settings.js';
import type { Analyse } from './fix-text.js';

/**
 * The analysis that the codemods apply: every finding of a file with its best rewrite, which is the one in the first style that is not
 * refused. A file that cannot be parsed has none.
 */
export function createAnalyse(project: Project, options: ReportOptions): Analyse {
  const told = new Map<string, string>();
  return (path, text, others) => {
    for (const [other, otherText] of others) {
      if (told.get(other) === otherText) continue;
      const parsed = languageOf(other)?.parse(other, otherText);
      if (parsed?.ok === true) project.setModule(parsed.module);
      told.set(other, otherText);
    }
    const parsed = languageOf(path)?.parse(path, text);
    if (parsed?.ok !== true) return [];
    const { module } = parsed;
    return project.findingsIn(module, options).flatMap((finding) => {
      const rewrite = bestRewrite(project, finding, module, options);
      return rewrite === undefined ? [] : [{ finding, rewrite }];
    });
  };
}

/** The rewrite in the first style that is not refused, else the first refusal; undefined only where no style is asked for. */
export function bestRewrite(project: Project, finding: Finding, module: SourceModule, options: ReportOptions): Rewrite | undefined {
  let refusal: Rewrite | undefined;
  for (const style of options.styles) {
    const rewrite = project.rewrite(finding, style, module, options);
    if (rewrite.kind === 'rewrite') return rewrite;
    refusal ??= rewrite;
  }
  return refusal;
}
