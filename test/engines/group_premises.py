"""What is said of groups and chords, asked of Celery itself. Reads a case's name a line, and answers each by one line of JSON."""

import json
import os
import sys

from celery import Celery, chord, group

url = os.environ["REDIS_URL"]
app = Celery("premises", broker=url, backend=url)


@app.task(name="each")
def each(value):
    if value == "bad":
        raise ValueError(value)
    return value


@app.task(name="finish")
def finish(value):
    return value


def group_of_three():
    return group(each.si(value) for value in (1, 2, 3)).delay().get(timeout=10)


def group_of_none():
    return group(each.si(value) for value in ()).delay().get(timeout=10)


def group_with_a_failure():
    group(each.si(value) for value in (1, "bad", 3)).delay()


def group_under_a_condition():
    return group(each.si(value).set(priority=3, countdown=0) for value in (1, 2, 3) if value > 1).delay().get(timeout=10)


def group_and_then_another():
    group(each.si(value) for value in (1, 2)).delay()
    finish.delay(7)


def chord_of_a_group():
    chord(group(each.si(value) for value in (1, 2)), finish.si(7)).delay()


def chord_with_a_failure():
    chord([each.si(value) for value in (1, "bad")], finish.si(7)).delay()


def chord_of_none():
    chord(group(each.si(value) for value in ()), finish.si(7)).delay()


cases = {
    case.__name__: case
    for case in (
        group_of_three,
        group_of_none,
        group_with_a_failure,
        group_under_a_condition,
        group_and_then_another,
        chord_of_a_group,
        chord_with_a_failure,
        chord_of_none,
    )
}

if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps({"results": cases[line.strip()]()}), flush=True)
