"""A share of a day: a quarter at once, the rest as time passes, never more than the whole."""

from tracker.domain.shares import DAY, Bucket, properties_cost, text_cost

SHARE = 1_000_000


def test_a_quarter_fits_at_once_and_no_more() -> None:
    bucket = Bucket()
    taken = sum(bucket.take(1_000, SHARE, 5) for _ in range(1_000))
    assert taken == 250


def test_a_day_has_no_more_than_the_share_however_it_is_taken() -> None:
    bucket = Bucket()
    taken = sum(1_000 for at in range(0, DAY, 60_000) for _ in range(3)
                if bucket.take(1_000, SHARE, at))  # fmt: skip
    assert 0.9 * SHARE < taken <= SHARE


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    bucket = Bucket()
    assert bucket.take(250_000, SHARE, DAY)
    assert not bucket.take(1_000, SHARE, 0)
    assert not bucket.take(1_000, SHARE, 1)


def test_what_was_measured_costs_no_more_than_is_counted() -> None:
    texts = {20: 62, 60: 149, 100: 237, 200: 466, 400: 987, 1_000: 5_721, 2_048: 8_789}
    properties = {100: 107, 500: 524, 1_000: 1_305, 2_000: 4_041, 3_000: 4_041, 4_096: 4_546}
    assert all(text_cost(size) >= cost for size, cost in texts.items())
    assert all(properties_cost(size) >= cost for size, cost in properties.items())
    assert all(text_cost(size) <= 1.3 * cost + 60 for size, cost in texts.items())
