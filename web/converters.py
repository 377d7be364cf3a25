"""URL converters."""

from django.urls import register_converter

from web.ids import PUBLIC_ID


class PublicIdConverter:
    """A public id as it stands in a path; anything else is no page."""

    regex = PUBLIC_ID.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicIdConverter, "public_id")
