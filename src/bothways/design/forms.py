"""How forms are drawn: the components of the design room."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Finds form templates where all templates are found."""
