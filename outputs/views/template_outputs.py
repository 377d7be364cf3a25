"""The outputs of a template: seen by all, changed by admins, each change a version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from conversations.models import Template, TemplateVersion
from conversations.queries import templates
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from outputs.definitions import Callback, OutputProblem, read_output
from outputs.domain import check_outputs
from outputs.domain.editing import Outdated, remove_output, save_output
from outputs.forms.template_outputs import OutputForm, initial_of
from outputs.models import Kind
from outputs.present import template_outputs as present
from outputs.present.questions import about_output
from outputs.queries import endpoints
from outputs.queries.preview import past, preview
from web.pages import render

_FORM = ["GET", "HEAD", "POST"]
OUTDATED = "The template was changed meanwhile. This is how it stands now."


@require_safe
@organization_page(Act.READ)
def template_outputs(request: OrganizationRequest, public_id: str) -> HttpResponse:
    template, version = _template_or_404(request, public_id)
    names = dict(endpoints.choices(request.access.organization))
    page = present.outputs_page(template, version, names)
    return render(request, "outputs/of_template.html", {"page": page})


@require_http_methods(_FORM)
@organization_page(Act.CONFIGURE)
def template_output_new(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Add an output of the type that the URL or the form names, a webhook by default."""
    template, version = _version_or_404(request, public_id)
    kind = request.POST.get("type") or request.GET.get("type") or Kind.WEBHOOK
    if kind not in Kind.values:
        raise Http404
    initial = {"id": f"output_{len(version.outputs) + 1}", "type": kind, "version": version.number}
    form = _form(request, template, version, kind, initial)
    return _answer(request, template, version, form)


@require_http_methods(_FORM)
@organization_page(Act.CONFIGURE)
def template_output(
    request: OrganizationRequest, public_id: str, position: int
) -> HttpResponseBase:
    """Change one output of the newest version."""
    template, version = _version_or_404(request, public_id)
    given = _output_or_404(version, position)
    try:
        kind = read_output(given).type
    except OutputProblem:
        raise Http404 from None
    initial = {**initial_of(given), "position": position, "version": version.number}
    form = _form(request, template, version, kind, initial)
    return _answer(request, template, version, form)


@require_http_methods(_FORM)
@organization_page(Act.CONFIGURE)
def template_output_preview(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show what the output in the form would send of a conversation; nothing is saved."""
    template, version = _version_or_404(request, public_id)
    kind = request.POST.get("type", "")
    if request.method != "POST" or kind not in Kind.values:
        return redirect("template_outputs", request.access.organization.slug, public_id)
    form = _form(request, template, version, kind, {})
    card = _preview(template, version, form)
    status = 200 if card else 422
    return _page(request, template, version, form, card=card, status=status)


@require_http_methods(_FORM)
@organization_page(Act.CONFIGURE)
def template_output_remove(
    request: OrganizationRequest, public_id: str, position: int
) -> HttpResponseBase:
    """Ask whether to remove an output, then do, in a new version."""
    template, version = _version_or_404(request, public_id)
    given = _output_or_404(version, position)
    slug = request.access.organization.slug
    if request.method != "POST":
        question = about_output(slug, template, version.number, position, given)
        return render(request, "outputs/question.html", {"question": question})
    number = request.POST.get("version", "")
    try:
        remove_output(
            actor=actor_of(request),
            template=template,
            number=int(number) if number.isascii() and number.isdecimal() else 0,
            position=position,
        )
        messages.info(request, "The output is removed, in a new version.")
    except Outdated:
        messages.warning(request, OUTDATED)
    return redirect("template_outputs", slug, public_id)


def _answer(
    request: OrganizationRequest, template: Template, version: TemplateVersion, form: OutputForm
) -> HttpResponseBase:
    """Save what the form says, or show it with what is wrong."""
    if not form.is_valid():
        return _page(request, template, version, form, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    try:
        save_output(
            actor=actor_of(request),
            template=template,
            number=told["version"],
            position=told["position"],
            output=form.output(),
        )
    except OutputProblem as problem:
        form.refuse(problem)
        return _page(request, template, version, form, status=422)
    except Outdated:
        messages.warning(request, OUTDATED)
    return redirect("template_outputs", request.access.organization.slug, template.public_id)


def _form(
    request: OrganizationRequest,
    template: Template,
    version: TemplateVersion,
    kind: str,
    initial: dict[str, Any],
) -> OutputForm:
    return OutputForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        goals=[goal["id"] for goal in version.goals],
        endpoints=endpoints.choices(request.access.organization),
        past=present.past_choices(past(template)),
        initial=initial,
    )


def _preview(
    template: Template, version: TemplateVersion, form: OutputForm
) -> present.PreviewCard | None:
    if not form.is_valid():
        return None
    goals = [goal["id"] for goal in version.goals]
    try:
        [output] = check_outputs(template.organization_id, [form.output()], goals)
    except OutputProblem as problem:
        form.refuse(problem)
        return None
    known = {each.key for each in past(template)}
    chosen = form.cleaned_data["conversation"]
    if isinstance(output, Callback) or chosen not in known:
        form.add_error("conversation", "Choose one of these conversations.")
        return None
    found = preview(template, chosen, output)
    return present.preview_card(found) if found else None


def _page(
    request: OrganizationRequest,
    template: Template,
    version: TemplateVersion,
    form: OutputForm,
    *,
    card: present.PreviewCard | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "template": template, "version": version, "card": card}
    blocks = {"output": "form"}
    return render(request, "outputs/output.html", context, blocks=blocks, status=status)


def _template_or_404(
    request: OrganizationRequest, public_id: str
) -> tuple[Template, TemplateVersion | None]:
    """Return the organisation's own template and its newest version, if it has one."""
    template = templates.get(request.access.organization, public_id)
    if template is None:
        raise Http404
    template.organization = request.access.organization
    versions = templates.versions(template)
    return template, templates.version(template, versions[0].number) if versions else None


def _version_or_404(
    request: OrganizationRequest, public_id: str
) -> tuple[Template, TemplateVersion]:
    template, version = _template_or_404(request, public_id)
    if version is None:
        raise Http404
    return template, version


def _output_or_404(version: TemplateVersion, position: int) -> Any:
    if not 1 <= position <= len(version.outputs):
        raise Http404
    return version.outputs[position - 1]
