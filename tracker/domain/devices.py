"""The class of a device by its user agent: desktop, mobile, tablet, tv or console."""

import re

_CONSOLE = re.compile(
    r"playstation|xbox|nintendo|\bwiiu?\b|steam ?deck|steam gameoverlay|oculusbrowser|wolvic",
    re.IGNORECASE,
)
_TV = re.compile(
    r"smart-?tv|google ?tv|apple ?tv|android tv|hbbtv|netcast|web0s|webos\.tv|viera|bravia"
    r"|\broku|crkey|\b\w{0,9}tv\b|tv ?box|\btv\d|mibox|mitv|vidaa|\bstb\b"
    r"|(?-i:\bAFT[A-Z]{1,5}\d*\b)|ce-html|opera tv|\bdtv|inettv|philipstv|tvos|aquos"
    r"|nexus player|\bmaple|vestel|tv bro|tv safari|smarthub|chromecast",
    re.IGNORECASE,
)
_TABLET = re.compile(
    r"ipad|tablet(?! pc)|playbook|kindle|\bsilk/(?!.*mobile)|nexus (?:7|9|10)\b|\bsm-[tpx]\d"
    r"|\bgt-[pn]\d|\btb-?\w*\d|\blenovo tab|\btab\b|\w*pad\b|xoom|touchpad|pixel c\b|\biconia"
    r"|(?-i:\bKF[A-Z]{2,5}\b)|hp slate|transformer",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    r"mobi|iphone|ipod|windows (?:phone|ce)|blackberry|\bbb10|opera mini|symbian|symbos"
    r"|series ?[346]0|nokia|kaios|midp|j2me|\bpalm|phone|fennec|docomo|up\.browser|\bwatch"
    r"|samsung-|\blg-|\bmot-|sonyericsson|maemo|harmony",
    re.IGNORECASE,
)
_DESKTOP = re.compile(
    r"windows|macintosh|mac_powerpc|x11|\bcros\b|linux|win(?:9\d|32|64|nt)|bsd|sunos|os/2|haiku",
    re.IGNORECASE,
)
_DESKTOP_SYSTEMS = frozenset({"Windows", "macOS", "Linux", "Chrome OS"})


def device_class(user_agent: str, system: str, mobile_hint: str) -> str:
    """`mobile_hint` is Sec-CH-UA-Mobile, ?1 or ?0; "" = nothing gives the device away."""
    device = _by_text(user_agent)
    if device in ("console", "tv"):
        return device
    if mobile_hint == "?1":
        return "mobile"
    if mobile_hint == "?0" and system == "Android":
        return "tablet"
    return device or ("desktop" if system in _DESKTOP_SYSTEMS else "")


def _by_text(text: str) -> str:
    if _CONSOLE.search(text):
        return "console"
    if _TV.search(text):
        return "tv"
    if _TABLET.search(text):
        return "tablet"
    if _MOBILE.search(text):
        return "mobile"
    if "Android" in text:  # Android calls its phones "Mobile", and nothing else
        return "tablet"
    return "desktop" if _DESKTOP.search(text) else ""
