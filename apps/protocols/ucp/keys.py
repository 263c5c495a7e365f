"""The shop's own signing key (ES256, P-256): from UCP_SIGNING_KEY, else made once under var/ for this shop."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from retailgenie.lib.rundir import run_dir


@cache
def signing_key() -> ec.EllipticCurvePrivateKey:
    """Return the private key; a setting that holds none raises ValueError at once."""
    pem = settings.UCP_SIGNING_KEY.encode() or _kept_pem(run_dir() / "keys" / "ucp.pem")
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("UCP_SIGNING_KEY should be a P-256 private key in PEM form.")
    return key


def public_jwk() -> dict[str, Any]:
    """Return the public half as a JWK (RFC 7517); its kid is the thumbprint (RFC 7638)."""
    numbers = signing_key().public_key().public_numbers()
    x, y = (_base64url(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode())
    kid = _base64url(digest.finalize())
    return {"kid": kid, "kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig"}


def _kept_pem(path: Path) -> bytes:
    """Read the key, or make it: the first of two processes that make one wins."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(pem)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # somebody else's is there
        finally:
            draft.unlink()
    return path.read_bytes()


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
