"""Mail that the site itself sends."""

from django.conf import settings
from django.core.mail import send_mail


def tell_owner(subject: str, body: str) -> bool:
    """Write to the person who runs the site; False where no address of theirs is known."""
    if not settings.OWNER_EMAIL:
        return False
    return bool(send_mail(f"{settings.SITE_NAME}: {subject}", body, None, [settings.OWNER_EMAIL]))
