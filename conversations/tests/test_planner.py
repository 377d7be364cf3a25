"""What the planner is told of findings when the migration that tells it has run."""

import os
from importlib import import_module

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from intake.tests.making import conversation
from orgs.models import Organization

pytestmark = pytest.mark.django_db(transaction=True)

_KNOWN = "SELECT dependencies IS NULL FROM pg_stats_ext WHERE statistics_name = 'finding_values'"


def test_the_planner_knows_of_values_and_goals_once_it_was_migrated(
    northwind: Organization,
) -> None:
    for number in range(4):
        said = [{"goal": "location", "value": "Oslo"}]
        conversation(northwind, f"iv_{number}", minute=number, findings=said)
    module = import_module("conversations.migrations.0018_values_of_goals")
    [operation] = module.Migration.operations
    statements = [operation.sql] if isinstance(operation.sql, str) else operation.sql
    owner = make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    with psycopg.connect(owner) as migrating:
        for statement in (operation.reverse_sql, *statements):
            migrating.execute(statement)
        known = migrating.execute(_KNOWN).fetchall()
        migrating.rollback()
    assert known == [(False,)]  # it is NULL until the table is analysed
