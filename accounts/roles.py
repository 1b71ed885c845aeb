"""Who may do what: the four roles and the permissions each one carries.

A role is a Django group; its permissions are named "app.codename" and come from the models' Meta.
Reading the public site needs no permission; a role adds what its holders may do beyond that.
"""

from django.db import models


class Role(models.TextChoices):
    PERSON = "person", "Person"
    ANALYST = "analyst", "Analyst"
    MODERATOR = "moderator", "Moderator"
    ADMIN = "admin", "Admin"


EVERYTHING = "*"

# Writing, voting, commenting, reporting, lists, teams, and imports private to a team need a sign-in, no permission.
_PERSON: set[str] = set()
# An import into the public score moves numbers that everybody sees: that needs trust, so it starts here.
_ANALYST = {"reviews.import_review"}
# The view_ and change_ permissions open the pages of the Django admin; decisions themselves go through services.
_MODERATOR = {
    "reviews.moderate_review",
    "jobs.view_every_job",
    "jobs.steer_every_job",
    "jobs.view_job",
    "reviews.view_movie",
    "reviews.change_movie",
    "reviews.add_movie",
    "reviews.view_genre",
    "reviews.view_person",
    "reviews.view_studio",
    "reviews.view_credit",
    "reviews.view_source",
    "reviews.view_feeddelivery",
    "reviews.view_review",
    "reviews.change_review",
    "reviews.view_comment",
    "reviews.change_comment",
    "reviews.view_reviewreport",
    "reviews.change_reviewreport",
    "reviews.view_reading",
    "reviews.view_readingfeedback",
    "reviews.view_reviewimport",
    "reviews.view_importfailure",
    "reviews.view_rating",
    "reviews.view_movierecord",
    "reviews.view_moviedoubt",
    "reviews.view_moviescore",
    "reviews.view_moderationevent",
    "accounts.view_user",
    "accounts.view_team",
    "accounts.view_membership",
}

PERMISSIONS: dict[str, set[str]] = {
    Role.PERSON: _PERSON,
    Role.ANALYST: _ANALYST,
    Role.MODERATOR: _MODERATOR,
    Role.ADMIN: {EVERYTHING},
}
WORDS: dict[str, str] = {
    Role.PERSON: "Writes, votes, and works in teams.",
    Role.ANALYST: "Also imports reviews into the public scores.",
    Role.MODERATOR: "Also decides about reviews and reports.",
    Role.ADMIN: "May do everything.",
}
STAFF_ROLES = {Role.MODERATOR, Role.ADMIN}  # may open the Django admin
