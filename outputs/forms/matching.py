"""The answer to the question whether all that matches is to be sent again."""

from django import forms


class AskedForm(forms.Form):
    """`asked_at`: when the question was asked; what came or was sent again since is left out."""

    asked_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])
