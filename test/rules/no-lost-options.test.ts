import rule from '../../src/rules/no-lost-options.js';
import { testRule } from '../support/canvas-rules.js';

const HEAD = 'from celery import chain, chord, group, signature\nfrom tasks import a, b, c, slow\n\n\n';
const TASKS = `from celery import shared_task


@shared_task
def a(*args): ...


@shared_task
def b(*args): ...


@shared_task
def c(*args): ...


@shared_task(queue="slow")
def slow(*args): ...
`;
const files = { 'tasks.py': TASKS };

/** Code as the body of a function of a file that imports the tasks. */
function code(body: string): string {
  return `${HEAD}def upload(x, q):\n${body.trim().replace(/^(?=.)/gm, '    ')}\n`;
}

const FIRST_LOST =
  '`queue` is given to the whole chain, but only `a` gets it, and `b` runs without it: Celery hands the options of a chain to the step that it sends first. ' +
  'Set it on every step with `.set(…)`, or route the tasks by `task_routes`.';
const ON_EACH = 'Set `queue` on each step';

testRule(rule, {
  python: {
    valid: [
      { name: 'an option on every step', code: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).delay()'), files },
      { name: 'one step is the whole chain', code: code('chain(a.si(x)).apply_async(queue="q")'), files },
      { name: 'the other steps have their own: the chain is meant to say it of the first', code: code('chain(a.si(x), b.si(x).set(queue="q")).apply_async(queue="fast")'), files },
      { name: 'the other steps have their own from their makers', code: code('chain(a.si(x), b.signature((x,), queue="q", immutable=True)).apply_async(queue="fast")'), files },
      { name: "the other task's definition names its queue", code: code('chain(a.si(x), slow.si(x)).apply_async(queue="slow")'), files },
      { name: 'a group hands its options to every member', code: code('group(a.si(x), b.si(x)).apply_async(queue="q")'), files },
      { name: 'a chord hands its options to header and body', code: code('chord([a.si(x), b.si(x)], c.si(x)).apply_async(queue="q")'), files },
      { name: 'a group and the step after it are one chord', code: code('(group(a.si(x), b.si(x)) | c.si(x)).apply_async(queue="q")'), files },
      { name: 'a group at the end of a chain keeps its options', code: code('chain(a.si(x), group(b.si(x), c.si(x)).set(queue="q")).delay()'), files },
      { name: 'a chord keeps its options in a chain', code: code('chain(a.si(x), chord([b.si(x)], c.si(x)).set(queue="q")).delay()'), files },
      { name: 'a group and the step after it are one chord, which keeps its options when more is piped on', code: code('((group(a.si(x), b.si(x)) | c.si(x)).set(queue="q") | a.si(x)).delay()'), files },
      { name: 'what is piped on may be a chord, which keeps its options', code: code('chain(a.si(x), (make_step(x) | c.si(x)).set(queue="q")).delay()'), files },
      { name: 'the steps of a chain that is the header of a chord are its members', code: code('chord(chain(a.si(x), b.si(x)), c.si(x)).apply_async(queue="q")'), files },
      { name: 'later on means: start later', code: code('chain(a.si(x), b.si(x)).apply_async(countdown=60, eta=when, expires=300)'), files },
      { name: 'what is of the chain itself: its id and its callbacks', code: code('chain(a.si(x), b.si(x)).apply_async(task_id=q, link=c.si(x), link_error=c.si(x))'), files },
      { name: 'arguments of the first task, whatever they are called', code: code('chain(a.s(), b.s()).delay(queue="q")\nchain(a.s(), b.s())(priority=3)'), files },
      { name: 'the default queue, where the others go, too', code: code('chain(a.si(x), b.si(x)).apply_async(queue="celery")'), files },
      { name: 'no queue at all', code: code('chain(a.si(x), b.si(x)).apply_async(queue=None)'), files },
      { name: 'steps that nobody sees', code: code('chain(*steps).apply_async(queue="q")\nchain(steps).apply_async(queue="q")'), files },
      { name: 'what stands before the step may be nothing', code: code('chain(*steps, b.si(x)).apply_async(queue="q")'), files },
      { name: 'what stands before the step may be a group', code: code('chain(make_step(x), b.si(x)).apply_async(queue="q")'), files },
      { name: 'a chain that may be changed elsewhere before it is sent', code: code('w = chain(a.si(x), b.si(x))\nroute(w)\nw.apply_async(queue="q")'), files },
      {
        name: 'the project routes its tasks: the later steps go where they should',
        code: code('chain(a.si(x), b.si(x)).apply_async(queue="q")'),
        files: { ...files, 'config.py': 'task_routes = {"tasks.*": {"queue": "q"}}\n' },
      },
      {
        name: 'the project has steps inherit their priority',
        code: code('chain(a.si(x), b.si(x)).apply_async(priority=3)'),
        files: { ...files, 'config.py': 'app.conf.update(task_inherit_parent_priority=True)\n' },
      },
      { name: 'another chain', code: 'from itertools import chain\nfrom tasks import a, b\n\n\nchain(a.si(1), b.si(1)).set(queue="q")\n', files },
    ],
    invalid: [
      {
        name: 'apply_async of a chain',
        code: code('chain(a.si(x), b.si(x)).apply_async(queue="q")'),
        files,
        errors: [
          {
            message: FIRST_LOST,
            line: 6,
            column: 41,
            endLine: 6,
            endColumn: 50,
            suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).apply_async()') }],
          },
        ],
      },
      {
        name: 'set on a pipe',
        code: code('(a.si(x) | b.si(x)).set(queue="q").delay()'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('(a.si(x).set(queue="q") | b.si(x).set(queue="q")).delay()') }] }],
      },
      {
        name: 'an option of the maker',
        code: code('chain(a.si(x), b.si(x), queue="q").delay()'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).delay()') }] }],
      },
      {
        name: 'several options, beside others that stay; comments stay',
        code: code(`
chain(
    a.si(x),  # first
    b.si(x).set(expires=1),
).apply_async(
    task_id=x,
    queue="q",  # the slow one
    priority=3,
)`),
        files,
        errors: [
          {
            message: /^`queue` and `priority` are given to the whole chain, but only `a` gets them, and `b` runs without them: .* or in the definitions of the tasks\.$/,
            suggestions: [
              {
                desc: 'Set `queue` and `priority` on each step',
                output: code(`
chain(
    a.si(x).set(queue="q", priority=3),  # first
    b.si(x).set(expires=1).set(queue="q", priority=3),
).apply_async(
    task_id=x,
    # the slow one
)`),
              },
            ],
          },
        ],
      },
      {
        name: 'an option that the other step has of its own stays with the chain',
        code: code('chain(a.si(x), b.si(x).set(priority=1)).apply_async(queue="q", priority=3)'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(priority=1).set(queue="q")).apply_async(priority=3)') }] }],
      },
      {
        name: 'two steps of one task are one name',
        code: code('chain(a.si(x), b.si(x), b.si(q)).apply_async(queue=x.queue())'),
        files,
        errors: [{ message: FIRST_LOST }],
      },
      {
        name: 'a comment that ends in a comma',
        code: code('chain(a.si(x), b.si(x)).apply_async(\n    task_id=x,  # first,\n    queue="q")'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).apply_async(\n    task_id=x,  # first,\n    )') }] }],
      },
      {
        name: 'a comment above the only argument',
        code: code('chain(a.si(x), b.si(x)).apply_async(\n    # slow\n    queue="q",)'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).apply_async(\n    # slow\n    )') }] }],
      },
      {
        name: 'a comment between the option and its comma: not moved',
        code: code('chain(a.si(x), b.si(x)).apply_async(\n    queue="q"  # slow\n    , task_id=x)\nchain(\n    a.si(x),\n    b.si(x),  # last,\n    queue="q")'),
        files,
        errors: [{ message: FIRST_LOST }, { message: FIRST_LOST }],
      },
      {
        name: 'a line of its own, behind a comment',
        code: code('(\n    (a.si(x) | b.si(x))  # both\n    .set(queue="q").delay()\n)'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('(\n    (a.si(x).set(queue="q") | b.si(x).set(queue="q"))  # both\n    .delay()\n)') }] }],
      },
      {
        name: 'a line that a backslash continues',
        code: code('(a.si(x) | b.si(x)) \\\n    .set(queue="q") \\\n    .delay()'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('(a.si(x).set(queue="q") | b.si(x).set(queue="q")) \\\n    .delay()') }] }],
      },
      {
        name: 'given twice: which of them counts on the first step would change',
        code: code('chain(a.si(x), b.si(x)).set(queue="q").apply_async(queue="fast")\nchain(a.si(x), b.si(x)).set(**x).apply_async(queue="q")'),
        files,
        errors: [{ message: FIRST_LOST }, { message: FIRST_LOST }, { message: FIRST_LOST }],
      },
      {
        name: 'given to a canvas and to one in it',
        code: code('group((a.si(x) | b.si(x)).set(queue="q"), c.si(x)).apply_async(queue="fast")'),
        files,
        errors: [
          { message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('group((a.si(x).set(queue="q") | b.si(x).set(queue="q")), c.si(x)).apply_async(queue="fast")') }] },
          { message: /^`queue` is given to the whole group/ },
        ],
      },
      {
        name: 'a variable that holds the chain',
        code: code('w = chain(a.si(x), b.si(x))\nw.apply_async(queue="q")'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('w = chain(a.si(x).set(queue="q"), b.si(x).set(queue="q"))\nw.apply_async()') }] }],
      },
      {
        name: 'a name, where the steps stand beside it',
        code: code('chain(a.si(x), b.si(x)).apply_async(queue=q)'),
        files,
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue=q), b.si(x).set(queue=q)).apply_async()') }] }],
      },
      {
        name: 'a name that may come later than the steps is not moved, nor is a call that would be made twice',
        code: code('w = chain(a.si(x), b.si(x))\nq = slowest()\nw.apply_async(queue=q)\nchain(a.si(x), b.si(x)).apply_async(queue=slowest())'),
        files,
        errors: [
          { message: FIRST_LOST, line: 8 },
          { message: FIRST_LOST, line: 9 },
        ],
      },
      {
        name: 'the first step has one of its own, which the chain overrules: which is meant?',
        code: code('chain(a.si(x).set(queue="fast"), b.si(x)).apply_async(queue="q")'),
        files,
        errors: [{ message: FIRST_LOST }],
      },
      {
        name: 'a chain that is piped on: nobody gets it',
        code: code('((a.si(x) | b.si(x)).set(queue="q") | c.si(x)).delay()'),
        files,
        errors: [
          {
            message: /^`queue` is given to the whole chain, which becomes part of another canvas: .* so `a` and `b` run without it\./,
            suggestions: [{ desc: ON_EACH, output: code('((a.si(x).set(queue="q") | b.si(x).set(queue="q")) | c.si(x)).delay()') }],
          },
        ],
      },
      {
        name: 'a group before another step: nobody gets it',
        code: code('chain(group(a.si(i) for i in x).set(queue="q"), b.si(x)).delay()'),
        files,
        errors: [
          {
            message: /^`queue` is given to the whole group, which becomes part of another canvas: .* so `a` runs without it\./,
            suggestions: [{ desc: ON_EACH, output: code('chain(group(a.si(i).set(queue="q") for i in x), b.si(x)).delay()') }],
          },
        ],
      },
      {
        name: 'a chain in a group',
        code: code('group(a.si(x) | b.si(x), c.si(x)).apply_async(priority=3)'),
        files,
        errors: [
          {
            message: /^`priority` is given to the whole group, but only `a` and `c` get it, and `b` runs without it:/,
            suggestions: [{ desc: 'Set `priority` on each step', output: code('group(a.si(x).set(priority=3) | b.si(x).set(priority=3), c.si(x).set(priority=3)).apply_async()') }],
          },
        ],
      },
      {
        name: 'a step after a group and the step that ends it',
        code: code('(group(a.si(x), b.si(x)) | c.si(x) | slow.si(x) | a.si(x)).apply_async(queue="q")'),
        files,
        errors: [
          {
            message: /^`queue` is given to the whole chain, but not every step gets it, and `a` runs without it:/,
            suggestions: [{ desc: ON_EACH, output: code('(group(a.si(x).set(queue="q"), b.si(x).set(queue="q")) | c.si(x).set(queue="q") | slow.si(x) | a.si(x).set(queue="q")).apply_async()') }],
          },
        ],
      },
      {
        name: 'steps that nobody sees stand behind: not moved',
        code: code('chain(a.si(x), b.si(x), *steps).apply_async(queue="q")'),
        files,
        errors: [{ message: /^`queue` is given to the whole chain, but not every step gets it, and `b` runs without it:/ }],
      },
      {
        name: 'a chain that is returned: what is written on it is lost wherever it is sent',
        code: code('return chain(a.si(x), b.si(x)).set(time_limit=60)'),
        files,
        errors: [
          {
            message: /^`time_limit` is given to the whole chain/,
            suggestions: [{ desc: 'Set `time_limit` on each step', output: code('return chain(a.si(x).set(time_limit=60), b.si(x).set(time_limit=60))') }],
          },
        ],
      },
      {
        name: 'the project routes nothing and inherits nothing',
        code: code('chain(a.si(x), b.si(x)).apply_async(queue="q")'),
        files: { ...files, 'config.py': 'task_routes = {}\ntask_inherit_parent_priority = False\n' },
        errors: [{ message: FIRST_LOST, suggestions: [{ desc: ON_EACH, output: code('chain(a.si(x).set(queue="q"), b.si(x).set(queue="q")).apply_async()') }] }],
      },
      {
        name: 'when a chain starts, where the option says that every step should wait',
        code: code('chain(a.si(x), b.si(x)).apply_async(countdown=60)'),
        files,
        options: { options: ['countdown'] },
        errors: [
          {
            message: /^`countdown` is given to the whole chain, but only `a` gets it/,
            suggestions: [{ desc: 'Set `countdown` on each step', output: code('chain(a.si(x).set(countdown=60), b.si(x).set(countdown=60)).apply_async()') }],
          },
        ],
      },
      {
        name: 'tasks known by their names only',
        code: code('w = chain(signature("shop.resize", args=(x,)), signature("shop.notify"))\nw.apply_async(queue="q")'),
        files,
        errors: [
          {
            message: /only `resize` gets it, and `notify` runs without it/,
            suggestions: [{ desc: ON_EACH, output: code('w = chain(signature("shop.resize", args=(x,)).set(queue="q"), signature("shop.notify").set(queue="q"))\nw.apply_async()') }],
          },
        ],
      },
    ],
  },
});
