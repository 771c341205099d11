import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.place_answers import ANSWERS, FAILURES, RECORDS
from tracker.domain.places import NOWHERE, Place, place_of


@pytest.mark.parametrize("service", sorted(ANSWERS))
def test_the_answers_of_all_services_are_understood(service):
    answer, expected = ANSWERS[service]
    assert place_of(answer) == Place(*expected)


@pytest.mark.parametrize("shape", sorted(RECORDS))
def test_the_records_of_all_databases_are_understood(shape):
    record, expected = RECORDS[shape]
    assert place_of(record) == Place(*expected)


@pytest.mark.parametrize("service", sorted(FAILURES))
def test_an_answer_that_says_it_failed_is_nowhere(service):
    assert place_of(FAILURES[service]) is NOWHERE


@pytest.mark.parametrize(
    ("place", "label", "full_label"),
    [
        (
            Place("US", "California", "Los Angeles", "90001", 34.05, -118.25),
            "Los Angeles, 90001",
            "Los Angeles, 90001, 34.05, -118.25",
        ),
        (Place("US", "", "Los Angeles"), "Los Angeles", "Los Angeles"),
        (Place("DE", "Bavaria"), "Bavaria", "Bavaria"),
        (Place("DE", "", "", "", 51.0, 9.0), "DE", "DE, 51, 9"),
        (Place("DE"), "DE", "DE"),
        (NOWHERE, "", ""),
    ],
)
def test_a_place_has_a_short_and_a_full_label(place, label, full_label):
    assert (place.label, place.full_label) == (label, full_label)


@pytest.mark.parametrize(
    ("country", "known"),
    [("de", "DE"), ("XK", "XK"), ("ZZ", ""), ("EU", ""), ("T1", ""), ("<b", ""), (49, "")],
)
def test_only_real_country_codes_are_believed(country, known):
    assert place_of({"country_code": country}).country == known


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("x", 1), (91, 1), (1, 181), (float("nan"), 1), (10**400, 1), (True, 1), (1, None), ([], {})],
)
def test_coordinates_that_are_none_are_left_out(latitude, longitude):
    place = place_of({"country": "DE", "lat": latitude, "lon": longitude})
    assert place == Place("DE")


def test_null_island_is_believed_only_with_a_country():
    assert place_of({"latitude": 0, "longitude": 0}) == NOWHERE


def test_names_are_tidied_and_cut():
    place = place_of({"city": " Ber\x00l\ud800in " + "x" * 1_000})
    assert place.city.startswith("Berlin x")
    assert len(place.city) == 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
keys = st.sampled_from(
    sorted({key for answer, _ in [*ANSWERS.values(), *RECORDS.values()] for key in answer})
)


@pytest.mark.fault
@settings(max_examples=300, deadline=None, database=None)
@given(st.dictionaries(keys, json_values))
def test_no_answer_raises_and_every_place_can_be_sent(record):
    json.dumps(place_of(record), ensure_ascii=False, allow_nan=False).encode()


def test_a_postal_code_may_be_a_number():
    assert place_of({"country_code": "US", "zip": 90001}).postal == "90001"
