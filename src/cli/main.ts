#!/usr/bin/env node
import { buffer } from 'node:stream/consumers';
import { runCli } from './cli.js';
import { codeOf, UsageError } from '../problems.js';

// Whoever reads our output may stop early (`fix-chains | head`); that is no mistake of anybody's.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') throw error;
  });
}

try {
  process.exitCode = await runCli(process.argv.slice(2), {
    cwd: process.cwd(),
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    readStdin: () => buffer(process.stdin),
  });
} catch (error) {
  process.exitCode = 2;
  if (error instanceof UsageError) process.stderr.write(`fix-chains: ${error.message}\n`);
  else {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`fix-chains: something went wrong that should not; please report it with these lines:\n${trace}\n`);
  }
}
