"""Texts whose form alone tells what they are: e-mail, telephone, addresses, social security."""

import ipaddress
import re

from evenhand.log.identifiers.detector import Detector, searched

_ALONE, _ENDS = r"(?<![\w.+-])", r"(?![\w-]|[.,]\d)"
_STREETS = (
    r"Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Way|Terrace"
)
_IP = re.compile(
    r"(?<![\w.:+-])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)"
    r"|[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){3,7}(?![\w:]))"
)
# Addresses of nobody: this machine, unset, all.
_NOBODY = re.compile(r"(?:0|127|255)\.")

# A North American number: area and exchange start with 2 to 9 (NANP).
_AMERICAN = r"[2-9]\d\d[ .-][2-9]\d\d[ .-]\d{4}|\([2-9]\d\d\) ?[2-9]\d\d[ .-]?\d{4}"
# With a plus in front it needs separators, or the length of a number with country and area.
_WORLD = r"\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,8}){1,4}|\+[1-9]\d{9,13}"

# Nine digits as the Social Security Administration gives them out: no 000, 666 or 9xx in front.
SOCIAL_SECURITY = r"(?!000|666|9)\d{3}(?P<s>[ -])(?!00)\d\d(?P=s)(?!0000)\d{4}"


def _is_address(text: str) -> bool | None:
    """Return whether a text holds an IP address of somebody."""
    for match in _IP.finditer(text):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if not _NOBODY.match(match[0]):
            return True
    return None


PATTERNS = (
    Detector(
        "email",
        re.compile("@"),
        searched(
            r"(?<![\w.+-])[\w.+-]{1,64}@[^\W_][\w-]*(?:\.[^\W_][\w-]*)*\.[^\W\d_]{2,24}"
            r"(?![\w-])"
        ),
    ),
    Detector(
        "web_address",
        re.compile(r"aaa://[9a]|aaa\.[9a]"),
        searched(r"(?<!\w)(?:(?:https?|ftp)://[\w-]|www\.[\w-]+\.\w)", re.IGNORECASE),
    ),
    Detector("ip_address", re.compile(r"9\.9{1,3}\.9{1,3}\.9|:[9a]{0,4}:[9a]{0,4}:"), _is_address),
    Detector(
        "mac_address",
        re.compile(r"[9a]{2}([:-])[9a]{2}(\1[9a]{2}){4}|[9a]{4}\.[9a]{4}\.[9a]{4}"),
        searched(
            r"(?<![\w:-])(?:[\da-fA-F]{2}([:-])[\da-fA-F]{2}(?:\1[\da-fA-F]{2}){4}"
            r"|[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4})(?![\w:-])"
        ),
    ),
    Detector(
        "telephone",
        re.compile(r"999\)? ?[ .-]?999[ .-]?9999|\+9"),
        searched(rf"(?<![\w.(+-])(?:{_AMERICAN}|{_WORLD}){_ENDS}"),
    ),
    Detector(
        "social_security",
        re.compile(r"999[ -]99[ -]9999"),
        searched(f"{_ALONE}{SOCIAL_SECURITY}{_ENDS}"),
    ),
    Detector(
        "medicare_number",
        re.compile(r"9a[9a]9-?a[9a]9-?aa99"),
        searched(
            r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d(-?)[AC-HJKMNP-RT-Y]"
            r"[AC-HJKMNP-RT-Y\d]\d\1[AC-HJKMNP-RT-Y]{2}\d\d(?![\w-])"
        ),
    ),
    Detector(
        "uk_national_insurance",
        re.compile(r"aa ?99 ?99 ?99 ?a"),
        searched(
            r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"( ?)\d\d\1\d\d\1\d\d\1[A-D](?![\w-])"
        ),
    ),
    Detector(
        "street_address",
        re.compile(r"9a? a+ a|a\. 9|aaa 9"),
        searched(
            rf"(?<![\w.-])\d{{1,5}}[a-zA-Z]? (?:[A-Z][\w'.-]* ){{1,3}}(?:{_STREETS})\b"
            r"|(?<!\w)[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|platz|gasse) \d{1,4}[a-z]?"
            r"(?![\w.-])"
        ),
    ),
    Detector(
        "photograph",
        re.compile(r"aaaa:aaaaa/|[^ ]\.aaa"),
        searched(r"^data:image/|[\w)-]\.(?:jpe?g|png|heic|gif|bmp|webp|tiff?)$", re.IGNORECASE),
    ),
)
