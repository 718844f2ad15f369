"""Loaded into a worker beside a project: tells in the Redis list `events` what each task got and how it ended, and lets tasks take time."""

import json
import os
import time

from celery import signals
from redis import Redis

redis = Redis.from_url(os.environ["REDIS_URL"])
takes = json.loads(os.environ["TAKES"])


def tell(event, task, task_id, **more):
    event = {"event": event, "id": task_id, "task": task.name.split(".")[-1], "at": time.time(), **more}
    redis.rpush("events", json.dumps(event, default=repr))


@signals.task_prerun.connect
def started(task, task_id, args, kwargs, **_):
    tell("started", task, task_id, args=args, kwargs=kwargs)
    time.sleep(takes.get(task.name.split(".")[-1], 0))


@signals.task_postrun.connect
def ended(task, task_id, state, **_):
    tell("ended", task, task_id, state=state)
