"""Prints what Celery itself sends for some canvases, as JSON: `{name: [{"headers", "body"}, ...]}`."""

import os

from celery import Celery, group
from kombu.messaging import Producer
from kombu.utils.json import dumps, loads

app = Celery("lab", broker="memory://", backend=os.environ["REDIS_URL"])


def work(*args):
    pass


a, b, c, d, e, handler = (app.task(work, name=name) for name in ["a", "b", "c", "d", "e", "handler"])
A, B, C, D, E = a.si(1), b.s(2), c.s(3), d.s(4), e.s(5)

canvases = {
    "a | b | c": A | B | C,
    "a | group(b, c)": A | group(B, C),
    "a | group(b, c) | d": A | group(B, C) | D,
    "a | group(b, c) | d | e": A | group(B, C) | D | E,
    "a | group(b | c, d) | e": A | group(B | C, D) | E,
    "a | group(b | c, d)": A | group(B | C, D),
    "a | group(b, c) | group(d, e)": A | group(B, C) | group(D, E),
    "group(a, b)": group(A, B),
    "group(a | b, c)": group(A | B, C),
    "(a | b).on_error": (A | B).on_error(handler.si(9)),
    "(a | group(b, c) | d).on_error": (A | group(B, C) | D).on_error(handler.si(9)),
}

sent = []
Producer.publish = lambda self, body, headers, **_: sent.append({"headers": headers, "body": loads(dumps(body))})
result = {}
for name, canvas in canvases.items():
    canvas.delay()
    result[name] = [*sent]
    sent.clear()
print(dumps(result))
