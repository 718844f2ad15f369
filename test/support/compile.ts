import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.Preserve,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  // JavaScript says nothing of its parameters' types; what it calls is checked all the same.
  allowJs: true,
  checkJs: true,
};

const isJavaScript = (path: string): boolean => /\.jsx?$/.test(path);

/** A project's files, and the aliases of its tsconfig as absolute paths. */
export interface Compilation {
  readonly folder: string;
  readonly files: readonly string[];
  readonly paths: Readonly<Record<string, string[]>>;
}

/** The aliases that a project's tsconfig files declare, by what they stand for in that folder. */
export function aliasesIn(folder: string, tsconfig: string): Record<string, string[]> {
  const { config } = ts.readConfigFile(tsconfig, (path) => ts.sys.readFile(path)) as { config?: { compilerOptions?: ts.CompilerOptions } };
  const paths = config?.compilerOptions?.paths ?? {};
  return Object.fromEntries(Object.entries(paths).map(([alias, targets]) => [alias, targets.map((target) => join(folder, target))]));
}

/** Type-checks many projects, one after the other or together; what they have in common is read and parsed once. */
export class Compiler {
  readonly #libraries = new Map<string, ts.SourceFile | undefined>();

  /** What TypeScript says about projects that lie side by side: `shop/src/a.ts: Type 'string' is not …`. */
  errorsIn(compilations: readonly Compilation[]): string[] {
    const typed = compilations.map((compilation) => ({ ...compilation, files: compilation.files.filter((path) => !isJavaScript(path)) }));
    const untyped = compilations
      .filter(({ files }) => files.some(isJavaScript))
      .map((compilation) => ({ ...compilation, files: compilation.files.filter((path) => isJavaScript(path) || path.endsWith('.d.ts')) }));
    const alone = typed.filter(({ paths }) => Object.keys(paths).length > 0);
    const together = typed.filter(({ paths }) => Object.keys(paths).length === 0);
    return [
      ...[together, ...alone.map((compilation) => [compilation])].flatMap((group) => this.#errorsInGroup(group, true)),
      ...this.#errorsInGroup(untyped, false),
    ];
  }

  #errorsInGroup(group: readonly Compilation[], strict: boolean): string[] {
    const [first] = group;
    if (first === undefined) return [];
    const base = dirname(first.folder);
    const options = { ...OPTIONS, strict, paths: first.paths, typeRoots: [join(base, 'node_modules', '@types')] };
    const files = group.flatMap((compilation) => compilation.files);
    const program = ts.createProgram(files, options, this.#host(options));
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => render(diagnostic, base));
  }

  #host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    return {
      ...host,
      getSourceFile: (path, ...rest) => {
        if (!path.includes('/node_modules/')) return read(path, ...rest);
        if (!this.#libraries.has(path)) this.#libraries.set(path, read(path, ...rest));
        return this.#libraries.get(path);
      },
    };
  }
}

/** Without line numbers, which a rewrite moves. */
function render({ file, messageText }: ts.Diagnostic, base: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  return file === undefined ? message : `${relative(base, file.fileName)}: ${message}`;
}
