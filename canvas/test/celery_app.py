"""Tasks for the tests of task-canvas/celery: each writes what it got to the Redis list `ran`."""

import os

from celery import Celery
from redis import Redis

url = os.environ["REDIS_URL"]
app = Celery("lab", broker=os.environ.get("BROKER_URL", url), backend=url)
app.conf.broker_connection_retry_on_startup = True
redis = Redis.from_url(url)


def ran(*words):
    redis.rpush("ran", " ".join(str(word) for word in words))


@app.task(name="lab.process")
def process(image_id):
    ran("process", image_id)
    return image_id * 10


@app.task(name="lab.thumbnail")
def thumbnail(*args, size=None):
    ran("thumbnail", *args, f"size={size}")
    return "thumbnail done"


@app.task(name="lab.notify", bind=True)
def notify(self, user_id):
    ran("notify", user_id, self.request.root_id, self.request.parent_id)
    return "notify done"


@app.task(name="lab.last")
def last(*args):
    """Gives its last argument."""
    ran("last", *args)
    return args[-1]


@app.task(name="lab.sum")
def total(numbers):
    ran("sum", *numbers)
    return sum(numbers)


@app.task(name="lab.fail")
def fail(*args):
    ran("fail", *args)
    raise ValueError("boom")


@app.task(name="lab.on_failed")
def on_failed(image_id):
    ran("on_failed", image_id)


@app.task(name="lab.on_failed_inline")
def on_failed_inline(request, exc, traceback):
    ran("on_failed_inline", request.task, exc)


@app.task(name="lab.canvas_from_python")
def canvas_from_python(number):
    """Starts `last | js.double | last` from Python, and gives its result with those before it."""
    double = app.signature("js.double", options={"queue": "js"})
    result = (last.s(number) | double | last.s()).delay()
    return result.as_list()


@app.task(name="lab.read")
def read(task_id):
    result = app.AsyncResult(task_id)
    return f"{result.state} {result.result!r}"
