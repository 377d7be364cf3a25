"""What every test stands on: real PostgreSQL, Valkey and S3 servers, started once per test run.

The process that pytest was called in starts them and says where they are by the environment, which
the settings (read after that) and the processes of xdist take them from.
"""

import os

import django
import hypothesis
import pytest

from roxels_dash.tests.servers import TestServers, take_own_share

pytest_plugins = [
    "roxels_dash.tests.fixtures",
    "roxels_dash.tests.browser",
    "roxels_dash.tests.ordering",
]

# No test measures time: a busy machine is no failure.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

SERVERS = pytest.StashKey[TestServers]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, in the first process only, and point the settings at them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.stash[SERVERS] = servers = TestServers()
        os.environ.update(servers.start())
    os.environ.update(take_own_share(os.environ))
    os.environ["DJANGO_SETTINGS_MODULE"] = "roxels_dash.tests.settings"
    django.setup()
    config.pluginmanager.import_plugin("roxels_dash.tests.people")  # Imports models.
    if config.getoption("numprocesses", None):
        # A process of xdist that finds it would read the settings before it took its own share.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and remove their data."""
    if servers := config.stash.get(SERVERS, None):
        servers.stop()


@pytest.fixture
def servers(pytestconfig: pytest.Config) -> TestServers:
    """The servers of the run; only a run in one process has them to itself."""
    return pytestconfig.stash[SERVERS]
