import rule from '../../src/rules/no-cleanup-step.js';
import { testRule } from '../support/canvas-rules.js';

const TASKS = `from celery import shared_task


@shared_task
def acquire_lock(key): ...


@shared_task
def resize(path): ...


@shared_task
def publish(path, user_id=None): ...


@shared_task
def release_lock(key): ...


@shared_task
def cleanup_files(path): ...


@shared_task
def send_failure_report(path): ...


@shared_task
def delete_old_exports(path): ...


@shared_task
def cleanup_expired_sessions(path): ...


@shared_task
def database_cleanup(): ...


@shared_task
def on_upload_failed(task_id): ...


@shared_task
def mark_failed(request, exc, traceback, path=None): ...


@shared_task
def handle_error(results): ...


@shared_task
def unlock_achievement(path): ...


@shared_task
def schedule_cleanup(path): ...


@shared_task
def cleanup_text(text): ...


@shared_task
def handle_payment_failure(payment_id): ...


@shared_task
def charge_payment(payment_id): ...


@shared_task
def lock_file(path): ...


@shared_task
def unlock_file(path): ...
`;

const NAMES =
  'acquire_lock, charge_payment, cleanup_expired_sessions, cleanup_files, cleanup_text, database_cleanup, delete_old_exports, handle_error, handle_payment_failure, lock_file, mark_failed, on_upload_failed, publish, release_lock, resize, schedule_cleanup, send_failure_report, unlock_achievement, unlock_file';
const files = { 'tasks.py': TASKS };
/** A function in a file that imports everything. */
const file = (...lines: readonly string[]) => `from celery import chain, chord, group\nfrom tasks import ${NAMES}\n\n\ndef upload(path, key):\n${lines.map((line) => `    ${line}\n`).join('')}`;

const valid = (name: string, ...lines: readonly string[]) => ({ name, files, code: file(...lines) });
const invalid = (name: string, lines: readonly string[], message: RegExp, ...suggestions: readonly (readonly [string, readonly string[]])[]) => ({
  name,
  files,
  code: file(...lines),
  errors: [{ message, ...(suggestions.length === 0 ? {} : { suggestions: suggestions.map(([desc, output]) => ({ desc, output: file(...output) })) }) }],
});

const BOTH_LOCK = 'Add `release_lock` as the error callback, too';
const BOTH_FILES = 'Add `cleanup_files` as the error callback, too';
const MAKE_FAILED = 'Make `on_upload_failed` the error callback';

const typescript = (body: string) => `import { chain, chord, group, si } from 'task-canvas/bullmq';
import { Queue } from 'bullmq';

const images = new Queue('images');

export async function upload(path: string) {
  ${body}
}
`;

