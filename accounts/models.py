"""People, teams and who belongs to which."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users known by their e-mail address."""

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A person who signs in by e-mail; `display_name` is what others see."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    is_demo = models.BooleanField(default=False, help_text="A demo sign-in made by the starter data.")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self):
        return self.public_name

    @property
    def public_name(self):
        """The name that others see: never the e-mail address."""
        return self.display_name or f"Person {self.pk}"

    def get_full_name(self):
        return self.public_name

    def get_short_name(self):
        return self.public_name


class Team(models.Model):
    """People who share private imports, lists and scores."""

    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self):
        return self.name


class Membership(models.Model):
    """One person in one team; its one owner invites, removes and hands over."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        MEMBER = "member", "Member"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="one_membership_per_team"),
            models.UniqueConstraint(fields=["team"], condition=models.Q(role="owner"), name="one_owner_per_team"),
            models.CheckConstraint(condition=models.Q(role__in=["owner", "member"]), name="membership_role_is_known"),
        ]

    def __str__(self):
        return f"{self.person} in {self.team}"

    @property
    def is_owner(self):
        return self.role == self.Role.OWNER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now):
        """Those that can still be answered."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=now)

    def to_addresses(self, addresses):
        return self.annotate(address=Lower("email")).filter(address__in=[each.lower() for each in addresses])


class Invitation(models.Model):
    """An offer to join a team, sent to an e-mail address; only the hash of its token is kept."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations_sent")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "team", Lower("email"), condition=models.Q(state="open"), name="one_open_invitation_per_address"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | models.Q(state__in=["accepted", "declined", "withdrawn"], closed_at__isnull=False),
                name="invitation_is_open_or_closed",
            ),
        ]

    def __str__(self):
        return f"Invitation {self.pk} to {self.team}"

    def is_open(self, now):
        return self.state == self.State.OPEN and self.expires_at > now


class KeptMail(models.Model):
    """A mail that a laptop keeps instead of sending it; see accounts.mailbox."""

    sent_at = models.DateTimeField()
    recipients = models.CharField(max_length=500)
    subject = models.CharField(max_length=300)
    body = models.TextField()

    class Meta:
        ordering = ["-sent_at", "-id"]

    def __str__(self):
        return f"{self.subject} to {self.recipients}"


class Erasure(models.Model):
    """What stays of a deleted account for the audit: when, and how many rows of which kind, but not who."""

    erased_at = models.DateTimeField()
    rows = models.JSONField(default=dict)

    class Meta:
        ordering = ["-erased_at"]

    def __str__(self):
        return f"Erasure {self.pk}"
