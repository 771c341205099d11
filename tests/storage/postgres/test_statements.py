"""The text that both engines take, as PostgreSQL wants it: whatever stands around the values."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.storage.postgres.statements import bound, bound_many


@pytest.mark.parametrize(
    ("sql", "parameters", "text", "values"),
    [
        ("select 1", (), "select 1", []),
        ("select :a", {"a": 1}, "select $1::bigint", [1]),
        (
            "select :a, :b, :a",
            {"b": "x", "a": 1},
            "select $1::bigint, $2::text, $1::bigint",
            [1, "x"],
        ),
        ("select ?, ?", (b"x", 1.5), "select $1::bytea, $2::double precision", [b"x", 1.5]),
        ("select ?2, ?1, ?2", (7, 8), "select $1::bigint, $2::bigint, $1::bigint", [8, 7]),
        ("select :a where :b", {"a": None, "b": True}, "select $1 where $2::bigint", [None, 1]),
        ("select :a", {"a": 1, "unused": object()}, "select $1::bigint", [1]),
        ("select ':a', :a", {"a": 1}, "select ':a', $1::bigint", [1]),
        ("select 'it''s :a', :a", {"a": 1}, "select 'it''s :a', $1::bigint", [1]),
        ("select '?', ?", (1,), "select '?', $1::bigint", [1]),
        ('select ":a", :a', {"a": 1}, 'select ":a", $1::bigint', [1]),
        ('select "a"":a", :a', {"a": 1}, 'select "a"":a", $1::bigint', [1]),
        ("select b::text, :a", {"a": 1}, "select b::text, $1::bigint", [1]),
        ("select :a::text", {"a": 1}, "select $1::bigint::text", [1]),
        (
            "select :a -- :b '\n, :c",
            {"a": 1, "c": 2},
            "select $1::bigint -- :b '\n, $2::bigint",
            [1, 2],
        ),
        ("select /* :b '?' */ :a", {"a": 1}, "select /* :b '?' */ $1::bigint", [1]),
        ("select '-- ', :a", {"a": 1}, "select '-- ', $1::bigint", [1]),
        ("select '/*', :a, '*/'", {"a": 1}, "select '/*', $1::bigint, '*/'", [1]),
        ("select ':a", {}, "select ':a", []),
        ("select /* :a", {}, "select /* :a", []),
        ("select a[1:2]", {}, "select a[1:2]", []),
        ("select '$[0]', :a", {"a": 1}, "select '$[0]', $1::bigint", [1]),
        ("select user.id from user", (), 'select "user".id from "user"', []),
        (
            "select user_id, 'user ' || :user",
            {"user": 1},
            "select user_id, 'user ' || $1::bigint",
            [1],
        ),
        ("select users, a_user, user2 from t", (), "select users, a_user, user2 from t", []),
        ("", (), "", []),
    ],
)
def test_values_are_numbered_where_they_stand(
    sql: str, parameters: Any, text: str, values: list[object]
) -> None:
    assert bound(sql, parameters) == (text, values)


def test_many_rows_have_one_text_with_the_type_of_the_first_value_that_is_there() -> None:
    rows = [{"a": None, "b": None}, {"a": 1, "b": None}, {"a": None, "b": None}]
    text, values = bound_many("insert into t values (:a, :b)", rows)
    assert text == "insert into t values ($1::bigint, $2)"
    assert values == [[None, None], [1, None], [None, None]]


def test_no_rows_have_a_text_too() -> None:
    assert bound_many("insert into t values (:a)", []) == ("insert into t values ($1)", [])


class Word(StrEnum):
    ONE = "one"


def test_a_word_of_an_enumeration_is_a_text_and_a_truth_a_number() -> None:
    assert bound("select :a, :b", {"a": Word.ONE, "b": False}) == (
        "select $1::text, $2::bigint",
        ["one", 0],
    )


def test_a_value_that_is_missing_is_no_null() -> None:
    with pytest.raises(KeyError):
        bound("select :a", {"b": 1})


@given(st.text(alphabet="'\"-/*:?$ \nabuser1", max_size=30))
def test_whatever_stands_between_quotes_is_kept(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    sent, values = bound(f"select {quoted}, :a", {"a": 5})
    assert (sent, values) == (f"select {quoted}, $1::bigint", [5])


@given(st.text(alphabet="'\"-/*:?$ \nabuser1", max_size=40))
def test_any_text_is_read_and_loses_nothing_but_its_values(text: str) -> None:
    class Any_:
        def __getitem__(self, name: object) -> int:
            return 1

    sent, values = bound(text, Any_())  # type: ignore[arg-type]
    assert sent.count("$") >= len(values)
    assert sent.replace('"user"', "user").count("'") == text.count("'")
