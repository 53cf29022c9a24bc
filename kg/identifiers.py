"""Identifiers of works, people and organisations: normal forms, checksums, and the keys we make ourselves.

`to_` functions take what people type or services print (URL, prefix, any case) and give the bare normal form;
`_url` functions give the IRI of a normal form.
"""

import re
import unicodedata
from urllib.parse import quote, unquote

from kg.errors import IdentifierError

# Source: DOI Handbook, "Numbering" (https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html):
#   DOI = "10." registrant *("." subdivision) "/" suffix ; registrant = 4-9 digits in practice
#   (https://www.crossref.org/blog/dois-and-matching-regular-expressions/) ; suffix = any graphic characters.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\x00-\x1f\x7f]+")
_DOI_LEAD = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*|doi\s+)", re.IGNORECASE)
# Source: Crossref display guidelines (https://doi.org/10.13003/5jchdy): no DOI is shown ending in these.
_DOI_TAIL = (".", ",", ";", ":", "'", '"')

# Source: https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier
#   ORCID = 4DIGIT "-" 4DIGIT "-" 4DIGIT "-" 3DIGIT (DIGIT / "X")
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_ORCID_LEAD = re.compile(r"(?:https?://(?:www\.)?orcid\.org/|orcid:\s*)", re.IGNORECASE)

# Source: https://ror.readme.io/docs/identifier
#   ROR = "0" 6CROCKFORD 2DIGIT ; CROCKFORD = digits and letters without i, l, o, u
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")
_ROR_LEAD = re.compile(r"(?:https?://(?:www\.)?ror\.org/|ror:\s*)", re.IGNORECASE)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # Source: https://www.crockford.com/base32.html

# Our own grammar (papers' keys, record keys): KEY = WORD *("-" WORD) ; WORD = 1*(a-z / DIGIT)
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY_MAX_CHARACTERS = 120

# Source: ICAO Doc 9303-3, 8th ed., section 6 A, "Transliteration of Multinational Latin-based Characters".
_LETTERS = str.maketrans(
    {
        "ä": "ae", "å": "aa", "æ": "ae", "ö": "oe", "ø": "oe", "œ": "oe", "ü": "ue", "ß": "ss",
        "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t",
        "'": "", "\u2019": "", "\u00b5": "\u03bc",
    }
)  # fmt: skip


def to_doi(text: str) -> str:
    """The DOI in lower case without resolver or prefix, "10.1002/admi.202400953".

    Args:
        text: A DOI, bare, with "doi:", or as a URL of the resolver (then percent-decoded).

    Raises:
        IdentifierError: When the rest does not follow the grammar.
    """
    bare = text.strip()
    lead = _DOI_LEAD.match(bare)
    if lead:
        bare = bare[lead.end() :]
        if lead.group().lower().startswith("http"):
            bare = unquote(bare)
    if not _DOI.fullmatch(bare):
        raise IdentifierError(f"{text!r} is not a DOI", hint="expected 10.<registrant>/<suffix>")
    if bare.endswith(_DOI_TAIL):
        raise IdentifierError(f"the DOI {text!r} ends in punctuation", hint=f"meant {bare.rstrip('.,;:')!r}?")
    # DOI names are case-insensitive in ASCII only (DOI Handbook, "Case sensitivity").
    return "".join(c.lower() if c.isascii() else c for c in bare)


def doi_url(doi: str) -> str:
    """The IRI of a DOI, "https://doi.org/10.1002/admi.202400953", with unsafe characters escaped.

    Source: https://www.doi.org/doi-handbook/HTML/encoding-rules-for-urls.html
    """
    return "https://doi.org/" + quote(to_doi(doi), safe="/:;()@!$,=~*'-._")


def to_orcid(text: str) -> str:
    """The ORCID iD with hyphens and without resolver, its checksum checked.

    Raises:
        IdentifierError: When the pattern or the checksum is wrong.
    """
    bare = _ORCID_LEAD.sub("", text.strip(), count=1).upper()
    if re.fullmatch(r"[0-9]{15}[0-9X]", bare):
        bare = "-".join(bare[i : i + 4] for i in range(0, 16, 4))
    if not _ORCID.fullmatch(bare):
        raise IdentifierError(f"{text!r} is not an ORCID iD", hint="expected 0000-0000-0000-0000")
    expected = _mod_11_2(bare.replace("-", "")[:15])
    if bare[-1] != expected:
        raise IdentifierError(f"the ORCID iD {text!r} has a wrong check character", hint="a mistyped digit")
    return bare


def orcid_url(orcid: str) -> str:
    """The IRI of an ORCID iD, "https://orcid.org/0000-0002-1825-0097"."""
    return "https://orcid.org/" + to_orcid(orcid)


def to_ror(text: str) -> str:
    """The ROR ID in lower case without resolver, "046865y68", its checksum checked.

    Raises:
        IdentifierError: When the pattern or the checksum is wrong.
    """
    bare = _ROR_LEAD.sub("", text.strip(), count=1).lower()
    if not _ROR.fullmatch(bare):
        raise IdentifierError(
            f"{text!r} is not a ROR ID", hint="0, six of 0-9a-z without i l o u, two digits"
        )
    if bare[7:] != _ror_check(bare[:7]):
        raise IdentifierError(f"the ROR ID {text!r} has wrong check digits", hint="a character is mistyped")
    return bare


def ror_url(ror: str) -> str:
    """The IRI of a ROR ID, "https://ror.org/046865y68"."""
    return "https://ror.org/" + to_ror(ror)


def slug(text: str) -> str:
    """The text as a key: ASCII words in lower case joined by hyphens; "Jürgen Höß" gives "juergen-hoess".

    Greek letters are spelled out ("β-Li3PS4" gives "beta-li3ps4"), sub- and superscript digits become digits.

    Raises:
        IdentifierError: When nothing of the text can be written in ASCII.
    """
    # NFC first: a typed "a" + combining dots must go the way of "ä".
    composed = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    # Non-ASCII separators (dashes, no-break spaces) must separate, not vanish.
    letters = "".join(
        _greek(c) if c.isascii() or c.isalnum() or unicodedata.combining(c) else " " for c in composed
    )
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        raise IdentifierError(f"no key can be made from {text!r}", hint="give the key by hand")
    return "-".join(words)


def check_key(text: str) -> str:
    """The key itself, when it follows the grammar of keys.

    Raises:
        IdentifierError: When it does not; the hint proposes one that does.
    """
    if _KEY.fullmatch(text) and len(text) <= KEY_MAX_CHARACTERS:
        return text
    if len(text) > KEY_MAX_CHARACTERS:
        raise IdentifierError(f"the key {text[:40]!r}... is longer than {KEY_MAX_CHARACTERS} characters")
    try:
        hint = f"try {slug(text)!r}"
    except IdentifierError:
        hint = "lower-case ASCII letters, digits and single hyphens"
    raise IdentifierError(f"{text!r} is not a key", hint=hint)


def _mod_11_2(digits: str) -> str:
    """The ISO/IEC 7064 MOD 11-2 check character. Source: the ORCID page above, "Checksum"."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def _ror_check(encoded: str) -> str:
    """The two ISO/IEC 7064 MOD 97-10 check digits. Source: the ROR page above, "Checksum"."""
    number = 0
    for character in encoded:
        number = number * 32 + _CROCKFORD.index(character)
    return f"{98 - number * 100 % 97:02d}"


def _greek(character: str) -> str:
    if "\u03b1" <= character <= "\u03c9":
        name = unicodedata.name(character).removeprefix("GREEK SMALL LETTER ")
        return name.removeprefix("FINAL ").lower()
    return character
