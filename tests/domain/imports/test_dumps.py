"""Dumps in text, as databases write them and as they come to harm."""

from __future__ import annotations

import io

import pytest

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.reading import statements
from tracker.domain.imports.reading.dumps import DumpRow, dump_rows

MYSQL = b"-- MySQL dump 10\n"
USUAL = {"t": ("a", "b", "c")}


def rows_of(text: bytes, tables: str = "t") -> list[DumpRow | LeftOut]:
    def usual(table: str, number: int) -> tuple[str, ...]:
        return USUAL.get(table, ())[:number]

    return list(dump_rows(io.BytesIO(text), lambda name: name if name in tables else "", usual))


def values_of(text: bytes) -> list[list[bytes | None]]:
    return [list(row.values.values()) for row in rows_of(text) if isinstance(row, DumpRow)]


def test_copy_and_insert_say_the_same() -> None:
    copied = b"COPY public.t (a, b) FROM stdin;\n1\tx\\ty\n2\t\\N\n\\.\n"
    rows = (b"(1, 'x\ty')", b"(2, NULL)")
    inserted = b"".join(b"INSERT INTO public.t (a, b) VALUES %s;\n" % row for row in rows)
    assert values_of(copied) == values_of(inserted) == [[b"1", b"x\ty"], [b"2", None]]
    assert [row.line for row in rows_of(copied)] == [2, 3]
    assert [row.line for row in rows_of(inserted)] == [1, 2]


def test_copys_escapes_stand_for_bytes() -> None:
    text = rb"\b\f\n\r\t\v\\\101\7\x42\x4\q\9\xg"
    [[value]] = values_of(b"COPY t (a) FROM stdin;\n" + text + b"\n\\.\n")
    assert value == b"\b\f\n\r\t\v\\A\x07B\x04q9xg"


def test_mysqls_escapes_stand_for_bytes() -> None:
    text = MYSQL + rb"INSERT INTO `t` VALUES ('\0\b\n\r\t\Z\\\'\"''\%',0x4142,_binary 'x\'y');"
    assert values_of(text + b"\n") == [[b"\0\b\n\r\t\x1a\\'\"'%", b"AB", b"x'y"]]
    hexed = MYSQL + b"INSERT INTO `t` VALUES (x'4142',X'4',0x4);\n"
    assert values_of(hexed) == [[b"AB", b"", b""]]


def test_a_backslash_is_one_in_postgresql() -> None:
    text = rb"INSERT INTO public.t (a, b) VALUES ('x\', 'it''s');" + b"\n"
    assert values_of(text) == [[b"x\\", b"it's"]]


def test_a_table_that_is_made_names_its_columns() -> None:
    columns = b"  `n` int NOT NULL,\n  `m` text,\n  PRIMARY KEY (`n`)\n"
    made = b"CREATE TABLE `t` (\n" + columns + b") ENGINE=x;\n"
    other = b"CREATE TABLE `u` (\n  `x` int\n);\n"
    [row] = rows_of(MYSQL + made + other + b"INSERT INTO `t` VALUES (1,'a');\n")
    assert isinstance(row, DumpRow)
    assert row.values == {"n": b"1", "m": b"a"}


def test_columns_that_are_not_named_are_the_usual_ones_or_none() -> None:
    [known, other] = rows_of(MYSQL + b"INSERT INTO `t` VALUES (1,2),\n(1,2,3,4);\n")
    assert isinstance(known, DumpRow)
    assert known.values == {"a": b"1", "b": b"2"}
    assert other == LeftOut(Reason.COLUMNS, 3, "", "t")


def test_what_a_visitor_wrote_is_no_statement() -> None:
    said = b"x\nINSERT INTO public.t (a) VALUES (666);\nCOPY t (a) FROM stdin;\n"
    evil = b"INSERT INTO public.u (a) VALUES ('" + said + b"');\n"
    assert values_of(evil + b"INSERT INTO public.t (a) VALUES (1);\n") == [[b"1"]]
    skipped = b"COPY public.u (a) FROM stdin;\nINSERT INTO public.t (a) VALUES (666);\n\\.\n"
    assert values_of(skipped) == []


def test_a_row_that_cannot_be_read_costs_itself() -> None:
    text = MYSQL + b"INSERT INTO `t` VALUES (1,'a'),\n(2,?),\n(3,'c');\n"
    text += b"INSERT INTO `t` VALUES (4,!);\nx\n"
    found = rows_of(text + b"INSERT INTO `u` VALUES (5,!);\n")
    assert [each for each in found if isinstance(each, LeftOut)] == [
        LeftOut(Reason.LINE, 3, "", "t"),
        LeftOut(Reason.LINE, 5, "", "t"),
    ]
    assert values_of(text) == [[b"1", b"a"], [b"3", b"c"]]


@pytest.mark.parametrize(
    "text",
    [
        b"COPY t (a) FROM stdin;\n1\n",
        MYSQL + b"INSERT INTO `t` VALUES (1),(2",
        MYSQL + b"INSERT INTO `t` VALUES (1),('2",
        MYSQL + b"INSERT INTO `t` VALUES (1),('2\\",
        MYSQL + b"INSERT INTO `t` VALUES (1),(2)",
        MYSQL + b"INSERT INTO `t` VALUES (1), ",
        b"INSERT INTO t (a) VALUES (1), ('2''",
    ],
)
def test_a_dump_that_ends_in_a_row_says_so(text: bytes) -> None:
    found = rows_of(text)
    assert isinstance(found[0], DumpRow)
    assert isinstance(found[-1], LeftOut)
    assert found[-1].reason == Reason.CUT
    assert len(found) == 2
    assert rows_of(text, tables="u") == []


def test_a_row_may_be_longer_than_a_piece_and_not_than_may_be(monkeypatch) -> None:
    long = b"x" * 300_000
    text = MYSQL + b"INSERT INTO `t` VALUES ('" + long + b"'),('y');\n"
    assert values_of(text) == [[long], [b"y"]]
    monkeypatch.setattr(statements, "LONGEST", 100_000)
    found = rows_of(text + b"INSERT INTO `t` VALUES ('z');\n")
    assert found[0] == LeftOut(Reason.LINE, 2, "", "t")
    assert values_of(text + b"INSERT INTO `t` VALUES ('z');\n") == [[b"z"]]


def test_statements_may_be_more_than_a_piece() -> None:
    many = 3_000
    text = b"INSERT INTO public.t (a) VALUES (1);\n" * many
    assert len(values_of(text)) == many
    assert len(values_of(b"-- remark\n" * 9_000 + text)) == many


def test_a_line_that_is_too_long_is_passed_over(monkeypatch) -> None:
    monkeypatch.setattr(statements, "LONGEST", 100_000)
    text = b"-- " + b"x" * 400_000
    after = b"\nINSERT INTO public.t (a) VALUES (1);\n"
    assert values_of(text + after) == [[b"1"]]
    [row] = rows_of(text + after)
    assert row.line == 2
    assert values_of(text) == []
    begun = b"COPY t (a) FROM stdin;\n" + b"y" * 400_000 + b"\n1\n\\.\n"
    assert values_of(begun)[1:] == [[b"1"]]
