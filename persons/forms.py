"""Checking what the URL asks of the persons list."""

from django import forms


class SearchForm(forms.Form):
    """Nothing asked for is the whole list."""

    q = forms.CharField(required=False, max_length=300, label="Search")
