"""Template tags of the account pages."""

from django import template

from bothways.people import queries

register = template.Library()
register.filter("device", queries.device)
