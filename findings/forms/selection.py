"""Checking what a URL asks of the findings table, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from conversations.forms import FilterForm
from findings.queries.conditions import Condition, ConditionError, Op, checked, parse
from findings.queries.selection import (
    MOST_CONDITIONS,
    Selection,
    is_column,
    unique_columns,
)
from web.forms import with_shared_fields

_ORDERS = ("asc", "desc")
# Two values in one menu, either of which may be blank.
_RANGES = {"range": (Op.MIN, Op.MAX), "between": (Op.SINCE, Op.UNTIL)}


@with_shared_fields
class SelectionForm(FilterForm):
    """The parameters of a selection: those of the conversations list, and its own.

    `goal`, `op` and `value` add a condition to those in `where`, as the menus of columns do without
    a script. Every field is optional.
    """

    version = forms.IntegerField(required=False, min_value=1, max_value=10**9, label="Version")
    against = forms.IntegerField(
        required=False, min_value=1, max_value=10**9, label="Compared version"
    )
    sort = forms.CharField(required=False, max_length=210, label="Order")
    goal = forms.CharField(required=False, max_length=200, label="Goal")
    op = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((op, op) for op in (*Op, *_RANGES))],
        label="Comparison",
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._lists: Mapping[str, list[str]] = {
            name: data.getlist(name) if data is not None else []
            for name in ("where", "col", "pin", "value")
        }
        self._conditions: list[Condition] = []

    @property
    def is_adding(self) -> bool:
        """Whether it asks for a condition more, by the fields of a column's menu."""
        return bool(self.data.get("op"))

    def clean_sort(self) -> str:
        sort: str = self.cleaned_data["sort"]
        order, _, goal = sort.partition(":")
        if sort and (order not in _ORDERS or not goal or "\x00" in sort):
            raise forms.ValidationError("The order reads asc:goal or desc:goal.")
        return sort

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self._conditions = [*map(parse, self._lists["where"][: MOST_CONDITIONS + 1])]
            self._conditions += self._added(cleaned.get("goal", ""), cleaned.get("op", ""))
        except ConditionError as error:
            whose = f" by {error.subject[:60]}" if error.subject else ""
            self.add_error(None, f"A filter of findings{whose} {error}")
        if len(self._conditions) > MOST_CONDITIONS:
            self.add_error(None, f"There may be {MOST_CONDITIONS} filters of findings.")
        if wrong := [key for key in self._lists["col"] if not is_column(key)]:
            self.add_error(None, f"There is no column “{wrong[0][:60]}”.")
        return cleaned

    def _added(self, goal: str, op: str) -> Iterable[Condition]:
        """Yield the conditions that the fields beside `where` add; blank ones add none."""
        if not goal or not op:
            return
        if ops := _RANGES.get(op):
            for each, value in zip(ops, self._lists["value"], strict=False):
                if value.strip():
                    yield checked(goal, each, value)
            return
        values = [value for value in self._lists["value"] if value.strip()]
        if Op(op) in (Op.FILLED, Op.EMPTY) and not values:
            values = [""]
        for value in values[:MOST_CONDITIONS]:
            yield checked(goal, Op(op), value)

    def selection(self) -> Selection:
        """Return the selection asked for; call it after `is_valid`."""
        cleaned = self.cleaned_data
        columns = unique_columns(self._lists["col"])
        pinned = unique_columns(self._lists["pin"])
        return Selection(
            filters=self.filters(),
            version=cleaned["version"],
            against=cleaned["against"] if cleaned["against"] != cleaned["version"] else None,
            columns=columns,
            pinned=tuple(key for key in pinned if key in columns or not columns),
            where=tuple(dict.fromkeys(self._conditions)),
            sort=cleaned["sort"],
        )
