"""The one list of what the shop can do; every door reads it.

Apps register their tools in `tools.py` (found by autodiscovery at start);
nobody imports another app to call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retailgenie.ai.tools.types import Arguments, PreviewFunction, Risk, Tool, ToolFunction


class UnknownTool(LookupError):
    """No tool has this name; the caller should list `registry` for those that exist."""


class Registry:
    """Tools by name, in order of registration."""

    def __init__(self) -> None:
        self._tools: dict[str, Tool] = {}

    def add(self, tool: Tool) -> Tool:
        """Register a tool; raises ValueError for a taken name, a HIGH tool without preview, a public one that isn't."""
        if tool.name in self._tools:
            raise ValueError(f"Two tools are called {tool.name!r}.")
        if tool.risk is Risk.HIGH and tool.preview is None:
            raise ValueError(f"Tool {tool.name!r} has high risk and needs a preview for its confirm card.")
        if tool.public and (tool.risk is not Risk.READ or tool.needs_login or tool.permissions):
            raise ValueError(f"Tool {tool.name!r} is public and may only read what everybody may see.")
        self._tools[tool.name] = tool
        return tool

    def get(self, name: str) -> Tool:
        try:
            return self._tools[name]
        except KeyError:
            raise UnknownTool(f"There is no tool called {name!r}.") from None

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __contains__(self, name: str) -> bool:
        return name in self._tools


registry = Registry()


def tool(
    arguments: type[Arguments],
    *,
    name: str = "",
    risk: Risk = Risk.READ,
    permissions: frozenset[str] = frozenset(),
    needs_login: bool = False,
    preview: PreviewFunction | None = None,
    public: bool = False,
) -> Callable[[ToolFunction], ToolFunction]:
    """Register the decorated function; its docstring's first paragraph is the tool's description."""

    def register(function: ToolFunction) -> ToolFunction:
        description = (function.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        registry.add(
            Tool(
                name=name or function.__name__,
                description=description,
                arguments=arguments,
                run=function,
                risk=risk,
                permissions=permissions,
                needs_login=needs_login,
                preview=preview,
                public=public,
            )
        )
        return function

    return register
