"""Small collections of invented content, written as the sites and people write them that such files come from."""

from html import escape
from pathlib import Path

BOM = "\ufeff"
Rows = list[dict[str, str]]

USERS: Rows = [
    {"Id": "-1", "DisplayName": "Community", "CreationDate": "2014-01-01T00:00:00.000"},
    {"Id": "1", "DisplayName": "Odile Marsh", "CreationDate": "2014-01-02T00:00:00.000"},
    {"Id": "2", "DisplayName": "<script>alert(1)</script>", "CreationDate": "2014-01-03T00:00:00.000"},
    {"Id": "3", "DisplayName": "Quiet Reader", "CreationDate": "2014-01-04T00:00:00.000", "Age": "41"},
    {"Id": "4", "DisplayName": "Odile Marsh", "CreationDate": "2014-01-05T00:00:00.000"},
]
POSTS: Rows = [
    {
        "Id": "10", "PostTypeId": "1", "CreationDate": "2014-02-01T10:00:00.383", "Score": "9",
        "Title": "How do I keep a sourdough starter alive & well?", "Tags": "<starter><rye-flour>", "OwnerUserId": "1",
        "Body": "<p>Mine <strong>died</strong> twice.</p>\n<ul>\n<li>once of heat</li>\n</ul>\n",
    },
    {
        "Id": "11", "PostTypeId": "2", "ParentId": "10", "CreationDate": "2014-02-01T11:00:00.000", "Score": "3",
        "OwnerUserId": "2", "Body": "<p>Feed it daily, at the same hour. It forgives the rest.</p>"
        "<script>alert(1)</script><p onclick='x()'><a href='javascript:alert(1)'>why</a></p>",
    },
    {
        "Id": "12", "PostTypeId": "2", "ParentId": "10", "CreationDate": "2014-02-02T11:00:00.000", "Score": "0",
        "OwnerDisplayName": "user77", "Body": "<p>No. Put it in the fridge and forget about it until Friday.</p>",
    },
    {
        "Id": "13", "PostTypeId": "1", "CreationDate": "2014-02-03T10:00:00.000", "Score": "1",
        "Title": "Is rye flour needed?", "Tags": "<rye-flour>", "OwnerUserId": "-1", "Body": "<p>I have none.</p>",
    },
    {"Id": "14", "PostTypeId": "4", "CreationDate": "2014-02-03T10:00:00.000", "Body": "About rye."},
    {"Id": "15", "PostTypeId": "5", "CreationDate": "2014-02-03T10:00:00.000", "Body": "More about rye."},
    {"Id": "16", "PostTypeId": "7", "CreationDate": "2014-02-03T10:00:00.000", "Body": "placeholder"},
]  # fmt: skip
TAGS: Rows = [
    {"Id": "1", "TagName": "starter", "Count": "1"},
    {"Id": "2", "TagName": "rye-flour", "Count": "2"},
    {"Id": "3", "TagName": "ovens", "Count": "0"},
]
COMMENTS: Rows = [
    {"Id": "1", "PostId": "10", "Text": "Which heat?", "CreationDate": "2014-02-01T10:30:00.000", "UserId": "4"},
    {"Id": "2", "PostId": "11", "Text": "*Daily*, really?", "CreationDate": "2014-02-01T11:30:00.000",
     "UserDisplayName": "user78"},
    {"Id": "3", "PostId": "999", "Text": "On nothing", "CreationDate": "2014-02-01T11:30:00.000", "UserId": "1"},
]  # fmt: skip
VOTES: Rows = [
    {"Id": "1", "PostId": "11", "VoteTypeId": "2", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "2", "PostId": "11", "VoteTypeId": "2", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "3", "PostId": "11", "VoteTypeId": "3", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "4", "PostId": "12", "VoteTypeId": "3", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "5", "PostId": "10", "VoteTypeId": "2", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "6", "PostId": "10", "VoteTypeId": "5", "CreationDate": "2014-02-01T00:00:00.000", "UserId": "1"},
]
LINKS: Rows = [
    {"Id": "1", "PostId": "13", "RelatedPostId": "10", "LinkTypeId": "1", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "2", "PostId": "10", "RelatedPostId": "13", "LinkTypeId": "3", "CreationDate": "2014-02-01T00:00:00.000"},
    {"Id": "3", "PostId": "13", "RelatedPostId": "999", "LinkTypeId": "3", "CreationDate": "2014-02-01T00:00:00.000"},
]


def xml(root: str, rows: Rows) -> str:
    """A file as the dumps have it: a mark, a declaration, one row to a line."""
    lines = (
        "  <row "
        + " ".join(f'{name}="{escape(value).replace(chr(10), "&#xA;")}"' for name, value in row.items())
        + " />"
        for row in rows
    )
    return "\n".join([f'{BOM}<?xml version="1.0" encoding="utf-8"?>', f"<{root}>", *lines, f"</{root}>"])


