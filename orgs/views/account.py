"""The page on which people set what is theirs: name, time zone, appearance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from orgs import domain
from orgs.forms.account import AccountForm, zone_names
from orgs.http import sign_in_first
from orgs.middleware import browser_time_zone
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
def account_page(request: HttpRequest) -> HttpResponse:
    """Show and save the account's own settings."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    user = request.user
    zone = browser_time_zone(request)
    if request.method == "POST":
        form = AccountForm(request.POST, browser_zone=zone)
        if form.is_valid():
            domain.change_account(user=user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("account_page")
    else:
        initial = {"name": user.name, "time_zone": user.time_zone, "theme": user.theme}
        form = AccountForm(initial=initial, browser_zone=zone)
    context = {"form": form, "zones": zone_names()}
    return render(request, "orgs/account/page.html", context, status=422 if form.errors else 200)
