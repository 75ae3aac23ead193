"""A small OpenID Connect provider on this machine: whoever `person` is signs in, without being asked."""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "kharita", "a-secret-of-the-test"


class Provider:
    """The provider: `address`, and `person`, the claims of whoever signs in next.

    It checks what a provider must: client, secret, redirect address, the code once, and the PKCE proof.
    `key` signs; the published keys hold `_published` alone, so that another key makes a forgery.
    """

    def __init__(self) -> None:
        self._published = self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.person: dict[str, Any] = {}
        self._codes: dict[str, dict[str, str]] = {}
        provider = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                values = {name: each[0] for name, each in parse_qs(asked.query).items()}
                if asked.path == "/.well-known/openid-configuration":
                    self._json(provider.metadata())
                elif asked.path == "/jwks":
                    self._json({"keys": [provider._published.as_dict(private=False)]})
                elif asked.path == "/authorize":
                    self._redirect(provider.authorised(values))
                elif asked.path == "/end":
                    self._redirect(values["post_logout_redirect_uri"])
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                values = {name: each[0] for name, each in parse_qs(body).items()}
                scheme, _, given = (self.headers.get("Authorization") or "").partition(" ")
                if scheme == "Basic":
                    values["client_id"], _, values["client_secret"] = (
                        base64.b64decode(given).decode().partition(":")
                    )
                answer = provider.token(values)
                self._json(answer, 200 if "id_token" in answer else 400)

            def _json(self, value: object, status: int = 200) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _redirect(self, to: str) -> None:
                self.send_response(302)
                self.send_header("Location", to)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("localhost", 0), Answers)
        self.address = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metadata(self) -> dict[str, Any]:
        at = self.address
        return {
            "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks", "end_session_endpoint": f"{at}/end", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def authorised(self, values: dict[str, str]) -> str:
        """Where the browser goes after the person agreed."""
        assert values["client_id"] == CLIENT
        assert values["response_type"] == "code"
        assert urlsplit(values["redirect_uri"]).path == "/oauth2callback"
        code = secrets.token_urlsafe()
        self._codes[code] = values
        return f"{values['redirect_uri']}?{urlencode({'code': code, 'state': values['state']})}"

    def token(self, values: dict[str, str]) -> dict[str, Any]:
        """The answer of the token endpoint."""
        asked = self._codes.pop(values.get("code", ""), None)
        proof = hashlib.sha256(values.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or (values.get("client_id"), values.get("client_secret")) != (CLIENT, SECRET)
            or asked["redirect_uri"] != values.get("redirect_uri")
            or asked.get("code_challenge") != base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.person}, self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed}
