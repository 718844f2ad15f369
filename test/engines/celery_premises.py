"""What rewritten code relies on, asked of Celery and Django themselves. Reads a case's name a line, and answers each by one line of JSON."""

import json
import os
import sys
import time

from celery import Celery, chain, chord, group
from django.conf import settings

url = os.environ["REDIS_URL"]
app = Celery("premises", broker=url, backend=url)

MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


@app.task(name="first")
def first(value):
    return value


@app.task(name="second")
def second(value):
    return value


def in_order():
    chain(first.si(7), second.si(7)).delay()


def group_at_the_end():
    chain(first.si(7), group(second.si(8), second.si(9))).delay()


def group_in_a_pipe():
    (first.si(7) | group(second.si(8), second.si(9))).delay()


def list_of_links():
    first.apply_async(args=(7,), link=[second.si(8), second.si(9)])


def chord_of_many():
    chord([first.si(value) for value in (7, 8)], second.si(9)).delay()


def chord_of_one():
    chord([first.si(value) for value in (7,)], second.si(9)).delay()


def chord_of_none():
    chord([first.si(value) for value in ()], second.si(9)).delay()


def later_countdown():
    chain(first.si(7), second.si(7).set(countdown=1)).delay()


def after_commit():
    with transaction.atomic():
        transaction.on_commit(chain(first.si(7), second.si(7)).delay)
        sent_before = sent()
    return sent_before


def after_rollback():
    try:
        with transaction.atomic():
            transaction.on_commit(chain(first.si(7), second.si(7)).delay)
            raise LookupError
    except LookupError:
        return sent()


def sent():
    """How much was sent so far: messages that wait, and events of tasks, for which the worker is given time."""
    time.sleep(0.2)
    redis = app.backend.client
    return redis.llen("celery") + redis.llen("events")


if __name__ == "__main__":
    settings.configure(DATABASES={"default": MEMORY})

    import django
    from django.db import transaction

    django.setup()

    of_groups = (group_at_the_end, group_in_a_pipe, list_of_links, chord_of_many, chord_of_one, chord_of_none)
    cases = {case.__name__: case for case in (in_order, *of_groups, later_countdown, after_commit, after_rollback)}
    for line in sys.stdin:
        print(json.dumps({"sent": cases[line.strip()]()}), flush=True)
