"""Names, passwords and tokens for servers: from the environment or a netrc file, never from a command line.

They are sent only to the addresses the user gave, a name and password only when the server asks for them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from kg.errors import AddressError, EngineError

USER_VARIABLE: Final = "KG_USER"
PASSWORD_VARIABLE: Final = "KG_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN_VARIABLE: Final = "KG_TOKEN"  # noqa: S105 - as above
_HIDDEN: Final = "***"
_LEAST_HIDDEN: Final = 3  # characters; shorter secrets occur in any text


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server is told to let someone in; its text never shows the secrets.

    Attributes:
        user: a name, None for none.
        password: the password of the name.
        token: a bearer token, None for none.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def hide(self, text: str) -> str:
        """Return a text with the secrets blotted out, such as a message in which a server repeats them."""
        for secret in (self.password, self.token):
            if secret and len(secret) >= _LEAST_HIDDEN:
                text = text.replace(secret, _HIDDEN)
        return text


def find_credentials(url: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """Return what an address is given: `KG_TOKEN`, or `KG_USER` and `KG_PASSWORD`, or what ~/.netrc has.

    Args:
        url: the address.
        environment: variables; by default those of this process. NETRC names another netrc file.

    Raises:
        EngineError: the netrc file cannot be read.
    """
    environment = os.environ if environment is None else environment
    token = environment.get(TOKEN_VARIABLE)
    user, password = environment.get(USER_VARIABLE), environment.get(PASSWORD_VARIABLE)
    if token:
        return Credentials(token=token)
    if user:
        return Credentials(user, password or "")
    return _read_netrc(urlsplit(url).hostname or "", environment.get("NETRC"))


def check_address(url: str, option: str) -> str:
    """Return an address that may be used: http or https, a host, no name or password in it.

    Raises:
        AddressError: it is none.
    """
    try:
        parts = urlsplit(url)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        raise AddressError(
            f"{option} is not an address", hint="for example http://localhost:7878/query"
        ) from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressError(
            f"{option} must not hold a name or password",
            hint=f"set {USER_VARIABLE} and {PASSWORD_VARIABLE}, or write them to ~/.netrc",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_good or parts.fragment:
        raise AddressError(f"{option} is not an address", hint="for example http://localhost:7878/query")
    return url


def to_shown(url: str) -> str:
    """Return an address without what may be secret in it: the query part, and a name before the host."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _read_netrc(host: str, path: str | None) -> Credentials:
    import netrc  # here, because most questions are asked of a graph on this disk

    try:
        found = netrc.netrc(path or None).authenticators(host)
    except FileNotFoundError:
        return Credentials()
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError) as error:
        # the parser's own message may repeat a password, so only the line is told
        place = f"line {error.lineno}" if isinstance(error, netrc.NetrcParseError) else type(error).__name__
        raise EngineError(f"the netrc file cannot be read ({place})", hint="see `man netrc`") from None
    if found is None:
        return Credentials()
    user, _, password = found
    return Credentials(user, password or "")
