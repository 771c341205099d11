"""The growth table of `make bench`, small: it runs, and names each thing at 10 and 100 times."""

import pytest

from bench import growth


@pytest.mark.fault
def test_the_growth_table_compares_everything_twice() -> None:
    small = ["--rows", "300", "--sites", "1", "--visitors", "3", "--rounds", "1"]
    figures = growth.run(growth.read_options(small))
    assert len(figures) == 26
    assert all(figure.value > 0 and figure.goal for figure in figures)
