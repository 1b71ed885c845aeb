"""./dev manage sync_roles"""

from django.core.management.base import BaseCommand

from accounts import services


class Command(BaseCommand):
    help = "Makes the groups of the roles hold the permissions that accounts/roles.py names. May run any time."

    def handle(self, *args, **options):
        numbers = services.sync_roles()
        if options["verbosity"]:
            self.stderr.write(", ".join(f"{role}: {number} permissions" for role, number in numbers.items()))
