import rule from '../../src/rules/valid-signature.js';
import { testRule } from '../support/canvas-rules.js';

const TASKS = `from celery import Celery, Task, shared_task
from settings import OPTIONS

app = Celery('shop')


@shared_task
def process(image_id):
    return f'images/{image_id}'


@shared_task
def log(image_id):
    print(image_id)


@shared_task
def thumbnail(path): ...


@shared_task
def notify(user_id, message=None): ...


@shared_task
def publish(path, user_id): ...


@shared_task
def summarise(results, title=''): ...


@shared_task
def sweep(): ...


@shared_task
def tidy(*ids): ...


@shared_task
def label(image_id, **more): ...


@shared_task(bind=True)
def bound(self, path): ...


@shared_task(typing=False)
def unchecked(path): ...


@shared_task
@traced
def wrapped(path): ...


@shared_task
def _ignoring(_, user_id, message=None): ...


@shared_task(bind=True)
def handing_over(self, image_id):
    raise self.replace(process.si(image_id))


@shared_task
def pages(image_id):
    yield image_id


@shared_task(**OPTIONS)
def spread(self, path): ...


class Lenient(Task):
    typing = False


@shared_task
def placed(image_id, /, **more): ...


@shared_task(base=Lenient)
def lenient(path): ...


class Crop(Task):
    name = 'tasks.crop'

    def run(self, path): ...


crop = app.register_task(Crop())


class Turn(Lenient):
    name = 'tasks.turn'

    def run(self, path): ...


turn = app.register_task(Turn())
`;

const files = { 'tasks.py': TASKS };

/** A module that imports the tasks it names. */
function using(code: string): string {
  const names = [...new Set(code.match(/\b(?:process|log|thumbnail|notify|publish|summarise|sweep|tidy|label|bound|unchecked|placed|lenient|turn|wrapped|_ignoring|handing_over|pages|spread|crop)\b(?=\.)/g))].sort();
  return `from celery import chain, chord, group\n\nfrom tasks import ${names.join(', ')}\n\n\ndef upload(image_id, user_id, user, path, message):\n    ${code}\n`;
}

const valid = (name: string, code: string) => ({ name, code: using(code), files });

/** `suggestions`: what each makes of the code, by its description. */
const invalid = (name: string, code: string, message: RegExp, suggestions: Readonly<Record<string, string>> = {}) => {
  const written = Object.entries(suggestions).map(([desc, output]) => ({ desc, output: using(output) }));
  return { name, code: using(code), files, errors: [{ message, line: 7, ...(written.length === 0 ? {} : { suggestions: written }) }] };
};

const KEEP = 'Keep the arguments as they are and pass no result: `.si(…)`';
const TAKE = 'Pass the result of `process` as `path` instead';
const PASS = 'Pass the result of `process` as the first argument: `.s(…)`';

