"""Columns of Google Analytics' tables, by what they are called in its languages."""

from __future__ import annotations

DATE, NTH_DAY = "date", "nth day"

_DATES = {
    DATE: ("date", "datum", "fecha", "data", "日付"),
    NTH_DAY: ("nth day", "day index", "n-ter tag", "jour n"),
}
_DIMENSIONS = {
    "event:page": (
        "page path and screen class",
        "page path + query string and screen class",
        "page path + query string",
        "page path",
        "page",
        "seitenpfad und bildschirmklasse",
        "seitenpfad",
        "seite",
        "chemin de la page et classe de l'écran",
        "chemin de la page et classe d'écran",
        "chemin de la page",
        "ruta de página y clase de pantalla",
        "ruta de la página y clase de pantalla",
        "percorso pagina e classe schermata",
        "caminho da página e classe da tela",
        "paginapad en schermklasse",
        "ścieżka strony i klasa ekranu",
        "ページパスとスクリーン クラス",
        "page location",
        "full page url",
        "seitenspeicherort",
        "emplacement de la page",
    ),
    "event:title": (
        "page title and screen class",
        "page title and screen name",
        "page title",
        "seitentitel und bildschirmklasse",
        "titre de la page et classe de l'écran",
    ),
    "event:name": ("event name", "ereignisname", "nom de l'événement", "nombre del evento"),
    "event:hostname": ("hostname", "hostnamen", "nom d'hôte", "nombre de host"),
    "visit:entry_page": ("landing page", "landing page + query string", "landingpage"),
    "visit:source": (
        "session source",
        "source",
        "quelle",
        "sitzung – quelle",
        "session source / medium",
        "source / medium",
    ),
    "visit:channel": (
        "session default channel group",
        "session primary channel group (default channel group)",
        "default channel group",
    ),
    "visit:utm_medium": ("session medium", "medium"),
    "visit:utm_campaign": ("session campaign", "campaign"),
    "visit:country": ("country id", "country", "land", "pays", "país", "paese"),
    "visit:city": ("city", "stadt", "ville", "ciudad", "città", "cidade"),
    "visit:browser": ("browser", "navigateur", "navegador"),
    "visit:os": ("operating system", "betriebssystem", "système d'exploitation"),
    "visit:device": ("device category", "gerätekategorie", "catégorie d'appareil"),
}
# What parts a day's users, and is no dimension of sums.
HOURS = frozenset({"hour", "minute", "stunde", "heure", "hora", "ora", "uur", "godzina", "時"})
_MEASURES = {
    "pageviews": (
        "views",
        "page views",
        "pageviews",
        "aufrufe",
        "seitenaufrufe",
        "vues",
        "vistas",
        "visualizaciones",
        "visualizzazioni",
        "visualizações",
        "weergaven",
        "wyświetlenia",
        "表示回数",
    ),
    "visitors": (
        "active users",
        "total users",
        "users",
        "aktive nutzer",
        "nutzer insgesamt",
        "nutzer",
        "utilisateurs actifs",
        "usuarios activos",
        "utenti attivi",
        "usuários ativos",
        "utilizadores ativos",
        "actieve gebruikers",
        "aktywni użytkownicy",
        "アクティブ ユーザー",
    ),
    "visits": (
        "sessions",
        "sitzungen",
        "sesiones",
        "sessioni",
        "sessões",
        "sessies",
        "sesje",
        "セッション",
    ),
    "others": ("event count", "ereignisanzahl", "nombre d'événements"),
}


def _by_word(named: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: name for name, words in named.items() for word in words}


DATES, DIMENSIONS, MEASURES = map(_by_word, (_DATES, _DIMENSIONS, _MEASURES))
