"""Files that an admin brings to the page."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.widgets.tests.asking import WIRE as WIDGET
from orgs.models import User
from roxels_dash.tests.people import ClientOf
from sources import storage
from sources.models import Upload

LIST = "/o/northwind/imports/"
BAD = {**WIDGET, "id": "conv_bad", "started_at": "yesterday"}


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


def brought(client: Client, *wires: Any, content: bytes = b"", format: str = "") -> Upload:
    """Send the form with a file of these; return what it became."""
    text = content or "".join(f"{json.dumps(wire)}\n" for wire in wires).encode()
    file = SimpleUploadedFile("ada-lovelace.jsonl", text)
    response = client.post(LIST, {"file": file, "format": format})
    assert response.status_code == 302, response.content
    upload = Upload.objects.latest("pk")
    assert response["Location"] == f"{LIST}{upload.public_id}/"
    return upload


def page(client: Client, upload: Upload) -> str:
    return " ".join(client.get(f"{LIST}{upload.public_id}/").content.decode().split())


def is_there(upload: Upload) -> bool:
    try:
        storage.head(storage.key_of(upload.organization_id, upload.public_id), 1)
    except storage.Missing:
        return False
    return True
