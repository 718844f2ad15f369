import { CONFIDENCES, type Finding } from './analysis/ir.js';
import { isInScope } from './analysis/scope.js';
import { weigh } from './analysis/evidence.js';
import { findRuns, isSilenced } from './analysis/runs.js';
import { createNestFlowProducers } from './codemods/nest.js';
import { HANDLER_ROWS } from './frameworks/index.js';
import { createRoleFinder } from './frameworks/roles.js';
import { LIBRARIES } from './libraries/index.js';
import { createRecogniser } from './libraries/recognise.js';
import type { Module } from './readers/ecmascript/module.js';
import { readSource } from './readers/ecmascript/routines.js';
import { createResolver } from './resolve/resolver.js';
import type { Rewrite, Style } from './rewrites/edit.js';
import { renderRewrite } from './rewrites/render.js';
import type { EvidenceLevel, ProjectSettings, ReportOptions } from './settings.js';

/** A folder of code under one set of settings: what the rule, the codemods and the command line ask. */
export interface Project {
  /**
   * The findings of a module, in source order: scope, evidence and silencing comments applied. The module's text counts ahead of what
   * is on disk, so an editor's buffer can be given.
   */
  findingsIn(module: Module, options: ReportOptions): Finding[];
  /** What a finding of that module becomes in a style. `linkError`: see `ReportOptions`. */
  rewrite(finding: Finding, style: Style, module: Module, linkError?: string): Rewrite;
  /** Takes a module's text ahead of what is on disk, for the findings of other modules that import it. */
  setModule(module: Module): void;
  /** Names of the functions and methods of a module that are dispatchers themselves: files that call them may hold runs. */
  dispatcherNamesOf(module: Module): string[];
}

/**
 * @param root absolute path of the folder that relative paths of the settings count from
 */
export function createProject(root: string, settings: ProjectSettings = {}): Project {
  const resolver = createResolver({ root, libraries: LIBRARIES });
  const roleOf = createRoleFinder({ resolver, root, rows: [...HANDLER_ROWS, ...(settings.handlers ?? [])] });
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings, roleOf });

  const findInjectedFlowProducer = createNestFlowProducers();

  return {
    setModule: (module) => {
      resolver.setModule(module);
    },
    findingsIn(module, options) {
      resolver.setModule(module);
      return findRuns(readSource(module, recogniser))
        .filter((run) => isInScope(run.routine.role, options.scope) && !isSilenced(run))
        .map(weigh)
        .filter(({ evidence }) => isReported(evidence.confidence, options.evidence));
    },
    rewrite(finding, style, module, linkError) {
      resolver.setModule(module);
      return renderRewrite(finding, style, { module, resolver, findInjectedFlowProducer, ...(linkError === undefined ? {} : { linkError }) });
    },
    dispatcherNamesOf(module) {
      resolver.setModule(module);
      return recogniser.dispatcherNamesIn(module);
    },
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
