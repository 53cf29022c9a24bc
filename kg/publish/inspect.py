"""What every page must hold before it is published: links, anchors, titles, policy, well-formed markup.

Only digests of addresses are kept, eight bytes each, so that the check of a million pages fits in memory.
"""

import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from kg.publish.digests import Digester

_ATTRIBUTE: Final = re.compile(r"([^\s=>\"/]+)(?:\s*=\s*\"([^\"]*)\")?")
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>\"/]+(?:\s*=\s*\"[^\"]*\")?)*)\s*(/?)>|<!DOCTYPE html>"
)
_ANY_TAG: Final = re.compile(r"<[a-zA-Z/!][^\">]*(?:\"[^\"]*\"[^\">]*)*>?")  # whether well-formed or not
_STRAY: Final = re.compile(r"<(?![a-zA-Z/!])")
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
# Source: HTML Living Standard, section 13.1.2, void elements
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_COUNTED: Final = frozenset({"title", "h1"})
_RAW: Final = re.compile(r"(<(script|style)\b[^>]*>)(.*?)</\2>", re.DOTALL)
_HREF: Final = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_ADDRESSES: Final = frozenset({"href", "src", "action", "poster", "data", "srcset", "formaction"})
_DATA_BLOCKS: Final = ("application/ld+json", "application/json")
_TOLD: Final = 20
_REMEMBERED: Final = 50_000
_COMPACTED: Final = 1_000_000  # links after which each target is kept once only


