"""Where a query leaves the grammar of SPARQL: the first word that cannot stand there, and what could.

The engine tells of a fault at the place where its parser gave up, often far behind the word at fault. So a
query that the engine refuses is walked through once more, word by word, along the grammar below. One word
ahead always decides which rule holds.

Source: SPARQL 1.1 Query Language, section 19.8, https://www.w3.org/TR/sparql11-query/#sparqlGrammar; LATERAL
is an extension of Oxigraph.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from kg.engines.tokens import Token

# Capitals are keywords, words in angle brackets kinds of words, quoted signs themselves, other names rules.
_GRAMMAR: Final = """
Query = Prologue ( Select | Construct | Describe | Ask ) Values? <end>
Prologue = ( BASE <iri> | PREFIX <name> <iri> )*
Select = SelectClause Dataset* Where Modifiers
SubSelect = SelectClause Where Modifiers Values?
SelectClause = SELECT ( DISTINCT | REDUCED )? ( '*' | Column Column* )
Column = <variable> | '(' Expression AS <variable> ')'
Construct = CONSTRUCT ( Template Dataset* Where Modifiers | Dataset* WHERE Template Modifiers )
Template = '{' Triples? '}'
Describe = DESCRIBE ( '*' | VariableOrIri VariableOrIri* ) Dataset* Where? Modifiers
Ask = ASK Dataset* Where Modifiers
Dataset = FROM ( Iri | NAMED Iri )
Where = WHERE? Group
Modifiers = ( GROUP BY Grouping Grouping* )? ( HAVING Constraint Constraint* )?
          ( ORDER BY Sorting Sorting* )? Slice?
Grouping = Call | '(' Expression ( AS <variable> )? ')' | <variable>
Sorting = ( ASC | DESC ) Brackets | Constraint | <variable>
Slice = LIMIT <integer> ( OFFSET <integer> )? | OFFSET <integer> ( LIMIT <integer> )?
Values = VALUES Data
Group = '{' ( SubSelect | Triples? ( Part '.'? Triples? )* ) '}'
Part = Group ( UNION Group )* | ( OPTIONAL | MINUS | LATERAL ) Group | GRAPH VariableOrIri Group
     | SERVICE SILENT? VariableOrIri Group | FILTER Constraint
     | BIND '(' Expression AS <variable> ')' | Values
Data = <variable> '{' Datum* '}' | ( '()' | '(' <variable>* ')' ) '{' ( '(' Datum* ')' | '()' )* '}'
Datum = Iri | Literal | UNDEF
Triples = Same ( '.' Triples? )?
Same = ( <variable> | Term ) Properties | Nested Properties?
Nested = '(' Object Object* ')' | '[' Properties ']'
Properties = Verb Objects ( ';' ( Verb Objects )? )*
Verb = <variable> | Path
Path = Steps ( '|' Steps )*
Steps = Step ( '/' Step )*
Step = '^'? ( Iri | a | '!' Negated | '(' Path ')' ) ( '?' | '*' | '+' )?
Negated = Link | '()' | '(' Link ( '|' Link )* ')'
Link = '^'? ( Iri | a )
Objects = Object ( ',' Object )*
Object = <variable> | Term | Nested
Term = Iri | Literal | <blank> | '[]' | '()'
VariableOrIri = <variable> | Iri
Iri = <iri> | <name>
Literal = <string> ( <language> | '^^' Iri )? | ( '+' | '-' )? ( <integer> | <number> ) | TRUE | FALSE
Constraint = Brackets | Call
Call = BuiltIn | Iri Arguments
Arguments = '()' | '(' DISTINCT? Expression ( ',' Expression )* ')'
Expressions = '()' | '(' Expression ( ',' Expression )* ')'
Brackets = '(' Expression ')'
Expression = Conjunction ( '||' Conjunction )*
Conjunction = Comparison ( '&&' Comparison )*
Comparison = Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | NOT? IN Expressions )?
Sum = Product ( ( '+' | '-' ) Product )*
Product = Factor ( ( '*' | '/' ) Factor )*
Factor = ( '!' | '+' | '-' )? ( Brackets | BuiltIn | Iri Arguments? | Constant | <variable> )
Constant = <string> ( <language> | '^^' Iri )? | <integer> | <number> | TRUE | FALSE
BuiltIn = COUNT '(' DISTINCT? ( '*' | Expression ) ')' | Aggregate '(' DISTINCT? Expression ')'
        | GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' <string> )? ')'
        | NOT? EXISTS Group | BOUND '(' <variable> ')'
        | ( RAND | NOW | UUID | STRUUID ) '()' | ( CONCAT | COALESCE | BNODE ) Expressions
        | Function '(' Expression ( ',' Expression )* ')'
