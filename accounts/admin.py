"""People and teams in the Django admin: roles and closed accounts; addresses for those only who may change people."""

from functools import partial

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages

from accounts import services
from accounts.models import Erasure, Membership, Team, User
from accounts.roles import Role

# The admin's own sign-in would skip the second factor.
admin.site.login = secure_admin_login(admin.site.login)

admin.site.site_header = admin.site.site_title = "EmoSense"
admin.site.index_title = "Moderation"

# Their pages show secrets (second factors, session keys, tokens of other sites), or would let somebody else decide
# which address is verified. The apps of other sites come from settings.
for model in (Authenticator, UserSession, SocialToken, SocialApp, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To be looked at; what changes, changes through services."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _role_action(role):
    @admin.action(description=f"Make {role.label.lower()}", permissions=["change"])
    def action(model_admin, request, queryset):
        give = partial(services.set_role, role=role, by=request.user)
        model_admin.change_each(request, queryset, f"Role: {role.label}", give)

    action.__name__ = f"make_{role}"
    return action


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["public_name", "role", "is_active", "is_demo", "date_joined"]
    list_filter = ["groups", "is_active", "is_demo"]
    search_fields = ["display_name"]
    ordering = ["-date_joined"]
    actions = [*(_role_action(role) for role in Role), "close_accounts", "reopen_accounts"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fields(self, request, obj=None):
        """Moderators decide about what people write: for that they need no address."""
        addresses = ["email", "last_login"] if request.user.has_perm("accounts.change_user") else []
        return ["display_name", "role", *addresses, "is_active", "is_demo", "date_joined"]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    @admin.display(description="Role")
    def role(self, person):
        return ", ".join(group.name for group in person.groups.all()) or "–"

    @admin.action(description="Close accounts: nobody can sign in with them", permissions=["change"])
    def close_accounts(self, request, queryset):
        self.change_each(request, queryset, "Closed", partial(services.close_account, by=request.user))

    @admin.action(description="Reopen accounts", permissions=["change"])
    def reopen_accounts(self, request, queryset):
        self.change_each(request, queryset, "Reopened", partial(services.reopen_account, by=request.user))

    def change_each(self, request, people, words, change):
        """Changes everybody but oneself, and writes it into the log."""
        for person in people:
            try:
                change(person=person)
                self.log_change(request, person, words)
            except services.OwnAccount:
                self.message_user(request, "Nobody changes their own account here.", messages.WARNING)


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = readonly_fields = ["person", "role", "joined_at"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name", "created_at"]
    search_fields = ["name"]
    fields = readonly_fields = ["name", "created_at"]
    inlines = [MembershipInline]


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    list_display = ["erased_at", "rows"]
    fields = readonly_fields = ["erased_at", "rows"]
