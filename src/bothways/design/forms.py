"""How forms are drawn: the components of the design room."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws `{{ form }}` as an error summary and fields; `{{ form.name.as_field_group }}` draws one field."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
