import { createNestFlowProducers } from '../../rewrites/nest.js';
import { roleOfWholeFile } from '../../frameworks/files.js';
import { HANDLER_ROWS } from '../../frameworks/index.js';
import { createRoleFinder } from '../../frameworks/roles.js';
import { DISPATCH_NAMES, LIBRARIES } from '../../libraries/index.js';
import { createRecogniser } from '../../libraries/recognise.js';
import { ECMASCRIPT_EXTENSIONS, parseModule, type Module } from '../../readers/ecmascript/module.js';
import { readSource } from '../../readers/ecmascript/routines.js';
import { createResolver } from '../../resolve/resolver.js';
import { renderRewrite } from '../../rewrites/render.js';
import { findForeignChange } from '../../rewrites/verify.js';
import type { ProjectSettings } from '../../settings.js';
import type { Front, Language } from '../language.js';

/** TypeScript and JavaScript. */
export const ecmascript: Language<Module> = {
  id: 'ecmascript',
  extensions: ECMASCRIPT_EXTENSIONS,
  dispatchNames: [...DISPATCH_NAMES],
  packages: LIBRARIES.flatMap(({ packages }) => packages),
  followsWrappers: true,
  isTest: (path) => roleOfWholeFile(path) === 'test',
  parse: parseModule,
  createFront,
  findForeignChange,
};

function createFront(root: string, settings: ProjectSettings): Front<Module> {
  const resolver = createResolver({ root, libraries: LIBRARIES });
  const roleOf = createRoleFinder({ resolver, root, rows: [...HANDLER_ROWS, ...(settings.handlers ?? [])] });
  const recogniser = createRecogniser({ resolver, libraries: LIBRARIES, settings, roleOf });
  const findInjectedFlowProducer = createNestFlowProducers();

  return {
    setModule: (module) => {
      resolver.setModule(module);
    },
    read(module) {
      resolver.setModule(module);
      return readSource(module, recogniser);
    },
    rewrite(finding, style, module, { linkError }) {
      resolver.setModule(module);
      return renderRewrite(finding, style, { module, resolver, findInjectedFlowProducer, ...(linkError === undefined ? {} : { linkError }) });
    },
    dispatcherNamesOf(module) {
      resolver.setModule(module);
      return recogniser.dispatcherNamesIn(module);
    },
  };
}
