"""The closed lists that records choose from, as literal types.

A test holds every list against `ontology/lists.ttl` (for `Relation`: `ontology/core.ttl`).
"""

from typing import Final, Literal, get_args

WorkType = Literal[
    "journal-article",
    "review-article",
    "perspective",
    "preprint",
    "conference-paper",
    "book",
    "book-chapter",
    "thesis",
    "report",
]
CheckStatus = Literal["verified", "by-rule", "probable"]
Verdict = Literal["same", "different", "open"]
Certainty = Literal["certain", "likely", "open"]
Status = Literal["settled", "open"]
Mode = Literal["measured", "calculated", "proposed", "aim", "stated"]
Strength = Literal["confirmed", "asserted", "suggested", "possible"]
PlaceKind = Literal["running-text", "caption", "table", "reference-list"]
StationKind = Literal["post", "degree", "honour", "membership"]
Severity = Literal["high", "medium", "low"]
NoticeKind = Literal["correction", "expression-of-concern", "retraction", "withdrawal"]

DecisionKind = Literal[
    "recognition-damage", "misprint", "reference-number", "name-variant", "unreadable", "terminology"
]
DiscrepancyKind = Literal[
    "text-against-table",
    "caption-against-text",
    "text-against-text",
    "wrong-metric",
    "wrong-work",
    "impossible-conversion",
    "acronym-reuse",
    "not-tabulated",
    "missing-reference",
    "reference-number",
    "naming",
    "unlikely-value",
    "unsupported-comparison",
]

Relation = Literal[
    "exhibits",
    "forms",
    "enables",
    "promotes",
    "increases",
    "causes",
    "requires",
    "prevents",
    "suppresses",
    "reduces",
    "hinders",
    "addresses",
]

# Properties that a citing work can choose. Source: CiTO 2.8.2, http://purl.org/spar/cito
Intent = Literal[
    "agreesWith",
    "citesAsAuthority",
    "citesAsDataSource",
    "citesAsEvidence",
    "citesAsPotentialSolution",
    "citesAsRecommendedReading",
    "citesAsRelated",
    "citesAsSourceDocument",
    "citesForInformation",
    "confirms",
    "containsAssertionFrom",
    "corrects",
    "credits",
    "critiques",
    "describes",
    "disagreesWith",
    "discusses",
    "disputes",
    "extends",
    "includesExcerptFrom",
    "includesQuotationFrom",
    "obtainsBackgroundFrom",
    "obtainsSupportFrom",
    "qualifies",
    "refutes",
    "reviews",
    "speculatesOn",
    "supports",
    "updates",
    "usesConclusionsFrom",
    "usesDataFrom",
    "usesMethodIn",
]

# What a system is made of or tested in, as opposed to a quantity: names used by `columns` and `conditions`.
Aspect = Literal[
    "architecture",
    "electrolyte",
    "cathode",
    "counter-electrode",
    "additive",
    "process",
    "cell-format",
]

ASPECTS: Final[tuple[str, ...]] = get_args(Aspect)
NOT_REPORTED: Final = "not-reported"  # the value where the source says that it has none to give
IN_WORDS: Final = "in-words"  # the value where the source tells it in words and gives no number, such as "RT"
NO_NUMBER: Final = (NOT_REPORTED, IN_WORDS)
COLUMN_QUANTITIES: Final = {"contents": "metal-fraction"}  # columns that name a quantity otherwise
FREE_COLUMNS: Final = ("references",)  # columns that are neither quantity nor aspect
