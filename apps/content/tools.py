"""What the assistant and other programs can ask of the help centre."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from apps.content.selectors import policies_searched
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, ToolResult


class QuestionArguments(Arguments):
    question: Annotated[str, Field(min_length=1, max_length=20_000)]


@tool(QuestionArguments, public=True)
def search_policies(caller: Caller, arguments: QuestionArguments) -> ToolResult:
    """Answer a question about delivery, returns, payment and other policies, with the documents it is from."""
    return ToolResult(policies_searched(arguments.question, caller.language))
