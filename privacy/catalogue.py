"""The registry against the live database: what is declared, what there is, where they differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.utils.module_loading import module_has_submodule

from privacy.registry import Place, Store

# Of every kind of relation that keeps rows, with partitions folded into their parent.
_RELATIONS = """
SELECT n.nspname, c.relname, array_agg(a.attname::text)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('information_schema', 'pg_catalog', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast\\_temp\\_%'
GROUP BY 1, 2
"""


def declared_places() -> list[Place]:
    """Return every room's places. A room is an installed app with a `privacy` module."""
    return [
        place
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, "privacy")
        for place in import_module(f"{config.name}.privacy").PLACES
    ]


def live_tables() -> dict[str, frozenset[str]]:
    """Return {table: its columns} of the connected database; outside `public` with the schema."""
    with connection.cursor() as cursor:
        cursor.execute(_RELATIONS)
        rows = cursor.fetchall()
    return {
        name if schema == "public" else f"{schema}.{name}": frozenset(columns)
        for schema, name, columns in rows
    }


def differences(live: Mapping[str, frozenset[str]], places: Iterable[Place]) -> list[str]:
    """Return, in words, every way in which the declared tables differ from the live ones."""
    tables = [place for place in places if place.store is Store.TABLE]
    declared = {place.name: place.columns for place in tables}
    counts = Counter(place.name for place in tables)
    found = [f"{name} is declared twice" for name, count in counts.items() if count > 1]
    found += [f"table {name} is not declared" for name in live.keys() - declared.keys()]
    found += [f"table {name} does not exist" for name in declared.keys() - live.keys()]
    for name in live.keys() & declared.keys():
        found += [f"{name}.{column} is not declared" for column in live[name] - declared[name]]
        found += [f"{name}.{column} does not exist" for column in declared[name] - live[name]]
    return sorted(found)
