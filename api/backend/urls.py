"""Where the backend API stands."""

from api.backend import views  # noqa: F401
from api.backend.dialect import dialect

urlpatterns = list(dialect.patterns("backend"))
