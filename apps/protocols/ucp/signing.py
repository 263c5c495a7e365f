"""HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530): ours on what we send, theirs on what we get.

Only what UCP asks for: ES256 and EdDSA, components @method, @authority, @path, @query, content-digest and header
fields, keys from the signer's profile by keyid.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from apps.protocols.ucp.keys import public_jwk, signing_key
from apps.protocols.ucp.words import SignatureInvalid

LABEL = "sig1"
MAX_AGE_SECONDS = 300  # how old a signature may be
_INPUT = re.compile(r"^\s*(?P<label>[a-z*][a-z0-9_.*-]*)=(?P<rest>\((?P<names>[^)]*)\)(?P<parameters>.*))$")
_PARAMETER = re.compile(r';\s*([a-z-]+)=(?:"([^"]*)"|(-?\d+))')


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A request as it goes over the wire; header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


def content_digest(body: bytes) -> str:
    """Return the Content-Digest field of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign(message: HttpMessage, *, now: datetime) -> dict[str, str]:
    """Return the header fields that prove a request is ours: Content-Digest, Signature-Input and Signature."""
    fields = {"content-digest": content_digest(message.body)} if message.body else {}
    names = ["@method", "@authority", "@path", *fields]
    names += [x for x in ("content-type", "ucp-agent", "webhook-id") if x in message.headers]
    parameters = f'({" ".join(_quoted(x) for x in names)});created={int(now.timestamp())};keyid="{public_jwk()["kid"]}"'
    full = HttpMessage(message.method, message.url, {**message.headers, **fields}, message.body)
    der = signing_key().sign(_base(full, names, parameters), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    raw = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    return {
        **{x.title(): value for x, value in fields.items()},
        "Signature-Input": f"{LABEL}={parameters}",
        "Signature": f"{LABEL}=:{raw}:",
    }


def verify(message: HttpMessage, keys: Sequence[Mapping[str, Any]], *, now: datetime) -> str:
    """Return the keyid that a request is signed with; raises SignatureInvalid for anything else than a good one."""
    found = _INPUT.match(message.headers.get("signature-input", ""))
    if found is None:
        raise SignatureInvalid("Signature-Input can't be read.")
    names = re.findall(r'"([^"]+)"', found["names"])
    parameters = {name: text or number for name, text, number in _PARAMETER.findall(found["parameters"])}
    _check_covered(names, message)
    _check_age(parameters, now)
    key = next((x for x in keys if x.get("kid") == parameters.get("keyid")), None)
    if key is None:
        raise SignatureInvalid("The profile has no key with this keyid.")
    signature = re.search(
        rf"{re.escape(found['label'])}=:([A-Za-z0-9+/=]+):", message.headers.get("signature", "")
    )
    if signature is None:
        raise SignatureInvalid("There is no signature with this label.")
    try:
        _check(key, base64.b64decode(signature[1]), _base(message, names, found["rest"]))
    except (InvalidSignature, ValueError) as error:
        raise SignatureInvalid("The signature doesn't fit.") from error
    return str(parameters["keyid"])


def _check_covered(names: Sequence[str], message: HttpMessage) -> None:
    wanted = {"@method", "@authority", "@path"} | ({"content-digest"} if message.body else set())
    if not wanted <= set(names):
        raise SignatureInvalid(f"These must be signed: {', '.join(sorted(wanted))}.")
    if message.body and message.headers.get("content-digest") != content_digest(message.body):
        raise SignatureInvalid("Content-Digest doesn't fit the body.")


def _check_age(parameters: Mapping[str, str], now: datetime) -> None:
    created = int(parameters.get("created") or 0)
    expires = int(parameters.get("expires") or created + MAX_AGE_SECONDS)
    if abs(now.timestamp() - created) > MAX_AGE_SECONDS or now.timestamp() > expires:
        raise SignatureInvalid("The signature is too old, or from the future.")


def _check(key: Mapping[str, Any], signature: bytes, base: bytes) -> None:
    if key.get("kty") == "OKP" and key.get("crv") == "Ed25519":
        ed25519.Ed25519PublicKey.from_public_bytes(_bytes(key["x"])).verify(signature, base)
        return
    if key.get("kty") != "EC" or key.get("crv") != "P-256" or len(signature) != 64:
        raise ValueError("Only P-256 and Ed25519 keys are known here.")
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(_bytes(key["x"]), "big"), int.from_bytes(_bytes(key["y"]), "big"), ec.SECP256R1()
    )
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    numbers.public_key().verify(encode_dss_signature(r, s), base, ec.ECDSA(hashes.SHA256()))


def _base(message: HttpMessage, names: Sequence[str], parameters: str) -> bytes:
    """Return the signature base (RFC 9421, section 2.5)."""
    lines = [f"{_quoted(x)}: {_component(message, x)}" for x in names]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def _component(message: HttpMessage, name: str) -> str:
    parts = urlsplit(message.url)
    derived = {
        "@method": message.method.upper(),
        "@authority": parts.netloc.lower(),
        "@path": parts.path or "/",
        "@query": f"?{parts.query}",
        "@target-uri": message.url,
        "@scheme": parts.scheme,
    }
    if name in derived:
        return derived[name]
    if name not in message.headers:
        raise SignatureInvalid(f"The signed field {name} is missing.")
    return message.headers[name].strip()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
