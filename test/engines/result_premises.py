"""What the rules about results rely on, asked of Celery itself. Reads a case's name a line, and answers each by one line of JSON: how its tasks ended."""

import json
import os
import sys
import time

from celery import Celery, chain, chord
from celery.result import allow_join_result

url = os.environ["REDIS_URL"]
app = Celery("result_premises", broker=url, backend=url)


@app.task(name="process")
def process(image_id):
    return f"images/{image_id}"


@app.task(name="log")
def log(image_id):
    pass


@app.task(name="thumbnail")
def thumbnail(path):
    return path


@app.task(name="notify")
def notify(user_id, message=None):
    return [user_id, message]


@app.task(name="publish")
def publish(path, user_id):
    return [path, user_id]


@app.task(name="waiting")
def waiting():
    return process.delay(7).get(timeout=1)


@app.task(name="allowed")
def allowed():
    with allow_join_result():
        return process.delay(7).get(timeout=1)


def no_room():
    return process.s(7) | thumbnail.s(7)


def by_name_too():
    return process.s(7) | thumbnail.s(path=7)


def kept_from():
    return process.s(7) | publish.si(1)


def moved_on():
    return process.s(7) | notify.s(1)


def nothing_moved_on():
    return log.s(7) | notify.s(1)


def no_room_in_body():
    return chord([process.s(7), process.s(8)], thumbnail.s(7))


def as_suggested():
    return chain(process.s(7), notify.si(1), publish.s(1))


def waits():
    return waiting.s()


def is_allowed():
    return allowed.s()


CASES = (no_room, by_name_too, kept_from, moved_on, nothing_moved_on, no_room_in_body, as_suggested, waits, is_allowed)


def how_it_ended(result, patience=5.0):
    """The state of a task and what it gave, once it is done."""
    end = time.time() + patience
    while not result.ready() and time.time() < end:
        time.sleep(0.02)
    value = result.result
    return [result.state, f"{type(value).__name__}: {value}" if isinstance(value, Exception) else value]


def outcome(case):
    result = case().delay()
    # A step that could not be sent is never done.
    before = getattr(result, "parent", None)
    first = how_it_ended(before) if hasattr(before, "state") else None
    return {"before": first, "last": how_it_ended(result, 0.2 if first and first[0] == "FAILURE" else 5.0)}


if __name__ == "__main__":
    cases = {case.__name__: case for case in CASES}
    for line in sys.stdin:
        name, _, count = line.strip().partition(" ")
        if count:
            results = [cases[name]().delay() for _ in range(int(count))]
            print(json.dumps({"all": [how_it_ended(result) for result in results]}), flush=True)
        else:
            print(json.dumps(outcome(cases[name])), flush=True)