testRule(rule, {
  python: {
    valid: [
      valid('the error callback, too', 'chain(resize.si(path), release_lock.si(key)).on_error(release_lock.si(key)).delay()'),
      valid('the error callback of the dispatch, too', '(resize.si(path) | release_lock.si(key)).apply_async(link_error=release_lock.si(key))'),
      valid('another error callback, which may clean up as well', 'chain(resize.si(path), cleanup_files.si(path)).on_error(on_upload_failed.s()).delay()'),
      valid('an error callback on every step that can fail', 'chain(resize.si(path).on_error(release_lock.si(key)), release_lock.si(key)).delay()'),
      valid('an error callback on the group around the chain', 'group([chain(resize.si(path), cleanup_files.si(path)), chain(resize.si(key), cleanup_files.si(key))]).on_error(cleanup_files.si(path)).delay()'),
      valid('a failure report is an ordinary last step: it need not be that of this chain', 'chain(resize.si(path), send_failure_report.si(path)).delay()'),
      valid('deleting old exports is housekeeping', 'chain(resize.si(path), delete_old_exports.si(path)).delay()'),
      valid('expired sessions are housekeeping, though the argument is shared', 'chain(resize.si(path), cleanup_expired_sessions.si(path)).delay()'),
      valid('a clean-up that shares nothing with the steps is none of theirs', 'chain(resize.si(path), database_cleanup.si()).delay()'),
      valid('a clean-up as the first step', 'chain(cleanup_files.si(path), resize.si(path)).delay()'),
      valid('a clean-up in the middle: the steps behind it are skipped as well', 'chain(resize.si(path), cleanup_files.si(path), publish.si(path)).delay()'),
      valid('named like a failure handler, and made for the results of the step before', '(resize.s(path) | handle_error.s()).delay()'),
      valid('returned: whoever gets it may add an error callback', 'return chain(resize.si(path), release_lock.si(key))'),
      valid('an option that cannot be read may hold the error callback', 'chain(resize.si(path), release_lock.si(key)).apply_async(**key)'),
      valid('a step that cannot be read may have an error callback', 'chain(path.steps(), release_lock.si(key)).delay()'),
      valid('an achievement is unlocked because all went well', 'chain(resize.si(path), unlock_achievement.si(path)).delay()'),
      valid('scheduling a clean-up is none', 'chain(resize.si(path), schedule_cleanup.si(path)).delay()'),
      valid('the result is cleaned up to be used', '(resize.s(path) | cleanup_text.s()).delay()'),
      valid('a payment that failed is no task that did', 'chain(resize.si(path), handle_payment_failure.si(path)).delay()'),
      valid('who waits hears of the failure, and can clean up', 'try:', '    chain(resize.si(path), release_lock.si(key)).delay().get(timeout=9)', 'except Exception:', '    release_lock.delay(key)'),
      { name: 'names that the option does not have', files, code: file('chain(resize.si(path), release_lock.si(key)).delay()'), options: { names: ['tidy'] } },
    ],
    invalid: [
      invalid('a lock', ['chain(resize.si(path), release_lock.si(key)).delay()'], /^`release_lock` is the last step of the chain: it does not run when a step before it fails, .* Add it as the error callback, too/, [
        BOTH_LOCK,
        ['chain(resize.si(path), release_lock.si(key)).on_error(release_lock.si(key)).delay()'],
      ]),
      invalid('a pipe in parentheses', ['(resize.si(path) | cleanup_files.si(path)).delay()'], /^`cleanup_files` is the last step/, [
        BOTH_FILES,
        ['(resize.si(path) | cleanup_files.si(path)).on_error(cleanup_files.si(path)).delay()'],
      ]),
      invalid('a pipe in a variable', ['steps = resize.si(path) | cleanup_files.si(path)', 'steps.delay()'], /^`cleanup_files` is the last step/, [
        BOTH_FILES,
        ['steps = (resize.si(path) | cleanup_files.si(path)).on_error(cleanup_files.si(path))', 'steps.delay()'],
      ]),
      invalid('a signature in a variable: the same one cannot be both', ['last = release_lock.si(key)', 'chain(resize.si(path), last).delay()'], /^`release_lock` is the last step/),
      invalid('the result of the step before, which an error callback does not get', ['(resize.s(path) | cleanup_files.s()).delay()'], /^`cleanup_files` is the last step/),
      invalid('the body of a chord', ['chord([resize.si(path), resize.si(key)], release_lock.si(key)).delay()'], /^`release_lock` is the body of the chord: it does not run when a task of the header fails/, [
        BOTH_LOCK,
        ['chord([resize.si(path), resize.si(key)], release_lock.si(key)).on_error(release_lock.si(key)).delay()'],
      ]),
      invalid('behind a group', ['(group(resize.si(path), resize.si(key)) | cleanup_files.si(path)).delay()'], /^`cleanup_files` is the last step/, [
        BOTH_FILES,
        ['(group(resize.si(path), resize.si(key)) | cleanup_files.si(path)).on_error(cleanup_files.si(path)).delay()'],
      ]),
      invalid('options of its own move with it', ['chain(resize.si(path), release_lock.si(key).set(queue="fast")).delay()'], /^`release_lock` is the last step/, [
        BOTH_LOCK,
        ['chain(resize.si(path), release_lock.si(key).set(queue="fast")).on_error(release_lock.si(key).set(queue="fast")).delay()'],
      ]),
      invalid('a failure handler by its name', ['chain(resize.si(path), publish.si(path), on_upload_failed.s()).delay()'], /^`on_upload_failed` is a step of the chain, and handles failures/, [
        MAKE_FAILED,
        ['chain(resize.si(path), publish.si(path)).on_error(on_upload_failed.s()).delay()'],
      ]),
      invalid('a failure handler by its parameters, on lines of its own', ['chain(', '    resize.si(path),', '    mark_failed.s(path=path),', ').apply_async()'], /^`mark_failed` is a step of the chain/, [
        'Make `mark_failed` the error callback',
        ['chain(', '    resize.si(path),', ').on_error(mark_failed.s(path=path)).apply_async()'],
      ]),
      invalid('a comment would be lost', ['chain(', '    resize.si(path),', '    # whatever happens', '    on_upload_failed.s(),', ').delay()'], /^`on_upload_failed` is a step/),
      invalid('a failure handler in the middle', ['chain(resize.si(path), on_upload_failed.s(), publish.si(path)).delay()'], /^`on_upload_failed` is a step/),
      invalid('a failure handler in what is returned, with another error callback', ['return (resize.si(path) | on_upload_failed.s()).on_error(release_lock.si(key))'], /^`on_upload_failed` is a step/, [
        MAKE_FAILED,
        ['return (resize.si(path)).on_error(release_lock.si(key)).on_error(on_upload_failed.s())'],
      ]),
      invalid('of what a step pays, its failure', ['chain(charge_payment.si(path), handle_payment_failure.si(path)).delay()'], /^`handle_payment_failure` is a step of the chain/, [
        'Make `handle_payment_failure` the error callback',
        ['chain(charge_payment.si(path)).on_error(handle_payment_failure.si(path)).delay()'],
      ]),
      invalid('unlocks what a step has locked', ['chain(lock_file.si(path), resize.si(path), unlock_file.si(path)).delay()'], /^`unlock_file` is the last step/, [
        'Add `unlock_file` as the error callback, too',
        ['chain(lock_file.si(path), resize.si(path), unlock_file.si(path)).on_error(unlock_file.si(path)).delay()'],
      ]),
      invalid('a chord that has no body yet where it is written', ['chord([resize.si(path), resize.si(key)])(release_lock.si(key))'], /^`release_lock` is the body of the chord/),
      invalid('piped on by an assignment', ['steps = resize.si(path) | publish.si(path)', 'steps |= release_lock.si(key)', 'steps.delay()'], /^`release_lock` is the last step/),
      invalid('the end of a chain in another, of which it would hear a part only', ['chain(resize.si(path), chain(publish.si(path), release_lock.si(key))).delay()'], /^`release_lock` is the last step/),
      invalid('a branch of a group', ['group(chain(resize.si(path), release_lock.si(key)), publish.si(path)).delay()'], /^`release_lock` is the last step/, [
        BOTH_LOCK,
        ['group(chain(resize.si(path), release_lock.si(key)).on_error(release_lock.si(key)), publish.si(path)).delay()'],
      ]),
      invalid('link_error=None would take its place', ['chain(resize.si(path), release_lock.si(key)).apply_async(link_error=None)'], /^`release_lock` is the last step/),
      {
        ...invalid('a name of the option', ['chain(resize.si(path), publish.si(path)).delay()'], /^`publish` is the last step/, [
          'Add `publish` as the error callback, too',
          ['chain(resize.si(path), publish.si(path)).on_error(publish.si(path)).delay()'],
        ]),
        options: { names: ['publish'] },
      },
    ],
  },
  typescript: {
    valid: [
      { name: 'the error handler, which BullMQ runs in both cases', code: typescript("await chain(si(images, 'resize', { path })).linkError(si(images, 'cleanup', { path })).delay();") },
      { name: 'a clean-up of nothing that the steps share', code: typescript("await chain(si(images, 'resize', { path }), si(images, 'cleanup', { all: true })).delay();") },
      ...['continue', 'wait'].map((onFailure) => ({
        name: `onFailure '${onFailure}': it runs after a failure, too`,
        code: typescript(`await chain(si(images, 'resize', { path }), si(images, 'cleanup', { path })).delay({ onFailure: '${onFailure}' });`),
      })),
      { name: 'returned', code: typescript("return chain(si(images, 'resize', { path }), si(images, 'cleanup', { path }));") },
    ],
    invalid: [
      {
        name: 'a clean-up becomes the handler, which runs in both cases',
        code: typescript("await chain(si(images, 'resize', { path }), si(images, 'cleanUpFiles', { path })).delay();"),
        errors: [
          {
            message: /^`cleanUpFiles` is the last step of the chain: .* Make it the error handler, which BullMQ runs in both cases/,
            suggestions: [
              {
                desc: 'Make `cleanUpFiles` the error callback',
                output: typescript("await chain(si(images, 'resize', { path })).linkError(si(images, 'cleanUpFiles', { path })).delay();"),
              },
            ],
          },
        ],
      },
      {
        name: 'in a branch: BullMQ has room for one handler, of the whole canvas',
        code: typescript("await group(chain(si(images, 'resize', { path }), si(images, 'cleanup', { path })), si(images, 'publish', {})).delay();"),
        errors: [{ message: /^`cleanup` is the last step of the chain/ }],
      },
      {
        name: 'a failure handler: as BullMQ’s handler it would run when all went well, too',
        code: typescript("await si(images, 'upload', { path }).pipe(si(images, 'onUploadFailed', { path })).delay();"),
        errors: [{ message: /^`onUploadFailed` is a step of the chain/ }],
      },
    ],
  },
});
