import { runCli } from '../../src/cli/cli.js';

/** How a run of the command ended, and what it said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a folder, as if nobody were at the terminal. */
export async function runCommand(args: readonly string[], cwd: string): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const code = await runCli(args, {
    cwd,
    environment: {},
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
    readStdin: () => Promise.resolve(Buffer.of()),
  });
  return { code, ...output };
}
