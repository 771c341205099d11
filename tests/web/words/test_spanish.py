"""Spanish, which has three plural forms for programs and two for people."""

from collections.abc import Iterator

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import MakeUser
from tracker.web.words import figures, i18n
from tracker.web.words.catalogues import plural_samples
from tracker.web.words.i18n import Reader

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC
FROM_MEXICO = {"Accept-Language": "es-MX, es;q=0.9, en;q=0.8"}


@pytest.fixture
def spanish() -> Iterator[None]:
    token = i18n._READER.set(Reader("es", "America/Bogota"))
    yield
    i18n._READER.reset(token)


async def test_a_browser_from_mexico_gets_spanish_pages(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    page = await (await client.get("/login", headers=FROM_MEXICO)).text()
    assert '<html lang="es">' in page
    assert "<h1>Iniciar sesión</h1>" in page
    answer = await client.post("/login", data={"login": "x"}, headers=FROM_MEXICO)
    assert "Escribe tu contraseña." in await answer.text()


@pytest.mark.usefixtures("spanish")
def test_a_million_is_counted_like_any_other_number() -> None:
    assert set(plural_samples("es")) == {"one", "many", "other"}  # as browsers ask for them
    said = i18n.every_form("{n} pageview", "{n} pageviews")
    assert said["one"] == "{n} página vista"
    assert said["many"] == said["other"] == "{n} páginas vistas"


@pytest.mark.parametrize(
    ("number", "short", "exact"),
    [
        (999, "999", "999"),
        (-9_999, "-9999", "-9999"),
        (9_999, "9999", "9999"),
        (12_345, "12,3k", "12.345"),
        (1_234_567, "1,2M", "1.234.567"),
    ],
)
@pytest.mark.usefixtures("spanish")
def test_five_digits_are_grouped_and_four_are_not(number: int, short: str, exact: str) -> None:
    assert (figures.number(number), figures.exact(number)) == (short, exact)


@pytest.mark.usefixtures("spanish")
def test_sizes_dates_and_countries_are_written_as_browsers_do() -> None:
    assert figures.size(80_900_000_000) == "80,9 GB"
    assert figures.moment(NOON) == "21 nov 2026, 07:00 -05"
    assert [figures.country(code) for code in ("ES", "HK")] == ["España", "Hong Kong"]
