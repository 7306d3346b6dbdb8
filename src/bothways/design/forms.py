"""How forms are drawn: the components of the design room."""

from typing import Any, Final

from django import forms
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED: Final = mark_safe(" selected")


class Renderer(TemplatesSetting):
    """Draws `{{ form }}` as an error summary and fields; `{{ form.name.as_field_group }}` draws one field."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"


class Menu(forms.Select):
    """A menu drawn at once: a page of filters has a hundred options, and no time for a template for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt({**self.attrs, **(attrs or {})}), options)
