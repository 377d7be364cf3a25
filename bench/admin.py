"""Django's admin on the product's tables, as somebody would set it up in an afternoon.

Columns as our own list has them, with the full count, without a date hierarchy.
"""

from django.contrib import admin

from conversations.models import Conversation, Turn


class TurnInline(admin.TabularInline):
    model = Turn
    extra = 0


class ConversationAdmin(admin.ModelAdmin):
    list_display = (
        "person_label", "template_name", "status", "gist", "finding_count", "deliveries",
        "duration_seconds", "created_at",
    )  # fmt: skip
    ordering = ("-created_at",)
    list_per_page = 50
    show_full_result_count = True
    search_fields = ("summary", "person_label")
    raw_id_fields = ("organization", "template", "template_version")
    readonly_fields = ("digest",)
    inlines = (TurnInline,)


site = admin.AdminSite("bench_admin")
site.register(Conversation, ConversationAdmin)
