"""What the members of a site may do: the three roles hold one another."""

import pytest

from tracker.domain.roles import ROLES, may, read_role


def test_each_role_may_do_what_takes_a_smaller_one():
    allowed = [(role, wanted) for role in ROLES for wanted in ROLES if may(role, wanted)]
    assert allowed == [
        ("viewer", "viewer"),
        ("editor", "viewer"),
        ("editor", "editor"),
        ("owner", "viewer"),
        ("owner", "editor"),
        ("owner", "owner"),
    ]


@pytest.mark.parametrize("text", ["", "Owner", "admin", "owner "])
def test_a_role_that_is_none_is_not_read(text: str):
    assert read_role(text) is None


def test_a_role_is_read_by_its_name():
    assert [read_role(role) for role in ROLES] == list(ROLES)
