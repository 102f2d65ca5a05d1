"""Renamed: where a redirect of the Hub leads."""

from urllib.parse import urlsplit

from aggregator.research.sources.hub_repo import HubRepo


def renamed_to(hub_url: str, location: str) -> HubRepo | None:
    """The repository that a redirect of the Hub leads to; None when it leads anywhere else."""
    prefix = f"{urlsplit(hub_url).path}/api/models/"
    try:
        there, here = urlsplit(location), urlsplit(hub_url)
    except ValueError:
        return None
    if (there.scheme or here.scheme, there.netloc or here.netloc) != (here.scheme, here.netloc):
        return None
    return HubRepo.parse(there.path.removeprefix(prefix)) if there.path.startswith(prefix) else None
