"""Where the Roxels API stands."""

from api.interviews import views  # noqa: F401
from api.interviews.dialect import dialect

urlpatterns = list(dialect.patterns("api"))
