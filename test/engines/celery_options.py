"""Which tasks get the options of a whole canvas, asked of Celery. Reads a case's name a line, and answers each by the queue in which each task ran."""

import json
import os
import sys
import time

from celery import Celery, chain, chord, group
from kombu import Queue

url = os.environ["REDIS_URL"]
app = Celery("options", broker=url, backend=url)
app.conf.task_default_queue = "celery"
app.conf.task_queues = [Queue("celery"), Queue("slow")]


@app.task(name="step", bind=True)
def step(self, name):
    app.backend.client.rpush("ran", json.dumps([name, self.request.delivery_info["routing_key"]]))


a, b, c, d = (step.si(name) for name in "abcd")

CASES = {
    "chain().apply_async()": (3, lambda: chain(a, b, c).apply_async(queue="slow")),
    "chain().set()": (3, lambda: chain(a, b, c).set(queue="slow").delay()),
    "chain(options)": (3, lambda: chain(a, b, c, queue="slow").delay()),
    "pipe": (3, lambda: (a | b | c).set(queue="slow").delay()),
    "later step with its own": (2, lambda: chain(a, b.clone().set(queue="slow")).apply_async(queue="slow")),
    "first step with its own": (2, lambda: chain(a.clone().set(queue="celery"), b).apply_async(queue="slow")),
    "chain before a pipe": (3, lambda: ((a | b).set(queue="slow") | c).delay()),
    "chain in a chain": (3, lambda: chain(a, chain(b, c).set(queue="slow")).delay()),
    "group": (2, lambda: group(a, b).apply_async(queue="slow")),
    "group of a chain": (3, lambda: group(a | b, c).apply_async(queue="slow")),
    "group first": (4, lambda: chain(group(a, b), c, d).apply_async(queue="slow")),
    "group last": (3, lambda: chain(a, group(b, c).set(queue="slow")).delay()),
    "group in the middle": (4, lambda: chain(a, group(b, c).set(queue="slow"), d).delay()),
    "group in a group": (3, lambda: group(group(a, b).set(queue="slow"), c).delay()),
    "chord": (3, lambda: chord([a, b], c).apply_async(queue="slow")),
    "chord with a chain": (4, lambda: chord([a, b], c | d).apply_async(queue="slow")),
    "chord in a chain": (4, lambda: chain(a, chord([b, c], d).set(queue="slow")).delay()),
    "chord whose header is a chain": (3, lambda: chord(chain(a, b), c).apply_async(queue="slow")),
    "group and a step, before a pipe": (4, lambda: ((group(a, b) | c).set(queue="slow") | d).delay()),
    "group and a step, in a chain": (4, lambda: chain(a, (group(b, c) | d).set(queue="slow")).delay()),
}


def queues_of(name):
    redis = app.backend.client
    redis.delete("ran")
    count, send = CASES[name]
    send()
    end = time.time() + 10
    while redis.llen("ran") < count and time.time() < end:
        time.sleep(0.02)
    return dict(sorted(map(json.loads, redis.lrange("ran", 0, -1))))


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(queues_of(line.strip())), flush=True)
