"""Mails as others send them: signed and not, whole and broken."""

import base64
from collections.abc import Iterable
from email.message import EmailMessage
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bothways.foundation.inbound.lookups import Lookup, fixed

AMINA = "amina@longtable.example"
SIGNED = (b"from", b"to", b"subject", b"date", b"message-id")


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def mail(
    *,
    to: str,
    sender: str = f"Amina Okafor <{AMINA}>",
    subject: str = "Re: Why is it important to have a mentor?",
    text: str = "Because nobody sees their own blind spot.",
    heads: Iterable[tuple[str, str]] = (),
    message_id: str = "<1@mail.longtable.example>",
) -> bytes:
    """A plain mail, its heads in the order in which they are named."""
    lines = [
        *(f"{name}: {value}" for name, value in heads), f"From: {sender}", f"To: {to}", f"Subject: {subject}",
        "Date: Wed, 25 Nov 2026 09:00:00 +0000", f"Message-ID: {message_id}", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ]  # fmt: skip
    return ("\r\n".join([*lines, "", *text.splitlines()]) + "\r\n").encode()


def with_attachment(*, to: str, text: str = "See the file.") -> bytes:
    """A mail with a spreadsheet beside its words."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Amina Okafor <{AMINA}>", to, "Re: Why?"
    made["Message-ID"], made["Date"] = "<2@mail.longtable.example>", "Wed, 25 Nov 2026 09:00:00 +0000"
    made.set_content(text)
    made.add_attachment(b"a,b\r\n", maintype="text", subtype="csv", filename="figures.csv")
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


def signed(
    raw: bytes, domain: str = "longtable.example", *, covers: Iterable[bytes] = SIGNED, length: bool = False
) -> bytes:
    """`raw` with the signature of `domain`."""
    pem = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signature: bytes = dkim.sign(raw, b"mail", domain.encode(), pem, include_headers=list(covers), length=length)
    return signature + raw


def published(*domains: str, policy: str = "v=DMARC1; p=reject") -> Lookup:
    """What the domain name system says of `domains`: their key, and their policy for mail in their name."""
    key = base64.b64encode(_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    keys = {f"mail._domainkey.{domain}": f"v=DKIM1; k=rsa; p={key}" for domain in domains}
    return fixed(keys | ({f"_dmarc.{domain}": policy for domain in domains} if policy else {}))
