"""The S3 storage that rooms keep objects in, with the options that all S3 servers understand."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

_CONNECT_SECONDS, _READ_SECONDS = 3, 20


class BucketStorage(S3Storage):
    """django-storages' S3 as we use it: private, nothing overwritten by name alone.

    Checksums only where they must be and path style are for servers other than Amazon's. What is
    down is given up soon: whoever asks tries again by themselves.
    """

    def __init__(self, **options: Any) -> None:
        style = options.get("addressing_style", "path")
        options["client_config"] = Config(
            signature_version="s3v4",
            s3={"addressing_style": style},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
            max_pool_connections=32,
        )
        options |= {"default_acl": None, "file_overwrite": False, "querystring_expire": 300}
        super().__init__(**options)
