"""Where the widget API stands."""

from api.widgets import views  # noqa: F401
from api.widgets.dialect import dialect

urlpatterns = list(dialect.patterns("widgets"))
