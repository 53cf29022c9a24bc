"""What every page must hold before it is published: links, anchors, titles, policy, well-formed markup.

Only digests of addresses are kept, eight bytes each, so that the check of a million pages fits in memory.
"""

import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import chain, islice
from typing import Final, NamedTuple
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
# a path below a folder, and an anchor that is no field of a form
_PLAIN: Final = re.compile(r"(?:[\w~-]+/)*[\w~-]+\.[\w.~-]+(?:#[\w.~:-]+)?", re.ASCII)
_CLOSED: Final = 1_000_000  # more than there are names of elements
_NAMES: Final = [""]  # of elements, by their numbers
_NUMBERS: Final[dict[str, int]] = {}
_COMPACTED: Final = 1_000_000  # links after which each target is kept once only


def _number(name: str) -> int:
    """Return the number of an element, 1 for the first that is asked for."""
    if name not in _NUMBERS:
        _NUMBERS[name] = len(_NAMES)
        _NAMES.append(name)
    return _NUMBERS[name]


_SVG: Final = _number("svg")
_TITLE_STEP: Final = _number("title")


class _Tag(NamedTuple):
    """What a tag says.

    Attributes:
        name: of the element, in lower case; "" for what is no tag of an element.
        step: what it does to the element: its number where it begins, less than 0 where it ends, that and
            `_CLOSED` where it is closed at once, 0 where the element holds nothing.
        notable: whether anything below counts.
        anchor: its id, None where it has none.
        addresses: where it leads within the site.
        policy: its content security policy, None where it is no such element.
        problems: what no page may hold.
    """

    name: str
    step: int
    notable: bool = False
    anchor: str | None = None
    addresses: tuple[str, ...] = ()
    policy: str | None = None
    problems: tuple[str, ...] = ()


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
        """Check how the elements of a page stand in each other, and what they say."""
        bare = _COMMENT.sub("", _RAW.sub(lambda found: self._blank(path, found), text))
        if _STRAY.search(bare):
            self._tell(path, "a < stands outside of any tag")
        tags = [_read_tag(written) for written in _ANY_TAG.findall(bare)]
        marked = [tag for tag in tags if tag.notable]
        for problem in chain.from_iterable(tag.problems for tag in marked):
            self._tell(path, problem)
        titles = self._nest(path, [tag.step for tag in tags if tag.step])
        if titles is not None:
            self._finish(path, bare, marked, titles)

    def _nest(self, path: str, steps: list[int]) -> int | None:
        """Return how many titles a page has, but for those in drawings; None where elements do not nest."""
        within: list[int] = []
        titles = 0
        for step in steps:
            if step > _CLOSED:
                if _SVG not in within:  # elsewhere HTML takes it for a beginning
                    within.append(step - _CLOSED)
            elif step > 0:
                within.append(step)
                if step == _TITLE_STEP and _SVG not in within:
                    titles += 1
            elif not within:
                self._tell(path, f"</{_NAMES[-step]}> closes nothing")
                return None
            elif (last := within.pop()) != -step:
                self._tell(path, f"<{_NAMES[last]}> is not closed before </{_NAMES[-step]}>")
                return None
        if within:
            self._tell(path, f"<{_NAMES[within[-1]]}> is not closed")
        return titles

    def _finish(self, path: str, text: str, marked: list[_Tag], titles: int) -> None:
        """Check what a page must have once, and note where it leads."""
        title = _TITLE.search(text)
        if titles != 1 or title is None or not title[1].strip():
            self._tell(path, "it has no title, or more than one")
        else:
            self._titles.append(self._digest(unescape(title[1])))
        heads = sum(tag.name == "h1" for tag in marked)
        if heads != 1:
            self._tell(path, f"it has {heads} main headings instead of one")
        policies = [tag.policy for tag in marked if tag.policy is not None]
        if len(policies) != 1:
            self._tell(path, "it has no content security policy, or more than one")
        if not self._policies.issuperset(policies):
            self._tell(path, "its policy is none of the site's")
        anchors = [tag.anchor for tag in marked if tag.anchor is not None]
        ids = set(anchors)
        if len(ids) != len(anchors):
            doubled = next(anchor for anchor in anchors if anchors.count(anchor) > 1)
            self._tell(path, f"the id {doubled[:60]!r} is doubled")
        self._places.extend(self._digest(f"{path}#{anchor}") for anchor in ids)
        folder, name = posixpath.split(path)
        for address in sorted(set(chain.from_iterable(tag.addresses for tag in marked))):
            self._judge(folder, name, address, ids)

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
        target = _resolve_plain(folder, address) or _resolve(posixpath.join(folder, "x"), address)
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
        return _Tag("", 0, notable=True, problems=(f"{written[:80]!r} is no well-formed tag",))
    closing, name, attributes, closed = found.groups()
    if name is None:
        return _Tag("", 0)
    name = name.lower()
    if closing:
        return _Tag(name, -_number(name))
    pairs = {key.lower(): unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
    problems: list[str] = []
    anchor = pairs.get("id")
    if anchor is not None and anchor.split() != [anchor]:
        problems.append(f"the id {anchor[:60]!r} is empty or has blanks")
    if "style" in pairs or any(key.startswith("on") for key in pairs):
        problems.append(f"<{name}> has a style or a script in an attribute")
    if name == "base":
        problems.append("<base> changes where links lead")
    addresses = [_to_address(name, key, pairs, problems) for key in pairs if key in _ADDRESSES]
    is_policy = name == "meta" and pairs.get("http-equiv", "").lower() == "content-security-policy"
    return _Tag(
        name,
        0 if name in _VOID else _number(name) + (_CLOSED if closed else 0),
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


def _resolve_plain(folder: str, address: str) -> str | None:
    """Return what `_resolve` finds for the plain addresses that nearly all are, None for the others."""
    steps, place = folder.count("/") + 1 if folder else 0, address
    while place.startswith("../") and steps:
        steps, place = steps - 1, place[3:]
    if not _PLAIN.fullmatch(place):
        return None
    return f"{folder.rsplit('/', folder.count('/') + 1 - steps)[0]}/{place}" if steps else place


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