Aggregate = SUM | MIN | MAX | AVG | SAMPLE
Function = STR | LANG | LANGMATCHES | DATATYPE | IRI | URI | ABS | CEIL | FLOOR | ROUND | STRLEN | UCASE
         | LCASE | ENCODE_FOR_URI | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER | YEAR | MONTH | DAY
         | HOURS | MINUTES | SECONDS | TIMEZONE | TZ | MD5 | SHA1 | SHA256 | SHA384 | SHA512 | IF | STRLANG
         | STRDT | SAMETERM | ISIRI | ISURI | ISBLANK | ISLITERAL | ISNUMERIC | REGEX | SUBSTR | REPLACE
         | ADJUST | TRIPLE | SUBJECT | PREDICATE | OBJECT | ISTRIPLE
"""
_PIECE: Final = re.compile(r"'[^']+'|<\w+>|[A-Za-z_]\w*|[()|?*]")
_FEW: Final = 3
_USUAL: Final = ("FILTER", "ORDER", "STR")  # what people know, as an example of many
_SIGNS_OF_TERMS: Final = frozenset({"'()'", "'[]'", "'('", "'['", "'+'", "'-'", "'^'", "'!'"})
_WORDS: Final = {
    "<variable>": "a variable",
    "<iri>": "an IRI",
    "<name>": "an IRI",
    "<string>": "a literal",
    "<number>": "a literal",
    "<integer>": "a number",
    "<end>": "the end",
}


class Misfit(NamedTuple):
    """The first word that cannot stand where it does: its place among the words, and what could stand there.

    The place is the number of words where the query ends too early. What could stand there are keywords,
    signs in quotes, and kinds of words in angle brackets.
    """

    place: int
    expected: frozenset[str]


class _Node(NamedTuple):
    """A piece of a rule: `kind` is "word", "rule", "row", "choice", "any" (`*`) or "maybe" (`?`)."""

    kind: str
    name: str
    parts: tuple["_Node", ...]


def find_misfit(words: Collection[Token]) -> Misfit | None:
    """Return where a query leaves the grammar, None where it keeps to it.

    Args:
        words: the words of the query, without blanks and comments.
    """
    places, terminals = _to_terminals(list(words))
    waiting = [_Node("rule", "Query", ())]  # what is still to come, the next piece last
    place = 0
    possible: list[frozenset[str]] = []  # what could stand at the place
    while waiting:
        node = waiting.pop()
        first = _first(node)
        if terminals[place] not in first:
            possible.append(first)
            if not _can_be_empty(node):
                return Misfit(places[place], frozenset().union(*possible))
        elif node.kind == "word":
            place += 1
            possible = []
        elif node.kind == "rule":
            waiting.append(_rules()[node.name])
        elif node.kind == "row":
            waiting += reversed(node.parts)
        elif node.kind == "choice":
            waiting.append(next(part for part in node.parts if terminals[place] in _first(part)))
        else:
            waiting += [node, *node.parts] if node.kind == "any" else node.parts
    return None


def list_keywords() -> list[str]:
    """Return all keywords and names of functions, in capitals."""
    return sorted({name for rule in _rules().values() for name in _iter_keywords(rule)})


def describe_expected(expected: Collection[str]) -> str:
    """Return in words what could stand somewhere: kinds of words, signs, then keywords or one of many."""
    kinds = {_WORDS[name] for name in expected if name in _WORDS}
    signs = sorted(name for name in expected if name.startswith("'"))
    keywords = sorted(name for name in expected if name.isupper())
    if "a literal" in kinds:
        kinds.discard("a number")
        keywords = [name for name in keywords if name not in ("TRUE", "FALSE")]
    if "an IRI" in kinds:
        signs = [sign for sign in signs if sign not in _SIGNS_OF_TERMS]
    if len(keywords) > _FEW:
        keywords = [f"a keyword such as {next((name for name in _USUAL if name in keywords), keywords[0])}"]
    told = [*sorted(kinds), *signs, *keywords]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"


def _to_terminals(words: list[Token]) -> tuple[list[int], list[str]]:
    """Return the words as the grammar names them, each with its place; empty brackets are one word."""
    places, terminals = [], []
    skip = False
    for place, (word, after) in enumerate(pairwise([*words, Token("mark", "", 0)])):
        if skip:
            skip = False
            continue
        places.append(place)
        skip = (word.text, after.text) in (("(", ")"), ("[", "]"))
        terminals.append(f"'{word.text}{after.text}'" if skip else _to_terminal(word))
    return [*places, len(words)], [*terminals, "<end>"]


def _to_terminal(word: Token) -> str:
    if word.kind == "mark":
        return f"'{word.text}'"
    if word.kind == "word":
        return word.text if word.text == "a" else word.text.upper()
    if word.kind == "number":
        return "<integer>" if word.text.isdigit() else "<number>"
    return "<variable>" if word.kind == "parameter" else f"<{word.kind}>"


@cache
def _rules() -> dict[str, _Node]:
    """Return the rules of the grammar by name."""
    rules = re.split(r"\n(?=\w+ = )", _GRAMMAR.strip())
    return {
        name: _read_choice(_PIECE.findall(rest)) for name, rest in (rule.split(" = ", 1) for rule in rules)
    }


def _read_choice(pieces: list[str]) -> _Node:
    """Return the node for pieces up to a closing bracket, and take them from the list."""
    rows: list[list[_Node]] = [[]]
    while pieces:
        piece = pieces.pop(0)
        if piece == ")":
            break
        if piece == "|":
            rows.append([])
        elif piece in ("?", "*"):
            rows[-1].append(_Node("maybe" if piece == "?" else "any", "", (rows[-1].pop(),)))
        elif piece == "(":
            rows[-1].append(_read_choice(pieces))
        else:
            is_rule = piece[0].isupper() and not piece.isupper()
            rows[-1].append(_Node("rule" if is_rule else "word", piece, ()))
    parts = [row[0] if len(row) == 1 else _Node("row", "", tuple(row)) for row in rows]
    return parts[0] if len(parts) == 1 else _Node("choice", "", tuple(parts))


@cache
def _first(node: _Node) -> frozenset[str]:
    """Return the words with which a piece can begin."""
    if node.kind == "word":
        return frozenset({node.name})
    if node.kind == "rule":
        return _first(_rules()[node.name])
    if node.kind != "row":
        return frozenset().union(*map(_first, node.parts))
    found: frozenset[str] = frozenset()
    for part in node.parts:
        found |= _first(part)
        if not _can_be_empty(part):
            break
    return found


@cache
def _can_be_empty(node: _Node) -> bool:
    if node.kind in ("word", "any", "maybe"):
        return node.kind != "word"
    if node.kind == "rule":
        return _can_be_empty(_rules()[node.name])
    return (all if node.kind == "row" else any)(map(_can_be_empty, node.parts))


def _iter_keywords(node: _Node) -> Iterator[str]:
    if node.kind == "word" and node.name[0].isupper():
        yield node.name
    for part in node.parts:
        yield from _iter_keywords(part)
