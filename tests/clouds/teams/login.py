"""The sign-in side: keys of inbound tokens as OpenID tells them, and tokens for the app itself."""

import base64
import secrets
from dataclasses import dataclass, field

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from ritualbot.clock import wall_now
from tests.clouds.teams.world import App, Json

ISSUER = "https://api.botframework.com"
SCOPE = f"{ISSUER}/.default"
LIFE = 3600  # seconds a token counts


@dataclass
class Ring:
    """RSA keys by name, made when first asked for and shared by all apps: what differs is which ones they publish."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)

    def key(self, name: str) -> rsa.RSAPrivateKey:
        if name not in self.keys:
            self.keys[name] = rsa.generate_private_key(65537, 2048)
        return self.keys[name]

    def published(self, app: App) -> Json:
        """And one that is of no use to anybody: a set of keys may hold what its reader does not know (RFC 7517, 5)."""
        return {"keys": [{"kty": "oct", "use": "enc"}, *(self._told(name, app.endorsements) for name in app.published)]}

    def _told(self, name: str, endorsements: list[str]) -> Json:
        numbers = self.key(name).public_key().public_numbers()
        told = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": name}
        return told | {"n": _number(numbers.n), "e": _number(numbers.e), "endorsements": endorsements}

    def mint(self, app: App, service_url: str, asked: Json) -> str:
        """An inbound token. `claims` replace those it would have (null: leaves out; `nbf` and `exp` in seconds from
        now), `key` names another key, `kid` another name for it."""
        now = int(wall_now().timestamp())
        claims = {"iss": ISSUER, "aud": app.id, "serviceurl": service_url, "nbf": now - 5, "iat": now, "exp": now + 600}
        for name, value in asked.get("claims", {}).items():
            claims[name] = now + value if name in ("nbf", "exp") and value is not None else value
        key = asked.get("key") or app.published[-1]
        headers = {"kid": asked.get("kid") or key}
        whole = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(whole, self.key(key), "RS256", headers=headers)


def discovery(login: str, app: App) -> Json:
    return {
        "issuer": f"{login}/adfs/{app.id}",
        "authorization_endpoint": f"{login}/adfs/{app.id}/oauth2/v2.0/authorize",
        "token_endpoint": f"{login}/adfs/{app.id}/oauth2/v2.0/token",
    }


def token(app: App, asked: dict[str, str]) -> web.Response:
    """Client credentials, as the authority of one app answers them."""
    if asked.get("grant_type") != "client_credentials":
        return _no(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
    if asked.get("client_id") != app.id:
        return _no(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
    if not secrets.compare_digest(asked.get("client_secret", ""), app.secret):
        return _no(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
    if asked.get("scope") != SCOPE:
        return _no(400, "invalid_scope", "AADSTS70011: The provided scope is not valid.")
    made = f"fictive-{secrets.token_hex(16)}"
    app.tokens.add(made)
    return web.json_response({"token_type": "Bearer", "expires_in": LIFE, "ext_expires_in": LIFE, "access_token": made})


def _no(status: int, error: str, description: str) -> web.Response:
    return web.json_response({"error": error, "error_description": description}, status=status)


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
