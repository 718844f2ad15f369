import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut, missing, startRedis } from '../../canvas/test/redis.js';
import { findPython, startDriver, startWorker, type Driver, type TaskEvent, type TestWorker } from '../support/celery.js';
import { runCommand } from '../support/command.js';
import { copyProject, inputFiles, readFixtures, STYLES_OF, type Fixture } from '../support/fixture.js';

const INSTALL = 'apt-get install redis-server celery python3-celery python3-redis python3-django';
const redis = await startRedis();
const python = findPython();
if (python === undefined) missing('Python with Celery, Redis and Django', INSTALL);
const isHere = redis !== undefined && python !== undefined;
if (!isHere) leftOut('Django projects on a real Celery worker', INSTALL);

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fix-chains-celery-')));
afterAll(async () => {
  await redis?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

/** The steps by the order in which they ended, with how each ended. */
function endsOf(events: readonly TaskEvent[]): string[] {
  return events.filter(({ event }) => event === 'ended').map(({ task, state }) => `${task} ${state ?? ''}`);
}

/** What each task got, by the order in which they started. */
function startsOf(events: readonly TaskEvent[]): unknown[] {
  return events.filter(({ event }) => event === 'started').map(({ task, args, kwargs }) => [task, ...(args ?? []), ...Object.entries(kwargs ?? {}).flat()]);
}

describe.skipIf(!isHere)('a view whose tasks are complete as they are', () => {
  const lab = laboratory('django-function-view', 0, 'archive', { extract_text: 0.25, index_document: 0.05, announce: 0.05 });
  const upload = (text: string) => lab.post({ path: '/documents/', files: { scan: text }, data: { email: 'all@example.org' } });
  const TRIES = 4;

  it('races: no document is read before it is indexed and announced', async () => {
    await lab.restart();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { answer, events } = await upload('one two two');
      expect(answer.status).toBe(202);
      expect(endsOf(events)).not.toEqual(['extract_text SUCCESS', 'index_document SUCCESS', 'announce SUCCESS']);
      expect(endsOf(events).at(-1)).toBe('extract_text SUCCESS');
      expect(endsOf(events).slice(0, -1).sort()).toEqual(['announce FAILURE', 'index_document FAILURE']);
    }
  });

  it.each(STYLES_OF.celery)('runs in order after it was rewritten in style %s, each step with its own arguments', async (style) => {
    await lab.restart('--style', style);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { answer, events } = await upload('one two two');
      expect(answer.status).toBe(202);
      expect(startsOf(events)).toEqual([
        ['extract_text', answer.id],
        ['index_document', answer.id],
        ['announce', answer.id, 'email', 'all@example.org'],
      ]);
      expect(endsOf(events)).toEqual(['extract_text SUCCESS', 'index_document SUCCESS', 'announce SUCCESS']);
    }
  });
});

describe.skipIf(!isHere)('the classic upload view', () => {
  const lab = laboratory('upload-celery-django', 1, 'photos', { process_image: 0.25, generate_thumbnail: 0.05, notify_user: 0.05 });
  const upload = (image: string) => lab.post({ path: '/images/', files: { image }, data: {} });

  it('does not work as it is: the thumbnail is made of a number, before the image is there, and nobody can be notified', async () => {
    await lab.restart();
    const { answer, events } = await upload('EXIF a large enough picture');
    expect(answer.error).toMatch(/^TypeError: notify_user\(\) missing 1 required positional argument/);
    expect(startsOf(events)).toEqual(expect.arrayContaining([['process_image', 1], ['generate_thumbnail', 1]]));
    expect(endsOf(events)).toEqual(['generate_thumbnail FAILURE', 'process_image SUCCESS']);
  });

  it.each(STYLES_OF.celery)('runs in order after it was rewritten in style %s, each result passed on', async (style) => {
    await lab.restart('--style', style);
    const { answer, events } = await upload('EXIF a large enough picture');
    const id = String(answer.id);
    expect(startsOf(events)).toEqual([
      ['process_image', answer.id],
      ['generate_thumbnail', `clean/${id}.img`],
      ['notify_user', `thumbnails/${id}.img`, 1],
    ]);
    expect(endsOf(events)).toEqual(['process_image SUCCESS', 'generate_thumbnail SUCCESS', 'notify_user SUCCESS']);
  });

  it.each(STYLES_OF.celery)('calls the error callback once after it was rewritten in style %s, and runs nothing behind the step that failed', async (style) => {
    await lab.restart('--style', style, '--link-error', 'images.tasks#handle_error');
    const failuresBefore = Number((await lab.ask({ count: 'images.Failure' })).count);
    const { answer, events } = await upload('EXIF small');
    expect(answer.status).toBe(202);
    expect(endsOf(events)).toEqual(['process_image SUCCESS', 'generate_thumbnail FAILURE']);
    // The callback has more than one parameter, so Celery calls it in the worker and not as a task.
    expect(Number((await lab.ask({ count: 'images.Failure' })).count) - failuresBefore).toBe(1);

    const fine = await upload('EXIF a large enough picture');
    expect(endsOf(fine.events)).toEqual(['process_image SUCCESS', 'generate_thumbnail SUCCESS', 'notify_user SUCCESS']);
    expect(Number((await lab.ask({ count: 'images.Failure' })).count) - failuresBefore).toBe(1);
  });

  it.each(STYLES_OF.celery)('calls an error callback that takes the shared argument once, as a task, after it was rewritten in style %s', async (style) => {
    await lab.restart('--style', style, '--link-error', 'images.tasks#discard_image');
    const { answer, events } = await upload('EXIF small');
    expect(endsOf(events).filter((end) => !end.startsWith('discard_image'))).toEqual(['process_image SUCCESS', 'generate_thumbnail FAILURE']);
    expect(startsOf(events).slice(2)).toEqual([['discard_image', answer.id]]);
  });
});

