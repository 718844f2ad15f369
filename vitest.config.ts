import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'canvas/test/**/*.test.ts'],
    globalSetup: ['test/setup/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    onUnhandledError: (error) => !isOfClosing(error),
  },
});

/**
 * BullMQ 5 leaves a rejection behind, now and then, when a queue or a worker is closed while a command of its own is under way: ioredis
 * answers that one with this error, and nobody listens any more. Anything else that nobody handles fails the run.
 */
function isOfClosing({ message, stack = '' }: { readonly message?: string; readonly stack?: string }): boolean {
  const places = stack.split('\n').filter((line) => line.includes('node_modules'));
  return message === 'Connection is closed.' && places.length > 0 && places.every((line) => line.includes('/ioredis/'));
}
