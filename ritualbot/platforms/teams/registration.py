"""What an installation is told about its bot: plain values, read from the settings elsewhere."""

import re
from dataclasses import dataclass, field

# Scheme, host and port, then a plain path: without a user, a query and escapes there is nothing that two readers of an
# address could take differently.
_SERVICE_URL = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)(?:/[A-Za-z0-9._~-]*)*")

# The same, with a path and a query of any printable characters.
_UPLOAD_URL = re.compile(r"(https?://)([a-z0-9.-]+(?::[0-9]{1,5})?)/[!-~]*", re.ASCII)


@dataclass(frozen=True)
class Registration:
    """The bot as Azure knows it, and whom it listens to.

    `app_id` empty: nobody is asked who they are, for local clients alone. `origins` are exact (`https://host`, with a
    port where it is not the usual one): no other host ever gets our bearer token. `openid_url` is where the keys of
    inbound tokens are told, `login_url` the authority that gives us our own. `upload_hosts` are origins too, or with a
    star for all hosts below one: where people's files are.
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    allowed_tenants: frozenset[str]
    origins: frozenset[str]
    openid_url: str
    login_url: str
    app_type: str = "SingleTenant"
    upload_hosts: frozenset[str] = frozenset({"https://*.sharepoint.com"})

    def trusts(self, service_url: str) -> bool:
        """Whether this is an address of the Connector we speak to."""
        found = _SERVICE_URL.fullmatch(service_url)
        return found is not None and found[1] in self.origins

    def takes_files(self, upload_url: str) -> bool:
        """Whether files may be put at this address: of one of the hosts, or of a host below one with a star."""
        found = _UPLOAD_URL.fullmatch(upload_url)
        if found is None:
            return False
        scheme, host = found[1], found[2]
        above = {f"{scheme}*.{host.split('.', number)[-1]}" for number in range(1, host.count(".") + 1)}
        return f"{scheme}{host}" in self.upload_hosts or bool(above & self.upload_hosts)
