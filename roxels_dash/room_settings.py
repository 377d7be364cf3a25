"""What the rooms can be told: the API, live sessions, outputs, erasure. Part of the settings."""

from environs import validate

from roxels_dash.environment import DEBUG, env
from roxels_dash.validation import networks, sealing_keys

# --- The API ---------------------------------------------------------------------------------

API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 1200, validate=validate.Range(min=1))
API_MAX_BODY_BYTES = env.int("API_MAX_BODY_BYTES", 5_000_000, validate=validate.Range(min=1000))
DATA_UPLOAD_MAX_MEMORY_SIZE = max(API_MAX_BODY_BYTES, 2_621_440)
LIVEKIT_URL = env.str("LIVEKIT_URL", "")
LIVEKIT_API_KEY = env.str("LIVEKIT_API_KEY", "")
LIVEKIT_API_SECRET = env.str("LIVEKIT_API_SECRET", "")

# --- Live sessions ---------------------------------------------------------------------------

# Where a participant's link leads on to: the page that hosts the runtime's embed.
EMBED_URL = env.str("EMBED_URL", "", validate=validate.Regexp(r"$|https?://[^/]+/.*\{session_id\}"))
SESSION_SILENCE_SECONDS = env.int(
    "SESSION_SILENCE_SECONDS", 1800, validate=validate.Range(min=60, max=2_592_000)
)
JOIN_LINK_DAYS = env.int("JOIN_LINK_DAYS", 30, validate=validate.Range(min=1, max=3650))

# --- Frames ----------------------------------------------------------------------------------

# How long a signed address of a picture is good for, and one that a picture is uploaded to.
FRAMES_URL_SECONDS = env.int("FRAMES_URL_SECONDS", 300, validate=validate.Range(min=10, max=300))
FRAMES_UPLOAD_SECONDS = env.int(
    "FRAMES_UPLOAD_SECONDS", 900, validate=validate.Range(min=60, max=3600)
)
FRAMES_MAX_BYTES = env.int("FRAMES_MAX_BYTES", 10_000_000, validate=validate.Range(min=1000))

# --- Outputs ---------------------------------------------------------------------------------
# Secrets of endpoints are sealed with the first key; all of them open.

ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS", validate=sealing_keys)
OUTPUTS_ALLOW_HTTP = env.bool("OUTPUTS_ALLOW_HTTP", DEBUG)
OUTPUTS_ALLOWED_NETWORKS: list[str] = env.list("OUTPUTS_ALLOWED_NETWORKS", [], validate=networks)
OUTPUTS_PROXY = env.str("OUTPUTS_PROXY", "", validate=validate.Regexp(r"$|https?://[^/]+/?$"))
_SOME = validate.Range(min=1)
OUTPUTS_CONCURRENCY = env.int("OUTPUTS_CONCURRENCY", 500, validate=_SOME)
OUTPUTS_ENDPOINT_CONCURRENCY = env.int("OUTPUTS_ENDPOINT_CONCURRENCY", 25, validate=_SOME)
OUTPUTS_TIMEOUT_SECONDS = env.float(
    "OUTPUTS_TIMEOUT_SECONDS", 15.0, validate=validate.Range(min=1, max=120)
)
OUTPUTS_CONTENT_DAYS = env.int("OUTPUTS_CONTENT_DAYS", 90, validate=validate.Range(min=1, max=3650))
# How many seconds of the schedule pass in one: for tests alone.
OUTPUTS_CLOCK_SCALE = env.float("OUTPUTS_CLOCK_SCALE", 1.0, validate=validate.Range(min=1.0))

# --- Erasure ---------------------------------------------------------------------------------

# Whether two people have to approve that a person is erased.
ERASURE_SECOND_APPROVER = env.bool("ERASURE_SECOND_APPROVER", not DEBUG)
# How long a worker that was killed keeps others from going on; each piece of work is far shorter.
ERASURE_LEASE_SECONDS = env.float(
    "ERASURE_LEASE_SECONDS", 30.0, validate=validate.Range(min=1, max=3600)
)
# How long late facts are refused and erasures can be replayed; backups must be younger.
ERASURE_MEMORY_DAYS = env.int("ERASURE_MEMORY_DAYS", 40, validate=validate.Range(min=40, max=3650))

# --- Findings --------------------------------------------------------------------------------

# How many exports all workers together make at a time: the rest of their work goes on beside it.
EXPORTS_AT_ONCE = env.int("EXPORTS_AT_ONCE", 1, validate=validate.Range(min=1))

# --- Sources ---------------------------------------------------------------------------------

# The same of files that come in, and of sources that are pulled.
UPLOADS_AT_ONCE = env.int("UPLOADS_AT_ONCE", 1, validate=validate.Range(min=1))
PULLS_AT_ONCE = env.int("PULLS_AT_ONCE", 1, validate=validate.Range(min=1))

# --- The demo --------------------------------------------------------------------------------

# Let this web process receive what the demo's outputs send.
DEMO_RECEIVER = env.bool("DEMO_RECEIVER", False)
