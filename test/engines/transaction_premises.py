"""Dispatches inside and behind a transaction of Django. Reads a case's name a line, and answers each by one line of JSON: what the task has found."""

import json
import os
import sys
from functools import partial

import django
from celery import Celery
from django.conf import settings

url = os.environ["REDIS_URL"]
app = Celery("premises", broker=url, backend=url)

if not settings.configured:
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}})
    django.setup()

from django.db import connection, models, transaction  # noqa: E402


class Order(models.Model):
    class Meta:
        app_label = "premises"


@app.task(name="finds")
def finds(order_id):
    return Order.objects.filter(pk=order_id).exists()


def inside():
    with transaction.atomic():
        return finds.delay(Order.objects.create().pk).get(timeout=5)


def rolled_back():
    try:
        with transaction.atomic():
            result = finds.delay(Order.objects.create().pk)
            raise LookupError
    except LookupError:
        return result.get(timeout=5)


def on_commit():
    sent = []
    with transaction.atomic():
        transaction.on_commit(partial(send, sent, Order.objects.create().pk))
        assert sent == []
    return sent[0].get(timeout=5)


def on_commit_rolled_back():
    sent = []
    try:
        with transaction.atomic():
            transaction.on_commit(partial(send, sent, Order.objects.create().pk))
            raise LookupError
    except LookupError:
        return sent


def send(sent, order_id):
    sent.append(finds.delay(order_id))


def in_a_loop():
    """What a lambda looks up at the commit, and what `partial` has kept."""
    late, kept = [], []
    with transaction.atomic():
        for number in (1, 2):
            transaction.on_commit(lambda: late.append(number))
            transaction.on_commit(partial(kept.append, number))
    return [late, kept]


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Order)
    cases = {case.__name__: case for case in (inside, rolled_back, on_commit, on_commit_rolled_back, in_a_loop)}
    for line in sys.stdin:
        print(json.dumps({"outcome": cases[line.strip()]()}), flush=True)
