"""What operating systems are called by people."""

# Asked before the parser's rules, the first that fits decides; a group is the major version.
RULES = (
    (r"HarmonyOS(?:[ /](\d+)|)|OpenHarmony(?:[ /](\d+)|)|ArkWeb/", "HarmonyOS"),
    (
        r"Macintosh.{1,99} (?:Mobile|CriOS|FxiOS|EdgiOS)/",
        "iOS",
    ),  # an iPad that asks for a desktop's page
    (r"VIDAA(?:/(\d+)|)", "VIDAA"),
)

# Of the parser's, these would call a television's system by its maker.
MAKERS = "HbbTV/"

NAMES = {
    "ATV OS X": "tvOS",
    "Arch Linux": "Linux",
    "BackTrack": "Linux",
    "Brew MP": "BREW",
    "CentOS": "Linux",
    "Chromecast Android": "Android",
    "Chromecast Fuchsia": "Fuchsia",
    "Chromecast Linux": "Linux",
    "Chromecast SmartSpeaker": "Linux",
    "Chromium OS": "Chrome OS",
    "Debian": "Linux",
    "Fedora": "Linux",
    "Gentoo": "Linux",
    "GoogleTV": "Google TV",
    "Kubuntu": "Linux",
    "Linux Mint": "Linux",
    "Lubuntu": "Linux",
    "Mac OS": "macOS",
    "Mac OS X": "macOS",
    "Mageia": "Linux",
    "Mandriva": "Linux",
    "PCLinuxOS": "Linux",
    "Puppy": "Linux",
    "Red Hat": "Linux",
    "SUSE": "Linux",
    "Sailfish": "Sailfish OS",
    "Slackware": "Linux",
    "Symbian OS": "Symbian",
    "Symbian^3": "Symbian",
    "Symbian^3 Anna": "Symbian",
    "Symbian^3 Belle": "Symbian",
    "Ubuntu": "Linux",
    "VRE": "",
    "WatchOS": "watchOS",
    "Web0S": "webOS",
    "openSUSE": "Linux",
}

# What a hint calls by what it is made of, and only the user agent by its name.
MADE_OF = {
    "Android": frozenset({"HarmonyOS"}),
    "Linux": frozenset({"HarmonyOS", "Tizen", "VIDAA", "Roku", "webOS"}),
}