def write_dump(folder: Path, **changed: Rows) -> Path:
    """A dump in the schema of 2014, with the rows of some files changed."""
    rows = {
        "Posts": POSTS,
        "Users": USERS,
        "Tags": TAGS,
        "Comments": COMMENTS,
        "Votes": VOTES,
        "PostLinks": LINKS,
        **changed,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in rows.items():
        (folder / f"{name}.xml").write_text(xml(name.lower(), content), encoding="utf-8")
    return folder


def todays(rows: Rows) -> Rows:
    """The same rows in the schema of today: tags between strokes, a licence on every row."""
    return [
        {**row, "ContentLicense": "CC BY-SA 4.0"}
        | ({"Tags": row["Tags"].replace("><", "|").replace("<", "|").replace(">", "|")} if "Tags" in row else {})
        for row in rows
    ]


DIALOGUE = """---
title: Five loaves with Ines Farrow
date: '2019-05-06'
tags:
- bread
authors:
- tomas
---

We met **[Ines Farrow](https://farrow.example)**, baker at Kiln & Crumb, before her talk.

---

*This interview has been shortened.*

**Tomas Reyes**: Good morning! To kick things off, how did you
become a baker?

**Ines Farrow**: By failing at everything else first.

Then I met [my mentor]({{ "/2018/01/02/mentors/" | url }}).

**TR:** Why?

**IF:** She needed an apprentice. {% image "a/b.jpg" "An oven" %}

**TR**: I see. What would you tell somebody who begins today? And what would you not?

**IF**: Burn the first ten loaves quickly.

**TR**: Thank you for your time.

---

Come to the next talk!
"""

BOLD = """---
title: "Questions for miller Otto Lindqvist"
date: 2020-02-03
---
Otto Lindqvist runs a mill.

**1. What do you grind these days?**

Rye, mostly.

**So it’s a way to keep busy?**

It is.

**2. How long does a stone last?**

Longer than I will.
"""

HEADINGS = """---
title: Spotlight on the Night Bakery
date: 2021-03-04
slug: night-bakery
---

**Author:** Priya Anand

I spoke with the co-leads, [Lena Ortiz](https://example.org/lena) (LO) and Samuel Koh (SK).

## A summary

### What does the night bakery do? {#what}

It bakes at night. See [the plan][plan].

[plan]: https://example.org/plan

### What are you proud of?

**LO & SK** : The new oven.

**SK** : Also the `<old>` one.

**Crust**: this is no person.

## Wrap up

Come and see.
"""

HUGO = """---
layout: blog
title: "Spotlight on the Day Bakery"
date: 2022-03-04
slug: day-bakery
author: "Rosa Lund (Oven Guild)"
---

We talked with [Mina Vogel](https://example.org/mina), Head Baker at Kiln, and [Jonas Ek](https://example.org/jonas).

**Rosa (RL)**: Hello, and welcome. Could you tell us how you got involved in the bakery?

**Mina Vogel (MV)**: With {{< figure src="x.png" alt="a broom" >}} in my hands.

**Jonas (JE)**: By bicycle.

**RL**: That's a nice picture.

**MV**: It was cold.

**RL**: How did you become a baker?

**JE**: I never did.
"""

PORTRAITS = """---
title: "Meet our bakers"
date: 2022-05-06
slug: meet-our-bakers
---

**Interviewers:** [Rosa Lund](https://example.org/rosa)

---

Two bakers, two ovens.

## [Anton Weiss](https://example.org/anton)

Anton has baked since 1990.

> _Sleep in the afternoon._

## [Bea Lindt](https://example.org/bea)

Bea has never been asked.

---

Until next time.
"""

MANY = """---
title: "We asked our bakers: Why did you begin?"
date: 2023-05-06
---
## Ovens
<div class="pquote">
  {{ "mia" | team_photo }}
  <blockquote>
    “Because of the smell.” - {{ "mia" | team_link }}
  </blockquote>
</div>
## Mills
<div class="pquote">
  <blockquote>
    “Because of the stones.” - {{ "karl-otto" | team_link }}
  </blockquote>
</div>
"""


def write_interviews(folder: Path) -> Path:
    """An interview in each of the shapes that are understood, and a file that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in {
        "2019-05-06-five-loaves.md": DIALOGUE,
        "2020-02-03-otto.md": BOLD,
        "2021-night.md": HEADINGS,
        "2022-day.md": HUGO,
        "2022-bakers.md": PORTRAITS,
        "2023-05-06-why.md": MANY,
        "notes.md": "Buy flour.\n",
    }.items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder
