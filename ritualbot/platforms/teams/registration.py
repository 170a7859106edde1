"""What an installation is told about its bot: plain values, read from the settings elsewhere."""

import re
from dataclasses import dataclass, field

# Scheme, host and port, then a plain path: without a user, a query and escapes there is nothing that two readers of an
# address could take differently.
_SERVICE_URL = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)(?:/[A-Za-z0-9._~-]*)*")


@dataclass(frozen=True)
class Registration:
    """The bot as Azure knows it, and whom it listens to.

    `app_id` empty: nobody is asked who they are, for local clients alone. `origins` are exact (`https://host`, with a
    port where it is not the usual one): no other host ever gets our bearer token. `openid_url` is where the keys of
    inbound tokens are told, `login_url` the authority that gives us our own.
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    allowed_tenants: frozenset[str]
    origins: frozenset[str]
    openid_url: str
    login_url: str
    app_type: str = "SingleTenant"

    def trusts(self, service_url: str) -> bool:
        """Whether this is an address of the Connector we speak to."""
        found = _SERVICE_URL.fullmatch(service_url)
        return found is not None and found[1] in self.origins
