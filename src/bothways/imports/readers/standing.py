"""Which words of an interviewer stand alone as a question, and which only lead on from one answer to the next."""

import re

_SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+(?=[\"“‘'(]?[A-Z0-9])")
_LEAD = re.compile(
    r"^(?:(?:so|and|but|oh|okay|ok|well|right|now|indeed|also|finally|lastly|interesting|thanks?|thank you|i see|"
    r"to (?:kick things off|wrap up|begin our q&a|start|conclude)|for starters|as a follow-up|on that note|"
    r"changing gears a bit|with that said|one last question|and just one more \w+ question|another question|"
    r"on a more personal note|first|then|hello \w+|hi \w+)(?:\s*[,:;!–—-]+\s*|\s+(?=(?:how|what|why|who|when|where|"
    r"is|are|do|does|did|can|could|would|will)\b)))+|^(?:so|and|but)\s+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:^|[,:;—–-]\s*|\b(?:and|but|or|so|then)\s+)(?:(?:for|to|in|at|of|from|on|with|during)\s+)?"
    r"(?:what|what’s|what's|how|why|who|whom|whose|which|where|when|is|are|was|were|do|does|did|can|could|would|will|"
    r"should|have|has|had|may|might|any)\b|\b(?:could|can|would) you\b",
    re.IGNORECASE,
)
_TELL = re.compile(r"^(?:please )?(?:tell|describe|share|explain|walk|talk|give|imagine|introduce)\b", re.IGNORECASE)
_COLON = re.compile(
    r"^[^:?]{8,60}:\s+(?=(?:what|how|why|do|does|is|are|can|could|which|who|where|when)\b)", re.IGNORECASE
)
_PICTURE = re.compile(r"(?:,? pictured (?:here|below):?)?\s*\(picture: [^()]*\)")
_LEANS = re.compile(r"^(?:so i\b|that|that’s|that's|this|it|they|those|not only|exactly|in a way)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"\b(thank you|thanks|many thanks|that.s all we have|pleasure|really great discussion|excellent advice)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:that|this|it|its|them|these(?! days)|those|ones|then|too|so(?=\?))\b", re.IGNORECASE)
_SHORTEST = 4  # words of a question that a stranger understands
_FOLLOW_UP = 7  # words up to which one that points back stays with the answer before
_POINTING = 12  # words up to which one that points back takes the sentence before it into the title
TITLE_LENGTH = 160  # characters


def question_of(words: str, *, first: bool = True) -> str:
    """The sentence of `words` that stands alone as a question; empty where none does.

    One that points back to the sentence before takes it along, where both fit into a title.
    """
    sentences = [one.strip() for one in _SENTENCE_END.split(_PICTURE.sub("", words)) if one.strip()]
    for number, sentence in enumerate(sentences):
        found = _standing(sentence)
        if not found or (not first and number == 0 and _leans(found)):
            continue
        return _with_context(found, _LEAD.sub("", sentences[number - 1])) if number else found
    return ""


def is_closing(words: str) -> bool:
    """Whether the words only say thank you or good-bye."""
    return bool(_CLOSING.search(words)) and "?" not in words


def _standing(sentence: str) -> str:
    if _LEANS.match(sentence):
        return ""
    bare = _COLON.sub("", _LEAD.sub("", sentence)).strip()
    if len(bare.split()) < _SHORTEST or _LEANS.match(bare):
        return ""
    asks = _ASKS.search(bare) if bare.endswith(("?", "?”", '?"', "?)")) else None
    begins = _ASKS.match(bare) and bare.endswith(".") and len(bare.split()) > _FOLLOW_UP
    return _capital(bare) if asks or begins or _TELL.match(bare) else ""


def _with_context(question: str, before: str) -> str:
    both = f"{_capital(before)} {question}"
    points_back = len(question.split()) <= _POINTING and _POINTS_BACK.search(question)
    telling = len(before.split()) > _SHORTEST and not _CLOSING.search(before)
    return both if points_back and telling and len(both) <= TITLE_LENGTH else question


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _leans(sentence: str) -> bool:
    return len(sentence.split()) <= _FOLLOW_UP and bool(_POINTS_BACK.search(sentence))
