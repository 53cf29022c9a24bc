"""Lists and portraits that show themselves: as text in a shell, as HTML in a notebook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from kg.api.values import to_call
from kg.queries.catalogue import Question
from kg.search.find import Hit
from kg.search.show import Group, Portrait


class Hits(Sequence[Hit]):
    """What a text may mean, the most alike first."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = tuple(hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> "Hits": ...
    def __getitem__(self, index: int | slice) -> "Hit | Hits":
        return self._hits[index] if isinstance(index, int) else Hits(self._hits[index])

    def __len__(self) -> int:
        return len(self._hits)

    def __repr__(self) -> str:
        from kg.search.find import to_text

        return to_text(self._hits).rstrip("\n") or "nothing in the graph has a name like that"

    def _repr_html_(self) -> str:
        from kg.api.notebook import hits_to_html

        return hits_to_html(self._hits)


@dataclass(frozen=True, repr=False)
class Shown:
    """All that is known of one thing.

    Attributes:
        portrait: the same as plain records.
    """

    portrait: Portrait

    @property
    def iri(self) -> str:
        """The thing."""
        return self.portrait.iri

    @property
    def label(self) -> str:
        """Its name."""
        return self.portrait.label

    @property
    def facts(self) -> dict[str, tuple[str, ...]]:
        """Property and values, each in words."""
        return dict(self.portrait.facts)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Statements about it by kind, each with its evidence."""
        return self.portrait.groups

    def __repr__(self) -> str:
        from kg.search.portrait import to_text

        return to_text(self.portrait).rstrip("\n")

    def _repr_html_(self) -> str:
        from kg.api.notebook import portrait_to_html

        return portrait_to_html(self.portrait)


class Questions(Mapping[str, Question]):
    """The canned questions by name, in the order of their topics."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = dict(questions)

    def __getitem__(self, name: str) -> Question:
        return self._questions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def __repr__(self) -> str:
        lines: list[str] = []
        topic = ""
        for question in self._questions.values():
            if question.topic != topic:
                topic = question.topic
                lines += ["", topic] if lines else [topic]
            lines += [f"  {question.header.summary}", f"      {example_call(question)}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from kg.api.notebook import questions_to_html

        calls = {name: example_call(question) for name, question in self._questions.items()}
        return questions_to_html(self._questions, calls)


def example_call(question: Question) -> str:
    """Return a call that works on the first paper: what must be given, with the examples of the header."""
    needed = {p.name: p.example for p in question.header.parameters.values() if p.required}
    return to_call(question, needed)
