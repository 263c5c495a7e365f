"""A real shop for a real browser: uvicorn with HTTP and WebSockets on the test database, and Chromium.

The tests write through the same database that the server reads, so each ends in a state that it can look at.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
START_PATIENCE_S = 20.0
PICTURES = Path(os.environ.get("RETAILGENIE_PICTURES") or "var/pictures")


@pytest.fixture(scope="module")  # its loop must be gone before tests of other modules call asynchronous code
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def shop_url(transactional_db: None) -> Iterator[str]:
    """Serve the shop for one test; returns its address without a slash at the end."""
    from retailgenie.asgi import application

    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, lifespan="on", log_level="warning", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="shop", daemon=True)
    thread.start()
    deadline = time.monotonic() + START_PATIENCE_S
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the shop does not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(START_PATIENCE_S)


@pytest.fixture
def open_page(browser: Browser, shop_url: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the shop: open_page("/cart/", phone=True, scripts=False, language="hi").

    After the test nothing may have gone wrong in the browser: no error in its console and no breach of the policy.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_one(
        path: str = "/", *, phone: bool = False, scripts: bool = True, language: str = "en-IN"
    ) -> Page:
        context = browser.new_context(
            base_url=shop_url,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            has_touch=phone,
            java_script_enabled=scripts,
            locale=language,
        )
        contexts.append(context)
        page: Page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a picture of a page for a person to look at: picture(page, "home-phone")."""

    def keep(page: Page, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return keep
