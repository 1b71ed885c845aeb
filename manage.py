#!/usr/bin/env python
"""Django's command line; a command that needs the database finds it running or has it started for its length."""

import os
import sys

from django.core.management import execute_from_command_line

from emosense.on_demand import services_for

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")
    with services_for(sys.argv):
        execute_from_command_line(sys.argv)
