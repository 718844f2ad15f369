"""
Posts to the views of the Django project in the working directory, as a signed-in user. Reads one request a line, as JSON, and answers each by one line.
"""

import json
import sys

import django
from django.apps import apps

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402


def signed_in_client():
    client = Client()
    if apps.is_installed("django.contrib.auth"):
        from django.contrib.auth import get_user_model

        call_command("migrate", verbosity=0)
        user, _ = get_user_model().objects.get_or_create(username="anybody", email="anybody@example.org")
        client.force_login(user)
    return client


def answer(client, request):
    if "count" in request:
        return {"count": apps.get_model(request["count"]).objects.count()}
    files = {name: SimpleUploadedFile(name, text.encode()) for name, text in request["files"].items()}
    try:
        response = client.post(request["path"], {**request["data"], **files})
    except Exception as problem:
        return {"error": f"{type(problem).__name__}: {problem}"}
    return {"status": response.status_code, **json.loads(response.content)}


client = signed_in_client()
for line in sys.stdin:
    print(json.dumps(answer(client, json.loads(line))), flush=True)
