"""Forms of joining, signing in and presenting oneself. They parse and say what is wrong; they never write."""

from io import BytesIO
from typing import Any
from zoneinfo import available_timezones

from allauth.account.fields import PasswordField
from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bothways.foundation import pictures
from bothways.people.models import Person

NAME_LENGTH = 120  # characters, as the model has it
PORTRAIT_SIDE = 512  # pixels
PORTRAIT_BYTES = 20 * 1024 * 1024
CODE_WIDGET = {
    "autocomplete": "one-time-code",
    "inputmode": "text",
    "autocapitalize": "characters",
    "spellcheck": "false",
}
APP_CODE_WIDGET = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class SignInForm(LoginForm):
    """An address; and a password, for those who set one and would rather not wait for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs = {"type": "email", "autocomplete": "email", "inputmode": "email"}

    def _setup_password_field(self) -> None:
        self.fields["password"] = PasswordField(
            label=_("Password"), autocomplete="current-password", required=False,
            help_text=_("Leave it empty to get a code by mail."),
        )  # fmt: skip
        self.fields["password"].widget.attrs.pop("placeholder", None)


class JoinForm(SignupForm):
    """Name and address."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As others here will read it."),
    )
    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Nobody here sees it. We send a code to it.")
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "email", "inputmode": "email"}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the mail")
        self.fields["code"].widget.attrs = CODE_WIDGET | {"autofocus": True}


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the mail")
        self.fields["code"].widget.attrs = CODE_WIDGET | {"autofocus": True}


class SecondStepForm(AuthenticateForm):
    """A code from the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")
        self.fields["code"].widget.attrs = APP_CODE_WIDGET


class ProofByAppForm(ReauthenticateForm):
    """A code from the authenticator app, or a recovery code, from somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")
        self.fields["code"].widget.attrs = APP_CODE_WIDGET


class TurnOnAppForm(ActivateTOTPForm):
    """The first code from an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget.attrs = APP_CODE_WIDGET


class ChangeAddressForm(AddEmailForm):
    """Another address to sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].help_text = _("We send a code to it. Until you type it, your old address stays.")
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "email", "inputmode": "email"}


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey, by a name that tells it from the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("The device or the key that holds it, so that you know it again.")
        self.fields["passwordless"].label = _("Sign in with this passkey alone")
        self.fields["passwordless"].help_text = _(
            "Your device asks for your finger, face or PIN. Without this, the passkey is asked for after the code."
        )
        self.fields["passwordless"].initial = True


def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """IANA zones by region, named as people say them: "Europe", "Lisbon"."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, slash, place = zone.partition("/")
        if slash and region in REGIONS:
            regions.setdefault(region, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [(str(_("Everywhere")), [("UTC", "UTC")]), *regions.items()]


REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a person says about themselves."""

    bio = forms.CharField(
        label=_("About you"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A few sentences. You can use Markdown: **bold**, *italics*, [a link](https://example.org)."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Dates and times are shown in it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Person
        fields = ("name", "headline", "bio", "time_zone", "language")
        widgets = {  # noqa: RUF012
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "headline": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }
        help_texts = {  # noqa: RUF012
            "headline": _("One line that stands below your name: what you do, and where."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = time_zone_choices()
        current = self.instance.time_zone
        if not any(current == zone for _region, group in zones for zone, _name in group):
            zones.insert(0, (str(_("Yours now")), [(current, current)]))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class PortraitForm(forms.Form):
    """A picture of a person; `cleaned_data["portrait"]` is ready to be stored."""

    portrait = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, up to 20 MB. What the camera wrote into it (the place, say) is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": _("Choose a picture first.")},
    )

    def clean_portrait(self) -> bytes:
        sent: UploadedFile[Any] = self.cleaned_data["portrait"]
        if (sent.size or 0) > PORTRAIT_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Choose a smaller one."))
        try:
            return pictures.webp(BytesIO(sent.read()), side=PORTRAIT_SIDE)
        except pictures.PictureTooLarge as error:
            raise forms.ValidationError(_("This picture has more than 25 million pixels. Make it smaller.")) from error
        except pictures.PictureRefused as error:
            raise forms.ValidationError(_("This is not a picture we can read. Use JPEG, PNG, WebP or GIF.")) from error
