"""Router: which handler answers a path, found in the path as it was sent, so that `%2F` in a name stays a name's."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import attrs
from aiohttp import web

Parameters = Mapping[str, str]
Handler = Callable[[web.BaseRequest, Parameters], Awaitable[web.StreamResponse]]

NO_PARAMETERS: Parameters = MappingProxyType({})
_PARAMETER = re.compile(r"{(\w+)}")


@attrs.frozen
class Route:
    """One method of one path. `operation` describes it in OpenAPI's words; an `is_open` one wants no key.

    Each `{parameter}` is one segment of the path; with `tail` the last one is all the rest, slashes and all.
    """

    method: str
    path: str
    handler: Handler
    operation: Mapping[str, Any] = MappingProxyType({})
    is_open: bool = False
    tail: bool = False


@attrs.frozen
class Resource:
    """All routes of one path; `allow` lists its methods as the Allow header does."""

    path: str
    routes: Mapping[str, Route]
    allow: str
    is_open: bool


class Router:
    """Exact paths first, then patterns in the order of their making."""

    def __init__(self, routes: Iterable[Route]) -> None:
        by_path: dict[str, dict[str, Route]] = {}
        for route in routes:
            by_path.setdefault(route.path, {})[route.method] = route
            if route.method == "GET":
                by_path[route.path]["HEAD"] = route
        resources = [_resource(path, by_method) for path, by_method in by_path.items()]
        self._exact = {each.path: (each, NO_PARAMETERS) for each in resources if "{" not in each.path}
        self._patterns = [(_pattern(each), each) for each in resources if "{" in each.path]

    def find(self, raw_path: str) -> tuple[Resource | None, Parameters]:
        """The resource of a path that is still percent-encoded, with the decoded parameters."""
        if (found := self._exact.get(raw_path)) is not None:
            return found
        for pattern, resource in self._patterns:
            if (match := pattern.fullmatch(raw_path)) is not None:
                try:
                    return resource, {name: unquote(text, errors="strict") for name, text in match.groupdict().items()}
                except UnicodeDecodeError:  # nothing has a name that is no UTF-8
                    return None, NO_PARAMETERS
        return None, NO_PARAMETERS


def _resource(path: str, by_method: Mapping[str, Route]) -> Resource:
    is_open = any(route.is_open for route in by_method.values())
    return Resource(path, by_method, ", ".join(sorted(by_method)), is_open)


def _pattern(resource: Resource) -> re.Pattern[str]:
    names = _PARAMETER.findall(resource.path)
    spans = dict.fromkeys(names, "[^/]+")
    if any(route.tail for route in resource.routes.values()):
        spans[names[-1]] = ".+"
    return re.compile(_PARAMETER.sub(lambda found: f"(?P<{found[1]}>{spans[found[1]]})", resource.path), re.DOTALL)
