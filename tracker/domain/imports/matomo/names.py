"""What Matomo's database has as codes: systems, browsers, devices, kinds of actions."""

from __future__ import annotations

SYSTEMS = {
    "AND": "Android",
    "BSD": "FreeBSD",
    "COS": "Chrome OS",
    "DEB": "Debian",
    "FED": "Fedora",
    "HAR": "HarmonyOS",
    "IOS": "iOS",
    "IPA": "iPadOS",
    "KOS": "KaiOS",
    "LIN": "Linux",
    "MAC": "macOS",
    "TIZ": "Tizen",
    "UBT": "Ubuntu",
    "WIN": "Windows",
    "WPH": "Windows Phone",
}
BROWSERS = {
    "AN": "Android Browser",
    "BR": "Brave",
    "CH": "Chrome",
    "CI": "Chrome",
    "CM": "Chrome",
    "CR": "Chromium",
    "CV": "Android WebView",
    "EC": "Ecosia",
    "FF": "Firefox",
    "FK": "Firefox Focus",
    "FM": "Firefox",
    "IE": "Internet Explorer",
    "IM": "Internet Explorer",
    "MF": "Safari",
    "OI": "Opera Mini",
    "OM": "Opera",
    "OP": "Opera",
    "PS": "Edge",
    "QQ": "QQ Browser",
    "SB": "Samsung Internet",
    "SF": "Safari",
    "UC": "UC Browser",
    "VI": "Vivaldi",
    "YA": "Yandex Browser",
}
DEVICES = {
    "0": "desktop",
    "1": "smartphone",
    "2": "tablet",
    "3": "feature phone",
    "4": "console",
    "5": "tv",
    "6": "car browser",
    "10": "phablet",
    "12": "wearable",
}
REFERRERS = {"1": "direct", "2": "search", "3": "website", "6": "campaign", "7": "social"}
PREFIXES = {"0": "http://", "1": "http://www.", "2": "https://", "3": "https://www."}

# Kinds of log_action.
URL, OUTLINK, DOWNLOAD, TITLE, SEARCH = "1", "2", "3", "4", "8"

# Names of events that have none of their own: as hits of Matomo's script are called here.
EVENT_OF = {"outlink": "Outbound", "download": "Download"}
ORDER, GOAL = "Order", "Goal"
