"""Whose name a domain may speak in: organisations and their DMARC policies (RFC 7489, 3.2 and 6.6.3)."""

from authheaders.dmarc_lookup import DMARCException, get_org_domain, lookup_receiver_record

from bothways.foundation.inbound.lookups import Lookup


def organisation(domain: str) -> str:
    """The domain that somebody has registered, of which `domain` is a part: "example.org" for "mail.example.org".

    The library takes an ending that its list does not know for an organisation, and all domains below it for parts of
    one; there the registered domain is the one right below the ending, as the list of public suffixes itself says.
    """
    found = str(get_org_domain(domain) or domain)
    return found if "." in found else ".".join(domain.split(".")[-2:])


def policy_of(domain: str, look_up: Lookup) -> dict[str, str]:
    """The tags of the policy for mail in the name of `domain`; {} for none. Raises lookups.Unreachable."""

    def record(name: str) -> str | None:
        found = [text for text in look_up(name) if text.startswith("v=DMARC1")]
        return found[0] if len(found) == 1 else None

    for name in dict.fromkeys((domain, organisation(domain))):
        try:
            tags: dict[str, str] = lookup_receiver_record(name, record)
        except (DMARCException, IndexError, KeyError):
            return {}
        if tags:
            return tags if tags.get("p") else {}
    return {}


def may_speak_for(signer: str, sender: str, policy: dict[str, str]) -> bool:
    """Whether `policy` lets a signature of `signer` vouch for mail of `sender`."""
    if policy.get("adkim") == "s":
        return signer == sender
    return organisation(signer) == organisation(sender)
