"""What the desk keeps: invitations, links, drafts, signatures, claims, and corrections that wait for a signature."""

from bothways.desk.models.claims import Claim
from bothways.desk.models.corrections import ProposedCorrection
from bothways.desk.models.drafts import Review, Revision
from bothways.desk.models.invitations import Cap, Invitation, Suggestion
from bothways.desk.models.links import Link, LinkUse
from bothways.desk.models.signatures import Signature, SigningCode

__all__ = [
    "Cap",
    "Claim",
    "Invitation",
    "Link",
    "LinkUse",
    "ProposedCorrection",
    "Review",
    "Revision",
    "Signature",
    "SigningCode",
    "Suggestion",
]
