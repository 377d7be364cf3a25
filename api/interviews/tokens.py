"""LiveKit access tokens: who may join which room, for ten minutes."""

from datetime import timedelta

import jwt
from django.conf import settings
from django.utils import timezone

VALID_FOR = timedelta(minutes=10)


def is_configured() -> bool:
    given = (settings.LIVEKIT_URL, settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET)
    return all(given)


def join_token(room: str, identity: str) -> str:
    """Return a token with which `identity` may join `room`, speak and listen in it."""
    now = timezone.now()
    claims = {
        "iss": settings.LIVEKIT_API_KEY,
        "sub": identity,
        "nbf": now,
        "exp": now + VALID_FOR,
        "video": {
            "room": room,
            "roomJoin": True,
            "canPublish": True,
            "canPublishData": True,
            "canSubscribe": True,
        },
    }
    return jwt.encode(claims, settings.LIVEKIT_API_SECRET, algorithm="HS256")
