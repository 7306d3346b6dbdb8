"""Template tags of the account pages."""

from django import template

from bothways.people import queries, rules

register = template.Library()
register.filter("device", queries.device)
register.filter("of_desk", rules.can_edit)
