import type { Facts } from './analysis/facts.js';
import type { Knowledge } from './analysis/footprint.js';
import { silenceOf } from './analysis/ignoring.js';
import { CONFIDENCES, type Dispatch, type Finding } from './analysis/ir.js';
import { isInScope } from './analysis/scope.js';
import { isFounded, weigh } from './analysis/evidence.js';
import { ruleOf } from './analysis/rule-of.js';
import { findRuns, isSilenced } from './analysis/runs.js';
import { LANGUAGES } from './languages/index.js';
import type { Front } from './languages/language.js';
import { pathFrom } from './paths.js';
import type { SourceModule } from './readers/module.js';
import type { Rewrite, Style } from './analysis/edit.js';
import type { CanvasRule, RuleReport } from './rules/rule.js';
import type { EvidenceLevel, ProjectSettings, ReportOptions, RewriteOptions, Scope } from './settings.js';

/** A folder of code under one set of settings: what the rule, the codemods and the command line ask. */
export interface Project {
  /**
   * The findings of a module, in source order: scope, evidence and silencing comments applied. The module's text counts ahead of what
   * is on disk, so an editor's buffer can be given.
   */
  findingsIn(module: SourceModule, options: ReportOptions): Finding[];
  /**
   * What a rule of the canvas reports of a module, in source order: silencing comments applied.
   * @param scope what stands in tests is left out unless it is `all`
   */
  reportsIn<Options extends object>(module: SourceModule, rule: CanvasRule<Options>, options: Options, scope?: Scope): readonly RuleReport[];
  /** What a finding of that module becomes in a style. */
  rewrite(finding: Finding, style: Style, module: SourceModule, options?: RewriteOptions): Rewrite;
  /** Takes a module's text ahead of what is on disk, for the findings of other modules that import it. */
  setModule(module: SourceModule): void;
  /** Names of the functions and methods of a module that are dispatchers themselves: files that call them may hold runs. */
  dispatcherNamesOf(module: SourceModule): string[];
}

/**
 * @param root absolute path of the folder that relative paths of the settings count from
 */
export function createProject(root: string, settings: ProjectSettings = {}): Project {
  const fronts = new Map<string, Front>();

  const frontOf = ({ language }: SourceModule): Front => frontFor(language);

  const frontFor = (id: string): Front => {
    const known = fronts.get(id);
    if (known !== undefined) return known;
    const language = LANGUAGES.find((each) => each.id === id);
    if (language === undefined) throw new Error(`no language is called ${id}`);
    const front = language.createFront(root, settings);
    fronts.set(id, front);
    return front;
  };

  const knowledgeOf = (dispatch: Dispatch, module: SourceModule): Knowledge => {
    const known = frontOf(module).knowledgeOf(dispatch, module);
    if (known.kind !== 'elsewhere') return known;
    for (const language of LANGUAGES) {
      const other = language.id === module.language ? undefined : frontFor(language.id).knowledgeNamed(known);
      if (other !== undefined) return other;
    }
    return { kind: 'unread', reason: `\`${known.name}\` has no consumer in this project` };
  };

  /** Every rule asks for the facts of the module that is being looked at. */
  let facts = new WeakMap<SourceModule, Facts>();

  const factsOf = (module: SourceModule): Facts => {
    const known = facts.get(module) ?? frontOf(module).factsOf(module);
    facts.set(module, known);
    return known;
  };

  /** The report unless a comment silences it; with a word on why one does not. */
  const audible = (report: RuleReport, rule: string, module: SourceModule): readonly RuleReport[] => {
    const { start } = report.span;
    switch (silenceOf(rule, [start, frontOf(module).statementStartAt(module, start)], module)) {
      case 'silenced':
        return [];
      case 'reason missing':
        return [{ ...report, message: `${report.message} The comment \`fix-chains: ignore\` silences this only with a reason: \`fix-chains: ignore ${rule} -- reason\`.` }];
      case undefined:
        return [report];
    }
  };

  return {
    setModule: (module) => {
      facts = new WeakMap();
      frontOf(module).setModule(module);
    },
    findingsIn(module, options) {
      return findRuns(frontOf(module).read(module))
        .filter((run) => options.rules?.includes(ruleOf({ run })) !== false)
        .filter((run) => isInScope(run.routine.role, options.scope) && !isSilenced(run))
        .map((run) =>
          weigh(
            run,
            run.dispatches.map((dispatch) => knowledgeOf(dispatch, module)),
            { nameFile: (path) => pathFrom(root, path), census: () => frontOf(module).census() },
          ),
        )
        .filter((finding) => isFounded(finding) && isReported(finding.evidence.confidence, options.evidence));
    },
    reportsIn(module, rule, options, scope = 'application') {
      return rule
        .check(factsOf(module), options)
        .filter(({ routine }) => routine.role !== 'test' || scope === 'all')
        .flatMap((report) => audible(report, rule.name, module))
        .sort((a, b) => a.span.start - b.span.start);
    },
    rewrite: (finding, style, module, options = {}) => frontOf(module).rewrite(finding, style, module, options),
    dispatcherNamesOf: (module) => frontOf(module).dispatcherNamesOf(module),
  };
}

const projects = new Map<string, Project>();

/** The project of a folder and its settings; one and the same for equal ones, so that a long-lived process keeps what it has read. */
export function projectAt(root: string, settings: ProjectSettings): Project {
  const key = `${root}\0${JSON.stringify(settings)}`;
  const known = projects.get(key) ?? createProject(root, settings);
  projects.set(key, known);
  return known;
}

function isReported(confidence: Finding['evidence']['confidence'], weakest: EvidenceLevel): boolean {
  return weakest === 'all' || CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(weakest);
}
