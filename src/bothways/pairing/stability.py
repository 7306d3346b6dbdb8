"""Stable matching: no mentee and mentor who are not a pair would both rather be one (deferred acceptance).

Mentees ask, from their most wanted mentor downwards; a mentor keeps the best who asked so far. Among the stable
matchings this is the best for every mentee. Each side judges by its own view: the points of the pair without what the
other side chose. Equal points are decided by the pair's points from both sides, then by the order of ids, so that the
result depends on nothing else.
"""

import heapq

import numpy as np

from bothways.pairing.arrays import Ints
from bothways.pairing.candidates import Found


def stable(found: Found, mentee_view: Ints, mentor_view: Ints, wants: Ints, places: Ints) -> Ints:
    """Numbers of the pairs of `found` that a deferred acceptance makes, ascending."""
    order = np.lexsort((found.mentor, -found.score, -mentee_view, found.mentee)).tolist()
    begin = np.searchsorted(found.mentee, np.arange(len(wants) + 1)).tolist()
    mentees, mentors = found.mentee.tolist(), found.mentor.tolist()
    standing = list(zip(mentor_view.tolist(), found.score.tolist(), (-found.mentee).tolist(), strict=True))
    free = places.tolist()
    kept: list[list[tuple[tuple[int, int, int], int]]] = [[] for _ in free]
    short = wants.tolist()
    asked = begin[:-1]
    waiting = [i for i in range(len(short) - 1, -1, -1) if short[i]]
    while waiting:
        i = waiting[-1]
        if short[i] == 0 or asked[i] == begin[i + 1]:
            waiting.pop()
            continue
        e = order[asked[i]]
        asked[i] += 1
        j = mentors[e]
        if len(kept[j]) < free[j]:
            heapq.heappush(kept[j], (standing[e], e))
            short[i] -= 1
        elif kept[j] and kept[j][0][0] < standing[e]:
            _, loser = heapq.heapreplace(kept[j], (standing[e], e))
            short[i] -= 1
            short[mentees[loser]] += 1
            waiting.append(mentees[loser])
    return np.array(sorted(e for heap in kept for _, e in heap), dtype=np.int64)


def blocking(found: Found, mentee_view: Ints, mentor_view: Ints, wants: Ints, places: Ints, made: Ints) -> Ints:
    """Numbers of the pairs of `found` that both would rather be than what they have; none when it is stable."""
    lowest = np.iinfo(np.int64).min
    worst = []
    for who, view, room in ((found.mentee, mentee_view, wants), (found.mentor, mentor_view, places)):
        bar = np.full(len(room), np.iinfo(np.int64).max)
        np.minimum.at(bar, who[made], view[made])
        bar[np.bincount(who[made], minlength=len(room)) < room] = lowest
        bar[room == 0] = np.iinfo(np.int64).max
        worst.append(bar[who])
    rather = (mentee_view > worst[0]) & (mentor_view > worst[1])
    rather[made] = False
    return np.flatnonzero(rather)
