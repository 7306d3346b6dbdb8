"""Collections of interviews that are known by the name of their folder, so that nobody has to look up their licence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """What is known of a collection."""

    name: str = ""
    url: str = ""
    licence: str = ""
    licence_url: str = ""
    credit: str = ""
    permalink: str = ""
    topics: tuple[str, ...] = ()


PRESETS = {
    "18f": Preset(
        name="the 18F blog",
        url="https://18f.gsa.gov",
        licence="CC0 1.0",
        licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
        credit="18F, U.S. General Services Administration",
        permalink="/{date:%Y/%m/%d}/{slug}/",
        topics=("Public service",),
    ),
    "kubernetes": Preset(
        name="the Kubernetes contributors’ blog",
        url="https://www.kubernetes.dev",
        licence="Apache-2.0",
        licence_url="https://www.apache.org/licenses/LICENSE-2.0",
        credit="The Kubernetes Authors",
        permalink="/blog/{date:%Y/%m/%d}/{slug}/",
        topics=("Open source",),
    ),
}
