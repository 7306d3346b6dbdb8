"""What a domain publishes so that other servers believe its mail (SPF, DKIM, DMARC) and find the way to it (MX)."""

from collections.abc import Callable

from dkim.util import InvalidTagValueList, parse_tag_value

from bothways.foundation.inbound.findings import Finding
from bothways.foundation.inbound.lookups import Lookup, Unreachable
from bothways.foundation.inbound.policies import organisation
from bothways.foundation.inbound.reading import Unreadable, read


def findings(sender: str, envelope: str, inbound: str, *, txt: Lookup, mx: Lookup) -> list[Finding]:
    """What is published for mail from the domain `sender`, sent with `envelope` as its way back, and to `inbound`."""
    found = [
        _looked_up("SPF", lambda: _spf(envelope, txt)),
        _looked_up("DMARC", lambda: _dmarc(sender, txt)),
    ]
    return [*found, _looked_up("MX", lambda: _mx(inbound, mx))] if inbound else found


def signature_finding(raw: bytes, sender: str) -> Finding:
    """Whether a mail of ours that came back was signed by a domain that may speak for `sender` (DKIM)."""
    try:
        heads = read(raw).heads("DKIM-Signature")
    except Unreadable:
        heads = []
    domains = {domain for head in heads[:10] if (domain := _signer(head))}
    if not domains:
        return Finding("DKIM", "bad", "The letter came back without a signature.")
    if any(organisation(domain) == organisation(sender) for domain in domains):
        return Finding("DKIM", "good", f"The letter is signed by {', '.join(sorted(domains))}.")
    return Finding("DKIM", "bad", f"The letter is signed by {', '.join(sorted(domains))}, which is not {sender}.")


def _looked_up(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Unreachable:
        words = "No name server has answered. Without a way to one this cannot be known; the site works all the same."
        return Finding(name, "unknown", words)


def _spf(domain: str, txt: Lookup) -> Finding:
    records = [record for record in txt(domain) if record.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return Finding("SPF", "bad", f"{domain} has no SPF record. Publish one that names your sending server.")
    if len(records) > 1:
        return Finding("SPF", "bad", f"{domain} has {len(records)} SPF records, so that none counts. Keep one.")
    if records[0].rstrip().endswith(("+all", " all")):
        return Finding("SPF", "bad", f"The SPF record of {domain} lets anybody send for it. End it with -all.")
    return Finding("SPF", "good", f"{domain} says who sends for it: {records[0][:200]}")


def _dmarc(domain: str, txt: Lookup) -> Finding:
    for name in dict.fromkeys((domain, organisation(domain))):
        records = [record for record in txt(f"_dmarc.{name}") if record.lower().startswith("v=dmarc1")]
        if len(records) > 1:
            return Finding("DMARC", "bad", f"{name} has {len(records)} DMARC records. Keep one.")
        if records:
            watching = "p=none" in records[0].replace(" ", "").lower()
            words = " It only watches; p=quarantine or p=reject would protect your name." if watching else ""
            return Finding("DMARC", "good", f"{name} publishes a policy: {records[0][:200]}.{words}")
    return Finding("DMARC", "bad", f"{domain} publishes no DMARC policy. Many servers then take its mail for unwanted.")


def _mx(domain: str, mx: Lookup) -> Finding:
    servers = mx(domain)
    if not servers:
        return Finding("MX", "bad", f"No mail server is published for {domain}: nobody can write to it.")
    return Finding("MX", "good", f"Mail to {domain} goes to {', '.join(servers[:5])}.")


def _signer(head: str) -> str:
    try:
        return parse_tag_value(head.encode("ascii", "ignore")).get(b"d", b"").decode("ascii", "ignore").lower()[:253]  # type: ignore[no-any-return]
    except InvalidTagValueList:
        return ""
