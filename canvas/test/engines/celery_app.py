"""Tasks that take a random time, and say when they started and ended."""

import json
import os
from random import random
from time import sleep

from celery import Celery
from redis import Redis
from redis.exceptions import ConnectionError

url = os.environ["REDIS_URL"]
app = Celery("engines", broker=url, backend=url)
app.conf.update(json.loads(os.environ.get("CELERY_SETTINGS", "{}")))
redis = Redis.from_url(url)
longest = float(os.environ.get("MILLISECONDS", "10")) / 1000


def say(event):
    """Writes it, also when Redis is gone for a while: that is what some tests are about."""
    for _ in range(100):
        try:
            return redis.rpush("events", event)
        except ConnectionError:
            sleep(0.1)
    raise TimeoutError(f"Redis is gone: {event}")


def define(name, step):
    @app.task(name=name, bind=True)
    def run(self, chain, failing=None, attempts=1):
        say(f"{chain} {step} start")
        sleep(random() * longest)
        if step == failing:
            boom = ValueError(f"boom {chain}")
            raise self.retry(exc=boom, countdown=0, max_retries=attempts - 1)
        say(f"{chain} {step} end")


for step, name in enumerate(["process", "thumbnail", "notify"]):
    define(name, step)


@app.task(name="on_failed")
def on_failed(request, exc, traceback):
    """Its three arguments make a worker call it in place: it is told what failed."""
    say(f"{request.args[0]} handled {request.task} {exc}")


@app.task(name="clean_up")
def clean_up(chain):
    redis.rpush("cleaned", chain)