testRule(rule, {
  python: {
    valid: [
      valid('a parameter that is given by its place alone: its name is free', 'chain(process.s(image_id), placed.s(image_id=user_id))()'),
      valid('a base class that may check no arguments', 'chain(process.s(image_id), lenient.s(path))()'),
      valid("a task's class with a base class that may check no arguments", 'chain(process.s(image_id), turn.s(path))()'),
      valid('a step that takes the result', 'chain(process.s(image_id), thumbnail.s()).delay()'),
      valid('a step that takes none and needs none', 'chain(process.s(image_id), thumbnail.si(path)).delay()'),
      valid('the result and an argument more', '(process.s(image_id) | publish.s(user_id)).delay()'),
      valid('a bound task: self is no argument', 'chain(process.s(image_id), bound.s()).delay()'),
      valid('the first step: nothing is put before its arguments', 'chain(thumbnail.s(path), notify.si(user_id)).delay()'),
      valid('a first step that lacks an argument, since a chain can be called with it', 'chain(publish.s(path), notify.si(user_id))(user_id)'),
      valid('steps that are not known: the result may meet any of them', 'chain(*steps, thumbnail.s(path)).delay()'),
      valid('members of the first group: nothing is put before their arguments', 'group(thumbnail.s(path), notify.s(user_id)).delay()'),
      valid('the header of a chord', 'chord([process.s(1), process.s(2)], summarise.s()).delay()'),
      valid('a task that takes any number', 'chain(process.s(image_id), tidy.s(image_id)).delay()'),
      valid('arguments that are spread: nobody can count them', 'chain(process.s(image_id), thumbnail.s(*path)).delay()'),
      valid('typing=False: Celery checks nothing when it sends the step', 'chain(process.s(image_id), unchecked.s(path)).delay()'),
      valid('another decorator, which may take what the task does not', 'chain(process.s(image_id), wrapped.s(path)).delay()'),
      valid('a parameter that is named to be left alone', 'chain(log.s(image_id), _ignoring.s(user_id)).delay()'),
      valid('a parameter named for results, and an optional one', 'chain(process.s(image_id), summarise.s(message)).delay()'),
      valid('an optional parameter by its place: the result may well be the user', 'chain(process.s(image_id), notify.s("done")).delay()'),
      valid('an argument named for the place that it moves on to', 'chain(process.s(image_id), notify.s(message)).delay()'),
      valid('nothing returned here, but the task hands over to another', 'chain(handing_over.s(image_id), notify.s(user)).delay()'),
      valid('a generator, of which nobody can tell what it gives back', 'chain(pages.s(image_id), notify.s(user)).delay()'),
      valid('options that are spread may bind the task', 'chain(process.s(image_id), spread.si(path)).delay()'),
      valid('immutable by a value that nobody can read', 'chain(process.s(image_id), thumbnail.signature((path,), immutable=bool(message))).delay()'),
      valid('a callback of a group, which is linked as an immutable one', 'group(process.s(1), process.s(2)).link(thumbnail.s(path))'),
      valid('nothing returned in the first round of a loop, but something in the next', 'steps = log.s(image_id)\n    for each in user:\n        steps |= notify.s(each)\n    steps.delay()'),
      valid('made immutable later', 'chain(process.s(image_id), thumbnail.s(path).set(immutable=True)).delay()'),
      valid('one that is changed in a branch', 'step = thumbnail.s(path)\n    if path: step.args = ()\n    chain(process.s(image_id), step).delay()'),
      valid('a callback that takes the result', 'process.s(image_id).link(thumbnail.s()).delay()'),
      valid('a signature that is in no canvas', 'thumbnail.s(path).delay()'),
      valid('a definition that is not in the project', 'from elsewhere import other\n    chain(process.s(image_id), other.s(1, 2, 3)).delay()'),
    ],
    invalid: [
      invalid('no room in a chain', 'chain(process.s(image_id), thumbnail.s(path)).delay()', /^`\.s\(…\)` puts the result of `process` before the arguments of `thumbnail`, which has no room for it: Celery raises a `TypeError` when it sends the step, and marks `process` as failed although it has run\. Write `\.si\(…\)`, which passes no result\.$/, {
        [KEEP]: 'chain(process.s(image_id), thumbnail.si(path)).delay()',
        [TAKE]: 'chain(process.s(image_id), thumbnail.s()).delay()',
      }),
      invalid('no room in a pipe', '(process.s(image_id) | thumbnail.s(path)).delay()', /no room/, {
        [KEEP]: '(process.s(image_id) | thumbnail.si(path)).delay()',
        [TAKE]: '(process.s(image_id) | thumbnail.s()).delay()',
      }),
      invalid('a task without parameters', 'chain(process.s(image_id), sweep.s()).delay()', /before the arguments of `sweep`, which has no room/, {
        [KEEP]: 'chain(process.s(image_id), sweep.si()).delay()',
      }),
      invalid('a comment between the parentheses stays', 'chain(process.s(image_id), thumbnail.s(  # as uploaded\n        path)).delay()', /no room/, {
        [KEEP]: 'chain(process.s(image_id), thumbnail.si(  # as uploaded\n        path)).delay()',
      }),
      invalid('a bound task has no more room than it says', 'chain(process.s(image_id), bound.s(path)).delay()', /no room/, {
        [KEEP]: 'chain(process.s(image_id), bound.si(path)).delay()',
        [TAKE]: 'chain(process.s(image_id), bound.s()).delay()',
      }),
      invalid('a step before that returns nothing: the result is no second reading', 'chain(log.s(image_id), thumbnail.s(path)).delay()', /no room/, {
        [KEEP]: 'chain(log.s(image_id), thumbnail.si(path)).delay()',
      }),
      invalid('two arguments too many even without the result', 'chain(process.s(image_id), thumbnail.s(path, user_id)).delay()', /no room/),
      invalid('the body of a chord gets the list', 'chord([process.s(1), process.s(2)], thumbnail.s(path)).delay()', /^`\.s\(…\)` puts the list of the results before it before .+ which never runs\./, {
        [KEEP]: 'chord([process.s(1), process.s(2)], thumbnail.si(path)).delay()',
      }),
      invalid('a step after a group gets the list', '(group(process.s(1), process.s(2)) | thumbnail.s(path)).delay()', /the list of the results/, {
        [KEEP]: '(group(process.s(1), process.s(2)) | thumbnail.si(path)).delay()',
      }),
      invalid('each member of a group after a step gets the result', 'chain(process.s(image_id), group(thumbnail.s(), notify.s(user_id, message))).delay()', /the result of `process` before the arguments of `notify`/, {
        [KEEP]: 'chain(process.s(image_id), group(thumbnail.s(), notify.si(user_id, message))).delay()',
      }),
      invalid('one of many after a step: no second reading, for all would get the same', 'chain(process.s(image_id), group(thumbnail.s(each) for each in path)).delay()', /the result of `process` before the arguments of `thumbnail`/, {
        [KEEP]: 'chain(process.s(image_id), group(thumbnail.si(each) for each in path)).delay()',
      }),
      invalid('a group of one gives a list in a pipe and no list in a chain', 'chain(group(process.s(1)), thumbnail.s(path)).delay()', /the result of what runs before it before the arguments/, {
        [KEEP]: 'chain(group(process.s(1)), thumbnail.si(path)).delay()',
      }),
      invalid('a class, whose arguments are not checked when it is sent', 'chain(process.s(image_id), crop.s(path)).delay()', /^`\.s\(…\)` puts the result of `process` before the arguments of `Crop`, which has no room for it: the step fails in the worker with a `TypeError`\. Write/, {
        [KEEP]: 'chain(process.s(image_id), crop.si(path)).delay()',
        [TAKE]: 'chain(process.s(image_id), crop.s()).delay()',
      }),
      invalid('a callback gets the result, too', 'process.s(image_id).link(thumbnail.s(path)).delay()', /the result of `process`/, {
        [KEEP]: 'process.s(image_id).link(thumbnail.si(path)).delay()',
        [TAKE]: 'process.s(image_id).link(thumbnail.s()).delay()',
      }),
      invalid('a step after some that are not known', 'chain(process.s(image_id), *steps, thumbnail.s(path)).delay()', /the result of what runs before it/, {
        [KEEP]: 'chain(process.s(image_id), *steps, thumbnail.si(path)).delay()',
      }),
      invalid('the first parameter by name', 'chain(process.s(image_id), thumbnail.s(path=path)).delay()', /^`\.s\(…\)` gives `thumbnail` the result of `process` as its first argument, `path`, which it is given here by name, too: Celery raises a `TypeError`/, {
        [KEEP]: 'chain(process.s(image_id), thumbnail.si(path=path)).delay()',
      }),
      invalid('by name, in a task that takes any other', 'chain(process.s(image_id), label.s(image_id=image_id)).delay()', /by name, too/, {
        [KEEP]: 'chain(process.s(image_id), label.si(image_id=image_id)).delay()',
      }),
      invalid('an argument that is named for the place of the result', 'chain(process.s(image_id), notify.s(user_id)).delay()', /^`\.s\(…\)` gives `notify` the result of `process` as `user_id`, and what is given for that here becomes `message`: the task runs with the wrong arguments, and nothing says so\./, {
        [KEEP]: 'chain(process.s(image_id), notify.si(user_id)).delay()',
        'Pass the result of `process` as `user_id` instead': 'chain(process.s(image_id), notify.s()).delay()',
      }),
      invalid('a property that is', 'chain(process.s(image_id), notify.s(user.pk)).delay()', /as `user_id`/, {
        [KEEP]: 'chain(process.s(image_id), notify.si(user.pk)).delay()',
        'Pass the result of `process` as `user_id` instead': 'chain(process.s(image_id), notify.s()).delay()',
      }),
      invalid('nothing in place of the argument', 'chain(log.s(image_id), notify.s(7)).delay()', /the result of `log`, which is `None`, as `user_id`/, {
        [KEEP]: 'chain(log.s(image_id), notify.si(7)).delay()',
      }),
      invalid('one argument short without the result', 'chain(process.s(image_id), publish.si(user_id)).delay()', /^`publish` requires one argument more than it is given here, and `\.si\(…\)` keeps the result of `process` from it/, {
        [PASS]: 'chain(process.s(image_id), publish.s(user_id)).delay()',
      }),
      invalid('nothing given at all', 'chain(process.s(image_id), thumbnail.si()).delay()', /requires one argument more/, {
        [PASS]: 'chain(process.s(image_id), thumbnail.s()).delay()',
      }),
      invalid('a body that is kept from the list', 'chord([process.s(1), process.s(2)], summarise.si(title="all")).delay()', /keeps the list of the results before it from it/, {
        'Pass the list of the results before it as the first argument: `.s(…)`': 'chord([process.s(1), process.s(2)], summarise.s(title="all")).delay()',
      }),
    ],
  },
});
