"""The import contract that import-linter has no type for: which modules of a room are its doors."""

from fnmatch import fnmatchcase
from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """A room's modules are imported from elsewhere only where they match a pattern in `doors`.

    A door that is a package opens everything in it. Tests may import what they test.
    """

    rooms = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Return the imports between rooms that pass no door, as text in the metadata."""
        rooms = set(self.rooms)  # type: ignore[call-overload]
        found = [
            f"{importer} -> {imported}"
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.split(".")[0] in rooms - {importer.split(".")[0]}
            and "tests" not in importer.split(".")
            and not self._is_open(imported)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def _is_open(self, module: str) -> bool:
        patterns: Any = self.doors
        return any(
            fnmatchcase(module, pattern) or fnmatchcase(module, f"{pattern}.*")
            for pattern in patterns
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that passes no door."""
        for line in check.metadata["found"]:
            output.print_error(line)
