/** What is called by no request: tasks, signals, timers, sockets, command lines, tests. */
import type { PythonHandlerRow } from '../schema.js';

const CELERY = ['celery.Celery'];
const SOCKETS = ['flask_socketio.SocketIO', 'socketio.Server', 'socketio.AsyncServer', 'fastapi_socketio.SocketManager'];

export const OTHER_ROWS: readonly PythonHandlerRow[] = [
  { framework: 'Celery', role: 'job', signal: { kind: 'task' } },
  { framework: 'Celery', role: 'job', signal: { kind: 'reference', callee: { names: ['celery.shared_task'] }, at: [0] } },
  { framework: 'Celery', role: 'job', signal: { kind: 'reference', callee: { receiver: CELERY, methods: ['task'] }, at: [0] } },
  {
    framework: 'Celery', role: 'job',
    signal: { kind: 'class', from: ['celery.Task'], base: 'Task$', methods: ['run', '__call__', 'on_success', 'on_failure', 'on_retry', 'after_return', 'before_start'] },
  },
  { framework: 'Celery signals', role: 'signal', signal: { kind: 'decorator', callee: { names: ['celery.signals.*'] } } },
  { framework: 'Celery signals', role: 'signal', signal: { kind: 'reference', callee: { receiver: ['celery.signals.*'], methods: ['connect'] }, at: [0, 'receiver'] } },
  { framework: 'Celery signals', role: 'signal', signal: { kind: 'decorator', callee: { receiver: CELERY, methods: ['connect'], receiverName: '^on_after_(configure|finalize|fork)$' } } },
  {
    framework: 'Dramatiq, Huey, RQ', role: 'job',
    signal: { kind: 'decorator', callee: { names: ['dramatiq.actor', 'huey.contrib.djhuey.*', 'rq.job', 'django_rq.job', 'procrastinate.task'] } },
  },
  {
    framework: 'Dramatiq, Huey, RQ', role: 'job',
    signal: { kind: 'decorator', callee: { receiver: ['huey.*', 'procrastinate.App', 'flask_rq2.RQ', 'taskiq.*', 'taskiq_redis.*'], methods: ['task', 'periodic_task', 'periodic', 'job'], receiverName: '^huey$' } },
  },
  {
    framework: 'blinker, Flask signals', role: 'signal',
    signal: { kind: 'decorator', callee: { names: ['flask.signals.*'] } },
  },
  {
    framework: 'blinker, Flask signals', role: 'signal',
    signal: { kind: 'decorator', callee: { receiver: ['blinker.*'], methods: ['connect', 'connect_via'] } },
  },
  { framework: 'blinker, Flask signals', role: 'signal', signal: { kind: 'reference', callee: { receiver: ['blinker.*', 'flask.*'], methods: ['connect'] }, at: [0] } },
  { framework: 'SQLAlchemy', role: 'signal', signal: { kind: 'decorator', callee: { names: ['sqlalchemy.event.listens_for'] } } },
  { framework: 'SQLAlchemy', role: 'signal', signal: { kind: 'reference', callee: { names: ['sqlalchemy.event.listen'] }, at: [2, 'fn'] } },
  {
    framework: 'APScheduler', role: 'event',
    signal: { kind: 'decorator', callee: { receiver: ['apscheduler.*', 'flask_apscheduler.*'], methods: ['scheduled_job', 'task'], receiverName: '^(sched|scheduler)$' } },
  },
  {
    framework: 'APScheduler', role: 'event',
    signal: { kind: 'reference', callee: { receiver: ['apscheduler.*', 'flask_apscheduler.*'], methods: ['add_job', 'schedule_job'], receiverName: '^(sched|scheduler)$' }, at: [0, 'func'] },
  },
  {
    framework: 'Socket.IO', role: 'message',
    signal: { kind: 'decorator', callee: { receiver: SOCKETS, methods: ['on', 'event'], receiverName: '^(sio|socketio)$' } },
  },
  { framework: 'click, Typer', role: 'command', signal: { kind: 'decorator', callee: { names: ['click.command', 'click.group', 'rich_click.command', 'rich_click.group'] } } },
  {
    framework: 'click, Typer', role: 'command',
    signal: {
      kind: 'decorator',
      // The commands of a Flask application hang on it: `@app.cli.command()`.
      callee: { receiver: ['typer.Typer', 'click.*', 'flask.Flask', 'flask.Blueprint', 'flask.cli.AppGroup'], methods: ['command', 'callback'], receiverName: 'cli$' },
    },
  },
  { framework: 'unittest', role: 'test', signal: { kind: 'class', from: ['unittest.*', 'django.test.*', 'rest_framework.test.*'], base: 'TestCase$', methods: 'any' } },
  { framework: 'pytest', role: 'test', signal: { kind: 'decorator', callee: { names: ['pytest.fixture', 'pytest.mark.*', 'pytest_asyncio.fixture'] } } },
];