describe.skipIf(!isHere)('what rewritten code relies on', () => {
  let worker: TestWorker;
  let driver: Driver;

  beforeAll(async () => {
    const redisUrl = `${redis?.url ?? ''}/2`;
    const folder = join(import.meta.dirname);
    driver = startDriver(python ?? '', 'celery_premises.py', folder, redisUrl);
    worker = await startWorker({ python: python ?? '', folder, app: 'celery_premises', redisUrl, takes: { first: 0.3, second: 0.05 } });
  });

  afterAll(async () => {
    await Promise.all([driver.stop(), worker.stop()]);
  });

  const IN_ORDER = ['first SUCCESS', 'second SUCCESS'];

  it('a chain of immutable signatures runs the second task after the first', async () => {
    await driver.ask('in_order');
    const events = await worker.settled();
    expect(endsOf(events)).toEqual(IN_ORDER);
    expect(startsOf(events)).toEqual([['first', 7], ['second', 7]]);
  });

  it.each(['group_at_the_end', 'group_in_a_pipe', 'list_of_links'])('what stands behind a step in a %s runs after it, side by side', async (name) => {
    await driver.ask(name);
    const events = await worker.settled();
    expect(endsOf(events)).toEqual(['first SUCCESS', 'second SUCCESS', 'second SUCCESS']);
    expect(startsOf(events).slice(1).sort()).toEqual([['second', 8], ['second', 9]]);
  });

  it.each([
    ['chord_of_many', ['first SUCCESS', 'first SUCCESS', 'second SUCCESS']],
    ['chord_of_one', ['first SUCCESS', 'second SUCCESS']],
    ['chord_of_none', ['second SUCCESS']],
  ])('the callback of a %s runs once, after all members', async (name, ends) => {
    await driver.ask(name);
    const events = await worker.settled();
    expect(endsOf(events)).toEqual(ends);
    expect(startsOf(events).at(-1)).toEqual(['second', 9]);
  });

  it('the countdown of a later step counts from the end of the step before', async () => {
    await driver.ask('later_countdown');
    const events = await worker.settled();
    expect(endsOf(events)).toEqual(IN_ORDER);
    const at = (event: string, task: string) => events.find((candidate) => candidate.event === event && candidate.task === task)?.at ?? NaN;
    expect(at('started', 'second') - at('started', 'first')).toBeGreaterThan(1.25);
    expect(at('started', 'second') - at('ended', 'first')).toBeGreaterThan(0.9);
  });

  it('a chain is queued when the transaction is committed, and not before', async () => {
    expect(await driver.ask('after_commit')).toEqual({ sent: 0 });
    expect(endsOf(await worker.settled())).toEqual(IN_ORDER);
  });

  it('a chain is never queued when the transaction is rolled back', async () => {
    expect(await driver.ask('after_rollback')).toEqual({ sent: 0 });
    expect(await worker.settled()).toEqual([]);
  });
});

/** A fixture's project with a worker; its views are driven as they are, or rewritten. */
function laboratory(name: string, database: number, app: string, takes: Readonly<Record<string, number>>) {
  const redisUrl = `${redis?.url ?? ''}/${String(database)}`;
  let fixture: Fixture | undefined;
  let project = '';
  let worker: TestWorker | undefined;
  let driver: Driver | undefined;

  beforeAll(async () => {
    fixture = readFixtures().find((candidate) => candidate.name === name);
    if (fixture === undefined) throw new Error(`the fixture ${name} is missing`);
    project = copyProject(fixture, temporary);
    worker = await startWorker({ python: python ?? '', folder: project, app, redisUrl, takes });
  });

  afterAll(async () => {
    await driver?.stop();
    await worker?.stop();
  });

  /** Rewrites the project with these options, or with none leaves it as it is; its tasks stay the same, and so does the worker. */
  async function restart(...options: readonly string[]): Promise<void> {
    await driver?.stop();
    for (const [path, bytes] of fixture === undefined ? [] : inputFiles(fixture)) writeFileSync(join(project, path), bytes);
    if (options.length > 0) {
      const { code, stdout, stderr } = await runCommand(['--write', ...options], project);
      expect(code, stdout + stderr).toBe(0);
    }
    driver = startDriver(python ?? '', 'celery_driver.py', project, redisUrl, { DJANGO_SETTINGS_MODULE: `${app}.settings` });
  }

  function ask(question: object): Promise<Readonly<Record<string, unknown>>> {
    if (driver === undefined) throw new Error('no view is there to be asked');
    return driver.ask(JSON.stringify(question));
  }

  async function post(request: object): Promise<{ readonly answer: Readonly<Record<string, unknown>>; readonly events: readonly TaskEvent[] }> {
    const answer = await ask(request);
    return { answer, events: (await worker?.settled()) ?? [] };
  }

  return { restart, ask, post };
}