class _Tag(NamedTuple):
    """What a tag says.

    Attributes:
        name: of the element, in lower case; "" for what is no tag of an element.
        kind: what becomes of the element; "" for one that holds nothing.
        notable: whether anything below counts.
        anchor: its id, None where it has none.
        addresses: where it leads within the site.
        policy: its content security policy, None where it is no such element.
        problems: what no page may hold.
    """

    name: str
    kind: Literal["begins", "closes itself", "ends", ""]
    notable: bool = False
    anchor: str | None = None
    addresses: tuple[str, ...] = ()
    policy: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What the tags of one page say together."""

    ids: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    titles: int = 0
    heads: int = 0
    policies: int = 0


class Findings(NamedTuple):
    """What an inspector has seen: digests as bytes, and what is wrong.

    Attributes:
        places: pages and anchors on them.
        wanted: what is linked to.
        titles: titles of pages.
        problems: what is wrong, each with the page.
    """

    places: bytes
    wanted: bytes
    titles: bytes
    problems: tuple[str, ...]


class Inspector:
    """Looks at pages one after another and remembers what links where.

    Args:
        policies: the content security policies that pages may have.
        digest: turns addresses into numbers; inspectors that share findings share it.

    Attributes:
        problems: what is wrong so far, each with the page.
    """

    def __init__(self, policies: frozenset[str], digest: Digester | None = None) -> None:
        self.problems: list[str] = []
        self._policies = policies
        self._digest = digest or Digester()
        self._find_other = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        self._places = array("Q")  # digests of pages and of anchors on them
        self._wanted = array("Q")  # digests of what is linked to
        self._room = _COMPACTED
        self._titles = array("Q")

    def add_file(self, path: str) -> None:
        """Note a file that is no page but may be linked to."""
        self._places.append(self._digest(path))

    def add_page(self, path: str, text: str) -> None:
        """Look at a page; links are judged at the end, when all pages are known."""
        self._places.append(self._digest(path))
        self._walk(path, text)
        self._compact()

    def _compact(self) -> None:
        if len(self._wanted) > self._room:
            self._wanted = array("Q", _unique(self._wanted).tobytes())
            self._room = len(self._wanted) + _COMPACTED

    def take(self) -> Findings:
        """Hand over what was seen so far, and begin anew."""
        found = Findings(
            self._places.tobytes(), self._wanted.tobytes(), self._titles.tobytes(), tuple(self.problems)
        )
        self._places, self._wanted, self._titles = array("Q"), array("Q"), array("Q")
        self.problems = []
        return found

    def absorb(self, findings: Findings) -> None:
        """Add what another inspector has seen."""
        self._places.frombytes(findings.places)
        self._wanted.frombytes(findings.wanted)
        self._titles.frombytes(findings.titles)
        self.problems = [*self.problems, *findings.problems][:_TOLD]
        self._compact()

    def find_breaches(self, pages: Iterable[tuple[str, str]]) -> list[str]:
        """Return what is wrong with the pages seen so far; the list is empty for a site that may go out.

        Args:
            pages: path and text of every page once more, looked at only if a link leads nowhere.
        """
        missing = np.setdiff1d(_unique(self._wanted), _unique(self._places), assume_unique=True)
        found = list(self.problems)
        doubled = len(self._titles) - _unique(self._titles).size
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
                if not remote and target is not None and self._digest(target) not in places:
                    yield f"{path}: the link {unescape(address)[:80]!r} leads nowhere"

    def _walk(self, path: str, text: str) -> None:
        """Check how the elements of a page stand in each other."""
        bare = _COMMENT.sub("", _RAW.sub(lambda found: self._blank(path, found), text))
        if _STRAY.search(bare):
            self._tell(path, "a < stands outside of any tag")
        open_elements: list[str] = []
        drawings = 0
        seen = _Seen()
        for tag in map(_read_tag, _ANY_TAG.findall(bare)):
            name = tag.name
            if tag.notable:
                self._note(path, tag, seen, in_drawing=drawings > 0)
            if tag.kind == "begins" or (tag.kind == "closes itself" and not drawings):
                open_elements.append(name)
                drawings += name == "svg"
            elif tag.kind == "ends":
                last = open_elements.pop() if open_elements else ""
                if last != name:
                    told = f"<{last}> is not closed before </{name}>" if last else f"</{name}> closes nothing"
                    self._tell(path, told)
                    return
                drawings -= name == "svg"
        if open_elements:
            self._tell(path, f"<{open_elements[-1]}> is not closed")
        self._finish(path, bare, seen)

    def _note(self, path: str, tag: _Tag, seen: _Seen, *, in_drawing: bool) -> None:
        """Note what a tag says besides its name."""
        for problem in tag.problems:
            self._tell(path, problem)
        if tag.anchor is not None:
            if tag.anchor in seen.ids:
                self._tell(path, f"the id {tag.anchor[:60]!r} is doubled")
            seen.ids.add(tag.anchor)
        seen.addresses.update(tag.addresses)
        seen.titles += tag.name == "title" and not in_drawing
        seen.heads += tag.name == "h1"
        if tag.policy is not None:
            seen.policies += 1
            if tag.policy not in self._policies:
                self._tell(path, "its policy is none of the site's")

    def _finish(self, path: str, text: str, seen: _Seen) -> None:
        """Check what a page must have once, and note where it leads."""
        title = _TITLE.search(text)
        if seen.titles != 1 or title is None or not title[1].strip():
            self._tell(path, "it has no title, or more than one")
        else:
            self._titles.append(self._digest(unescape(title[1])))
        if seen.heads != 1:
            self._tell(path, f"it has {seen.heads} main headings instead of one")
        if seen.policies != 1:
            self._tell(path, "it has no content security policy, or more than one")
        self._places.extend(self._digest(f"{path}#{anchor}") for anchor in seen.ids)
        folder, name = posixpath.split(path)
        for address in sorted(seen.addresses):
            self._judge(folder, name, address, seen.ids)

    def _judge(self, folder: str, name: str, address: str, ids: set[str]) -> None:
        if address.startswith("#"):
            if (anchor := unquote(address[1:])) not in ids:
                self._tell(posixpath.join(folder, name), f"the anchor #{anchor} is not on the page")
            return
        digest = self._find_target(folder, name, address)
        if digest is None:
            self._tell(posixpath.join(folder, name), f"the link {address[:80]!r} leaves the site")
        else:
            self._wanted.append(digest)

    def _find_target(self, folder: str, name: str, address: str) -> int | None:
        if address.partition("#")[0]:
            return self._find_other(folder, address)
        target = _resolve(posixpath.join(folder, name), address)  # a place on the page itself
        return None if target is None else self._digest(target)

    def _look_up(self, folder: str, address: str) -> int | None:
        """Return the digest of what an address leads to from a folder; most stand on every page of it."""
        target = _resolve(posixpath.join(folder, "x"), address)
        return None if target is None else self._digest(target)

    def _blank(self, path: str, found: re.Match[str]) -> str:
        start, name, body = found.groups()
        if body.strip():
            data = name == "script" and any(f'type="{kind}"' in start for kind in _DATA_BLOCKS)
            if not data:
                self._tell(path, f"<{name}> stands in the page itself")
        return f"{start}</{name}>"

    def _tell(self, path: str, problem: str) -> None:
        if len(self.problems) < _TOLD:
            self.problems.append(f"{path}: {problem}")


@lru_cache(maxsize=20_000)
def _read_tag(written: str) -> _Tag:
    """Return what a tag says; the same ones stand on every page."""
    found = _TAG.fullmatch(written)
    if found is None:
        return _Tag("", "", notable=True, problems=(f"{written[:80]!r} is no well-formed tag",))
    closing, name, attributes, closed = found.groups()
    if name is None:
        return _Tag("", "")
    name = name.lower()
    if closing:
        return _Tag(name, "ends")
    pairs = {key.lower(): unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
    problems: list[str] = []
    anchor = pairs.get("id")
    if anchor is not None and (not anchor or any(letter.isspace() for letter in anchor)):
        problems.append(f"the id {anchor[:60]!r} is empty or has blanks")
    if "style" in pairs or any(key.startswith("on") for key in pairs):
        problems.append(f"<{name}> has a style or a script in an attribute")
    if name == "base":
        problems.append("<base> changes where links lead")
    addresses = [_to_address(name, key, pairs, problems) for key in sorted(_ADDRESSES & pairs.keys())]
    is_policy = name == "meta" and pairs.get("http-equiv", "").lower() == "content-security-policy"
    return _Tag(
        name,
        "" if name in _VOID else "closes itself" if closed else "begins",
        notable=bool(problems or addresses or anchor is not None or is_policy or name in _COUNTED),
        anchor=anchor,
        addresses=tuple(filter(None, addresses)),
        policy=pairs.get("content", "") if is_policy else None,
        problems=tuple(problems),
    )


def _to_address(name: str, key: str, pairs: dict[str, str], problems: list[str]) -> str:
    """Return where an attribute leads within the site, "" for elsewhere; add what is wrong with it."""
    address = pairs[key]
    remote = address.startswith(("http:", "https:", "//"))
    if remote and (name != "a" and not _names_only(name, pairs)):
        problems.append(f"<{name}> would load {address[:80]!r} from elsewhere")
    if not remote and ":" in address.partition("/")[0] and not address.startswith(("mailto:", "#")):
        problems.append(f"<{name}> leads to {address[:80]!r}")
    if key == "srcset":
        problems.append("srcset is not checked and so not used")
    return "" if remote or address.startswith("mailto:") else address


def _names_only(name: str, pairs: dict[str, str]) -> bool:
    """Return whether an address only names something and is not loaded."""
    return name == "link" and pairs.get("rel", "") in {"canonical", "license", "me", "author", "describedby"}


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


def _unique(digests: "array[int]") -> "NDArray[np.uint64]":
    """Return digests sorted, each once."""
    return np.unique(np.frombuffer(digests, dtype=np.uint64)) if digests else np.array([], dtype=np.uint64)
