"""What the rules about error callbacks rely on, asked of Celery itself. Reads a case's name a line, and answers each by one line of JSON."""

import json
import os
import sys
import time

from celery import Celery, chain, chord, group

url = os.environ["REDIS_URL"]
app = Celery("callbacks", broker=url, backend=url)


@app.task(name="work")
def work(value):
    return value


@app.task(name="fail")
def fail(value):
    raise LookupError(value)


@app.task(name="clean_up")
def clean_up(value): ...


@app.task(name="on_failure")
def on_failure(task_id): ...


@app.task(name="on_other")
def on_other(task_id): ...


@app.task(name="inline")
def inline(request, exc, traceback):
    """Called in the worker, and not as a task: tells by itself that it ran."""
    event = {"event": "ended", "id": request.id, "task": "inline", "at": 0, "state": type(exc).__name__}
    app.backend.client.rpush("events", json.dumps(event))


@app.task(name="domain")
def domain(image_id, user_id):
    event = {"event": "ended", "id": "", "task": "domain", "at": 0, "state": f"{image_id} {user_id}"}
    app.backend.client.rpush("events", json.dumps(event))


@app.task(name="one")
def one(image_id): ...


@app.task(name="bound", bind=True)
def bound(self, *args): ...


class Run(app.Task):
    name = "of_class"

    def run(self, task_id, image_id): ...


of_class = app.register_task(Run())


def assembled():
    """An error callback, and a step that is added after it."""
    steps = chain(work.si(1), work.si(2))
    steps.link_error(on_failure.s())
    return steps | fail.si(3)


def middle():
    return chain(work.si(1), fail.si(2), work.si(3))


CASES = {
    # no-cleanup-step
    "clean_up_as_last_step": lambda: chain(work.si(1), fail.si(2), clean_up.si(1)).delay(),
    "clean_up_as_body": lambda: chord([work.si(1), fail.si(2)], clean_up.si(1)).delay(),
    "clean_up_as_both_failing": lambda: chain(work.si(1), fail.si(2), clean_up.si(1)).on_error(clean_up.si(1)).delay(),
    "clean_up_as_both": lambda: chain(work.si(1), clean_up.si(1)).on_error(clean_up.si(1)).delay(),
    "body_as_both_failing": lambda: chord([work.si(1), fail.si(2)], clean_up.si(1)).on_error(clean_up.si(1)).delay(),
    # require-link-error
    "on_chain": lambda: middle().on_error(on_failure.s()).delay(),
    "on_start": lambda: middle().apply_async(link_error=on_failure.s()),
    "on_group": lambda: group(work.si(1), fail.si(2)).on_error(on_failure.s()).delay(),
    "on_chord": lambda: chord([work.si(1), fail.si(2)], work.si(3)).on_error(on_failure.s()).delay(),
    "on_step_behind_group": lambda: (group(work.si(1), fail.si(2)) | work.si(3).on_error(on_failure.s())).delay(),
    "on_nothing": lambda: middle().delay(),
    # valid-link-error
    "first_only": lambda: chain(work.si(1).on_error(on_failure.s()), fail.si(2)).delay(),
    "last_only": lambda: (fail.si(1) | work.si(2).on_error(on_failure.s())).delay(),
    "sent": lambda: middle().link_error(on_failure.si("sent")).delay(),
    "tuple": lambda: group(work.si(1), work.si(2)).link_error(on_failure.s()).delay(),
    "piped_on": lambda: ((work.si(1) | work.si(2)).on_error(on_failure.s()) | fail.si(3)).delay(),
    "assembled": lambda: assembled().delay(),
    "replaced": lambda: middle().on_error(on_failure.s()).apply_async(link_error=on_other.s()),
    "listed": lambda: middle().apply_async(link_error=[on_failure.s(), on_other.s()]),
    "group_refuses": lambda: group(work.si(1), work.si(2)).apply_async(link_error=on_failure.s()),
    "chord_refuses": lambda: chord([work.si(1), work.si(2)], work.si(3)).apply_async(link_error=on_failure.s()),
    "called_chord_refuses": lambda: chord([work.si(1), work.si(2)])(work.si(3), link_error=on_failure.s()),
    "begun_by_group_refuses": lambda: chain(group(work.si(1), work.si(2)), work.si(3)).apply_async(link_error=on_failure.s()),
    "begun_by_one": lambda: chain(group(work.si(1)), fail.si(3)).apply_async(link_error=on_failure.s()),
    "called": lambda: middle()(link_error=on_failure.s()),
    "errback_task_id": lambda: fail.si(1).on_error(on_failure.s()).delay(),
    "errback_inline": lambda: fail.si(1).on_error(inline.s()).delay(),
    "errback_inline_immutable": lambda: fail.si(1).on_error(inline.si()).delay(),
    "errback_domain": lambda: fail.si(1).on_error(domain.s(7, 8)).delay(),
    "errback_domain_immutable": lambda: fail.si(1).on_error(domain.si(7, 8)).delay(),
    "errback_one": lambda: fail.si(1).on_error(one.s(7)).delay(),
    "errback_one_immutable": lambda: fail.si(1).on_error(one.si(7)).delay(),
    "errback_bound": lambda: fail.si(1).on_error(bound.s(7)).delay(),
    "errback_of_class": lambda: fail.si(1).on_error(of_class.s(7)).delay(),
}


def answer(case):
    try:
        result = CASES[case]()
    except Exception as problem:
        return {"raised": f"{type(problem).__name__}: {problem}"}
    if not case.startswith("errback_"):
        return {}
    result.get(timeout=5, propagate=False)
    # What goes wrong in an error callback is stored after the failure itself.
    time.sleep(0.2)
    error = app.AsyncResult(result.id).result
    return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(line.strip())), flush=True)
