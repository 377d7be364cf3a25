"""The database's schema, brought up to date only when it may not be: starting Django takes seconds.

What it was made from is a comment on the database itself, so that one that was put in its place has
another or none.
"""

from psycopg import Connection, sql

from roxels_dash.embedded.changes import digest_of

# Packages bring tables of their own; the app's role gets its rights behind the last migration.
SOURCES = ("requirements.txt", "roxels_dash/*.py", "*/apps.py", "*/migrations/*.py")
_COMMENT = """
    SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""


def is_current(connection: Connection) -> bool:
    """Whether nothing has changed since the schema was last brought up to date."""
    return connection.execute(_COMMENT).fetchone() == (_note(),)


def remember(connection: Connection) -> None:
    """Write down that the schema is up to date."""
    name = sql.Identifier(connection.info.dbname)
    note = sql.Literal(_note())
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, note))


def _note() -> str:
    return f"schema of {digest_of(SOURCES)}"
