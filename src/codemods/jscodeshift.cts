// jscodeshift `require`s its transforms through Babel, which turns ES modules into CommonJS that Node then takes for ES modules. This file
// is CommonJS, and it loads the transform past Babel: code that is compiled here has an `import()` which Babel never saw.
module.exports = async (...args: readonly unknown[]): Promise<unknown> => {
  const { Script, constants } = process.getBuiltinModule('node:vm');
  const { join } = process.getBuiltinModule('node:path');
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  const load = new Script('(url) => import(url)', { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext() as (
    url: string,
  ) => Promise<{ default: (...args: readonly unknown[]) => unknown }>;
  const { default: transform } = await load(pathToFileURL(join(__dirname, 'jscodeshift.js')).href);
  return transform(...args);
};
