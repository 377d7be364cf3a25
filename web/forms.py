"""Forms that read an address: what is the same for all of them is made once."""

from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type[forms.Form])


class _Shared(dict[str, forms.Field]):
    def __deepcopy__(self, memo: Any) -> "_Shared":
        return self


def with_shared_fields(form: F) -> F:
    """Let all forms of a class have the same fields: for one that changes none of them.

    Django copies each field for each form, which took a twentieth of a list's page.
    """
    form.base_fields = _Shared(form.base_fields)
    return form
