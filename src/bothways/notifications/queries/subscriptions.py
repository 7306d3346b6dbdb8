"""What one person gets by mail."""

from bothways.notifications.leaving import Leaving
from bothways.notifications.models import PausedAddress, Subscription
from bothways.people.models import Person


def subscription_of(person: Person) -> Subscription | None:
    """What `person` has chosen; None where they have chosen nothing yet."""
    return Subscription.objects.filter(person=person).first()


def pause_of(person: Person) -> PausedAddress | None:
    """Why nothing goes to the address of `person`; None where mail goes there."""
    return PausedAddress.objects.filter(address=person.email).first() if person.email else None


def is_written(leaving: Leaving) -> bool:
    """Whether what the link ends is still sent."""
    if leaving.what == "address":
        return not PausedAddress.objects.filter(address=leaving.address.lower()).exists()
    chosen = subscription_of(leaving.person) if leaving.person else None
    if chosen is None:
        return False
    return chosen.at_once if leaving.what == "at_once" else chosen.rhythm != Subscription.Rhythm.NONE
