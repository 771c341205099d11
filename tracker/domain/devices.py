"""The class of a device by its user agent: desktop, mobile, tablet, tv or console."""

from functools import lru_cache

from ua_parser_rs import UserAgentExtractor

# The first rule that fits decides.
_RULES = (
    ("console", r"playstation|xbox|nintendo|\bwiiu?\b|steam ?deck|steam gameoverlay"),
    ("console", r"oculusbrowser|wolvic"),
    ("wearable", r"\bwatch(?:os\b|\d)|smart ?watch|ticwatch|\bsm-r\d{3}|\bg watch|\bwatch\b"),
    ("tv", r"smart-?tv|(?:google|apple|android|opera) ?tv|hbbtv|netcast|web0s|webos\.tv|viera"),
    ("tv", r"bravia|\broku|crkey|chromecast|\b\w{0,9}tv\b|tv ?box|\btv\d|mibox|mitv|vidaa|\bstb\b"),
    ("tv", r"(?-i:\bAFT[A-Z]{1,5}\d*\b)|ce-html|\bdtv|inettv|philipstv|tvos|aquos|nexus player"),
    ("tv", r"\bmaple|vestel|tv bro|tv safari|smarthub"),
    ("desktop", r"windows nt.*tablet pc"),
    ("mobile", r"\bsilk/.*mobile"),
    ("tablet", r"ipad|tablet|playbook|kindle|\bsilk/|nexus (?:7|9|10)\b|\bsm-[tpx]\d|\bgt-[pn]\d"),
    ("tablet", r"\btb-?\w*\d|\blenovo tab|\btab\b|\w*pad\b|xoom|touchpad|pixel c\b|\biconia"),
    ("tablet", r"(?-i:\bKF[A-Z]{2,5}\b)|hp slate|transformer"),
    ("mobile", r"mobi|iphone|ipod|windows (?:phone|ce)|blackberry|\bbb10|opera mini|symbian"),
    ("mobile", r"symbos|series ?[346]0|nokia|kaios|midp|j2me|\bpalm|phone|fennec|docomo|harmony"),
    ("mobile", r"up\.browser|samsung-|\blg-|\bmot-|sonyericsson|maemo"),
    ("tablet", r"android"),  # Android calls its phones "Mobile", and nothing else
    ("desktop", r"windows|macintosh|mac_powerpc|x11|\bcros\b|linux|win(?:9\d|32|64|nt)|bsd|sunos"),
    ("desktop", r"os/2|haiku"),
)
_DESKTOP_SYSTEMS = frozenset({"Windows", "macOS", "Linux", "Chrome OS"})


def device_class(user_agent: str, system: str, mobile_hint: str) -> str:
    """`mobile_hint` is Sec-CH-UA-Mobile, ?1 or ?0; "" = nothing gives the device away."""
    found = _rules().extract(user_agent)
    device = found.family if found else ""
    if device in ("console", "tv"):
        return device
    if mobile_hint == "?1":
        return "mobile"
    if mobile_hint == "?0" and system == "Android":
        return "tablet"
    return device or ("desktop" if system in _DESKTOP_SYSTEMS else "")


@lru_cache(maxsize=1)
def _rules() -> UserAgentExtractor:
    """Rust's matcher: 2 us where Python's takes 300, and no text can make it slow."""
    return UserAgentExtractor(
        [(f"(?i){pattern}", device, None, None, None, None) for device, pattern in _RULES]
    )
