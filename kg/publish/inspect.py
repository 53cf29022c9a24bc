"""What every page must hold before it is published: links, anchors, titles, policy, well-formed markup.

Only digests of addresses are kept, eight bytes each, so that the check of a million pages fits in memory.
"""

import hashlib
import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Final
from urllib.parse import unquote

import numpy as np

_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>\"/]+(?:\s*=\s*\"[^\"]*\")?)*)\s*(/?)>|<!--|<!DOCTYPE html>"
)
_ATTRIBUTE: Final = re.compile(r"([^\s=>\"/]+)(?:\s*=\s*\"([^\"]*)\")?")
_STRAY: Final = re.compile(r"<(?![a-zA-Z/!])")
# Source: HTML Living Standard, section 13.1.2, void elements
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Elements of SVG may be closed by themselves.
_FOREIGN: Final = frozenset({"svg"})
_RAW: Final = re.compile(r"(<(script|style)\b[^>]*>)(.*?)</\2>", re.DOTALL)
_HREF: Final = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_ADDRESSES: Final = {"href", "src", "action", "poster", "data", "srcset", "formaction"}
_DATA_BLOCKS: Final = ("application/ld+json", "application/json")
_TOLD: Final = 20


class Inspector:
    """Looks at pages one after another and remembers what links where.

    Attributes:
        problems: what is wrong so far, each with the page.
    """

    def __init__(self, policies: frozenset[str]) -> None:
        self.problems: list[str] = []
        self._policies = policies
        self._places = array("Q")  # digests of pages and of anchors on them
        self._wanted = array("Q")  # digests of what is linked to
        self._titles = array("Q")

    def add_file(self, path: str) -> None:
        """Note a file that is no page but may be linked to."""
        self._places.append(digest_path(path))

    def add_page(self, path: str, text: str) -> None:
        """Look at a page; links are judged at the end, when all pages are known."""
        self._places.append(digest_path(path))
        ids: set[str] = set()
        here: list[str] = []
        for address in self._walk(path, text, ids):
            self._judge(path, address, here)
        for anchor in ids:
            self._places.append(digest_path(f"{path}#{anchor}"))
        for anchor in here:
            if anchor not in ids:
                self._tell(path, f"the anchor #{anchor} is not on the page")

    def find_breaches(self, pages: Iterable[tuple[str, str]]) -> list[str]:
        """Return what is wrong with the pages seen so far; the list is empty for a site that may go out.

        Args:
            pages: path and text of every page once more, looked at only if a link leads nowhere.
        """
        places = (
            np.unique(np.frombuffer(self._places, dtype=np.uint64))
            if self._places
            else np.array([], dtype=np.uint64)
        )
        wanted = (
            np.unique(np.frombuffer(self._wanted, dtype=np.uint64))
            if self._wanted
            else np.array([], dtype=np.uint64)
        )
        missing = np.setdiff1d(wanted, places, assume_unique=True)
        titles = (
            np.frombuffer(self._titles, dtype=np.uint64) if self._titles else np.array([], dtype=np.uint64)
        )
        found = list(self.problems)
        doubled = titles.size - np.unique(titles).size
        if doubled:
            found.append(f"{doubled} pages share their title with another")
        if missing.size:
            found += islice(self.name_missing(pages), _TOLD)
        return found

    def name_missing(self, pages: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Yield the links that lead nowhere, with their pages, from a second look at all pages."""
        places = frozenset(self._places)
        for path, text in pages:
            for address in dict.fromkeys(_HREF.findall(text)):
                target = _resolve(path, unescape(address))
                remote = address.startswith(("http:", "https:", "mailto:", "#"))
                if not remote and target is not None and digest_path(target) not in places:
                    yield f"{path}: the link {unescape(address)[:80]!r} leads nowhere"

    def _walk(self, path: str, text: str, ids: set[str]) -> Iterator[str]:
        """Yield the addresses of a page while its markup is checked."""
        open_elements: list[str] = []
        titles: list[str] = []
        seen = {"h1": 0, "policy": 0}
        blanked = _RAW.sub(lambda found: self._blank(path, found), text)
        if _STRAY.search(blanked):
            self._tell(path, "a < stands outside of any tag")
        for found in _TAG.finditer(blanked):
            closing, name, attributes, closed = found.groups()
            if name is None:
                continue
            name = name.lower()
            if closing:
                last = open_elements.pop() if open_elements else ""
                if last != name:
                    self._tell(
                        path,
                        f"<{last}> is not closed before </{name}>" if last else f"</{name}> closes nothing",
                    )
                    return
                continue
            pairs = {key.lower(): unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
            if name == "title" and "svg" not in open_elements:
                end = blanked.find("</title>", found.end())
                titles.append(unescape(blanked[found.end() : end]))
            self._look(path, name, pairs, ids, seen)
            for key in _ADDRESSES & pairs.keys():
                yield self._address(path, name, key, pairs)
            if name not in _VOID and not (closed and _FOREIGN & set(open_elements)):
                open_elements.append(name)
        if open_elements:
            self._tell(path, f"<{open_elements[-1]}> is not closed")
        self._finish(path, titles, seen)

    def _look(self, path: str, name: str, pairs: dict[str, str], ids: set[str], seen: dict[str, int]) -> None:
        if (anchor := pairs.get("id")) is not None:
            if not anchor or anchor in ids or any(letter.isspace() for letter in anchor):
                self._tell(path, f"the id {anchor[:60]!r} is doubled, empty or has blanks")
            ids.add(anchor)
        if name == "h1":
            seen["h1"] += 1
        if name == "meta" and pairs.get("http-equiv", "").lower() == "content-security-policy":
            seen["policy"] += 1
            if pairs.get("content") not in self._policies:
                self._tell(path, "its policy is none of the site's")
        if "style" in pairs or any(key.startswith("on") for key in pairs):
            self._tell(path, f"<{name}> has a style or a script in an attribute")
        if name == "base":
            self._tell(path, "<base> changes where links lead")

    def _address(self, path: str, name: str, key: str, pairs: dict[str, str]) -> str:
        address = pairs[key]
        remote = address.startswith(("http:", "https:", "//"))
        if remote and (name != "a" and not _names_only(name, pairs)):
            self._tell(path, f"<{name}> would load {address[:80]!r} from elsewhere")
        if not remote and ":" in address.partition("/")[0] and not address.startswith(("mailto:", "#")):
            self._tell(path, f"<{name}> leads to {address[:80]!r}")
        if key == "srcset":
            self._tell(path, "srcset is not checked and so not used")
        return "" if remote or address.startswith("mailto:") else address

    def _judge(self, path: str, address: str, here: list[str]) -> None:
        if not address:
            return
        if address.startswith("#"):
            here.append(unquote(address[1:]))
            return
        digest = _find_target(posixpath.dirname(path), posixpath.basename(path), address)
        if digest is None:
            self._tell(path, f"the link {address[:80]!r} leaves the site")
        else:
            self._wanted.append(digest)

    def _blank(self, path: str, found: re.Match[str]) -> str:
        start, name, body = found.groups()
        if body.strip():
            data = name == "script" and any(f'type="{kind}"' in start for kind in _DATA_BLOCKS)
            if not data:
                self._tell(path, f"<{name}> stands in the page itself")
        return f"{start}</{name}>"

    def _finish(self, path: str, titles: list[str], seen: dict[str, int]) -> None:
        if len(titles) != 1 or not titles[0].strip():
            self._tell(path, "it has no title, or more than one")
        else:
            self._titles.append(digest_path(titles[0]))
        if seen["h1"] != 1:
            self._tell(path, f"it has {seen['h1']} main headings instead of one")
        if seen["policy"] != 1:
            self._tell(path, "it has no content security policy, or more than one")

    def _tell(self, path: str, problem: str) -> None:
        if len(self.problems) < _TOLD:
            self.problems.append(f"{path}: {problem}")


def _names_only(name: str, pairs: dict[str, str]) -> bool:
    """Return whether an address only names something and is not loaded."""
    return name == "link" and pairs.get("rel", "") in {"canonical", "license", "me", "author", "describedby"}


def _find_target(folder: str, name: str, address: str) -> int | None:
    if not address.partition("#")[0]:  # a place on the page itself
        target = _resolve(posixpath.join(folder, name), address)
        return None if target is None else digest_path(target)
    return _find_other(folder, address)


@lru_cache(maxsize=50_000)
def _find_other(folder: str, address: str) -> int | None:
    """Return the digest of what an address leads to from a folder; most stand on every page of it."""
    target = _resolve(posixpath.join(folder, "x"), address)
    return None if target is None else digest_path(target)


def _resolve(path: str, address: str) -> str | None:
    """Return the path below the top of the site that a link leads to, with its anchor; None if it leaves."""
    plain, hash_sign, anchor = address.partition("#")
    plain = unquote(plain.partition("?")[0])
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain)) if plain else path
    if target.startswith(("..", "/")):
        return None
    if "=" in anchor:  # what a form of the page takes, as in "question/x.html#material=material/mg"
        return target
    return target + (f"#{unquote(anchor)}" if hash_sign and anchor else "")


def digest_path(text: str) -> int:
    """Return eight bytes that stand for an address."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
