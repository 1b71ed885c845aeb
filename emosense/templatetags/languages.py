"""A filter that says what a language is called."""

from django import template

from emosense.languages import language_name

register = template.Library()
register.filter("language_name", language_name)
