from scripts.beacon import LIMIT, MINIFIED, SOURCE, minified, weight


def test_the_script_that_goes_out_is_the_readable_one_minified():
    assert MINIFIED.read_text() == minified(SOURCE.read_text()), "run `make beacon`"


def test_the_script_weighs_at_most_1300_bytes_gzipped():
    assert weight(MINIFIED.read_text()) <= LIMIT == 1_300


def test_the_script_writes_no_cookie_and_no_storage():
    script = MINIFIED.read_text()
    assert "cookie" not in script
    assert "setItem" not in script
    assert "sessionStorage" not in script
    assert script.count("localStorage") == script.count("localStorage.tracker_ignore)") == 1
