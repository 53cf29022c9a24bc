"""The mechanism network keeps every claim with its evidence."""

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.network.mechanisms import ClaimRecord, iter_claims, read_mechanism_network
from kg.terms import BASE
from tests.picture_graphs import load_small


@pytest.fixture(scope="module")
def claims() -> dict[str, ClaimRecord]:
    found = iter_claims(read_mechanism_network(LocalEngine(load_small())))
    return {claim.iri.rpartition("/")[2]: claim for claim in found}


def test_every_claim_is_an_edge_of_its_own(claims: dict[str, ClaimRecord]) -> None:
    """Two claims of the same pair stay two edges; none of the graph's claims is missing."""
    assert len(claims) == 16
    network = read_mechanism_network(LocalEngine(load_small()))
    pair = (
        BASE + "mechanism/lithium-concentration-gradient",
        BASE + "mechanism/uniform-lithium-distribution",
    )
    assert network.number_of_edges(*pair) == 2


def test_a_claim_carries_what_is_needed_to_judge_it(claims: dict[str, ClaimRecord]) -> None:
    """Who says so, whose finding, mode, strength, place, pointer words and link come with the edge."""
    claim = claims["mg-exhibits-lcg"]
    assert (claim.asserted_by, claim.finding_of) == ("Jeon et al. 2025", ("Jun et al. 2024",))
    assert (claim.mode, claim.strength, claim.origin) == ("measured", "asserted", "second-hand")
    assert claim.compared_with == ("Ag",)
    passage = claim.passages[0]
    assert (passage.place, passage.from_words) == ("section 4", "Compared with Ag")
    assert passage.link.startswith("https://doi.org/10.1002/admi.202400953#:~:text=")


def test_polarity_and_denial_are_kept_apart(claims: dict[str, ClaimRecord]) -> None:
    """A denied promotion stays promoting in its relation and is marked as negated."""
    assert claims["ag-suppresses-dendrites"].polarity == "suppressing"
    denied = claims["mg-not-promotes-dendrites"]
    assert denied.negated
    assert denied.polarity == "promoting"


def test_decisions_and_discrepancies_reach_the_claims_they_touch(claims: dict[str, ClaimRecord]) -> None:
    """A reading decision and a discrepancy stand with the claim, with certainty and severity."""
    decision = claims["mg-powder-promotes-life"].remarks[0]
    assert (decision.role, decision.weight) == ("decision", "certain")
    assert "Jun et al. 2024" in decision.text
    discrepancy = claims["mgf2-suppresses-dendrites"].remarks[0]
    assert (discrepancy.role, discrepancy.weight) == ("discrepancy", "high")


def test_full_quotes_are_read_where_the_graph_has_them(claims: dict[str, ClaimRecord]) -> None:
    """A quote comes along where there is one, else the pointer words alone."""
    assert claims["lcg-promotes-solid-solution"].passages[0].quote.startswith("An invented sentence")
    assert claims["mg-exhibits-lcg"].passages[0].quote == ""


def test_works_back_the_things_their_findings_are_about() -> None:
    """The weight of an edge from a work is the number of its claims at that thing."""
    network = read_mechanism_network(LocalEngine(load_small()))
    work, end = BASE + "work/jun-2024", BASE + "mechanism/lithium-concentration-gradient"
    assert network.edges[work, end, "backs"]["weight"] == 4


def test_a_tested_cell_names_the_material_it_is_drawn_as() -> None:
    """The architecture of a system stands at its node."""
    network = read_mechanism_network(LocalEngine(load_small()))
    assert network.nodes[BASE + "system/mg-powder-jun-2024"]["shown_as"] == BASE + "material/mg"


def test_entries_without_claims_are_nodes_and_headings_are_not() -> None:
    """What nobody speaks of yet is there, so that gaps can be shown."""
    network = read_mechanism_network(LocalEngine(load_small()))
    assert BASE + "mechanism/flammability" in network
    assert network.degree(BASE + "mechanism/flammability") == 0


def test_an_empty_graph_gives_an_empty_network() -> None:
    """No triple, no node, no error."""
    assert len(read_mechanism_network(LocalEngine(ox.Store()))) == 0
