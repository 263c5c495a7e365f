"""What a page with forms does when a service refuses: 404 for what isn't there, a message for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest

from retailgenie.lib.errors import NotFound, ShopError


@contextmanager
def refusals_told(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Run one service call; a refusal becomes a message and the page goes on, else `done` is the message.

    Raises Http404 for NotFound, so that nobody learns whether the thing exists.
    """
    try:
        yield
    except NotFound as error:
        raise Http404 from error
    except ShopError as error:
        messages.error(request, error.message)
    else:
        if done:
            messages.success(request, done)
