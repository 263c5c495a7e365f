"""A built encoder, and nothing remembered from the test before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.catalog.versions import catalog_version
from retailgenie.ai.encoder import Encoder, encoders_folder, shared_encoder
from retailgenie.ai.encoder.build import build_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    build_encoder(encoders_folder(), progress=lambda line: None)
    return shared_encoder()


@pytest.fixture(autouse=True)
def fresh_catalogue(encoder: Encoder) -> Iterator[None]:
    """Test transactions are rolled back, so a version number must not outlive its test."""
    catalog_version.forget()
    yield
    catalog_version.forget()
