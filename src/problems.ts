/** What could not be done, for stderr. Any problem makes the exit code 2. */
export interface Problem {
  /** As shown: relative to the working directory. */
  readonly file?: string;
  readonly line?: number;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** A mistake of the user's that stops the whole run: shown as one plain message, without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One line for stderr: `src/a.ts:3: Unexpected token`. */
export function renderProblem({ file, line, message }: Problem): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${String(line)}`}: `;
  return `fix-chains: ${place}${message}`;
}

/** Why the system refused, in plain words; the system's own words where it has none here. */
export function causeOf(error: unknown): string {
  const code = codeOf(error);
  const words = code === undefined ? undefined : CAUSES[code];
  if (words !== undefined) return words;
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOENT`), where the error has one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a folder, not a file',
  ELOOP: 'too many symbolic links',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large',
};
