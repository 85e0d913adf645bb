"""Texts that only the name of their column gives away: names of people, postcodes, birthdays."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenhand.log.identifiers.patterns import SOCIAL_SECURITY

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")

_PLAIN = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")

_PEOPLE = (
    "applicant|patient|customer|client|employee|candidate|person|member|borrower|claimant|tenant|"
    "defendant|physician|doctor|contact|guardian|mother|father|spouse|partner|student|subscriber"
)
_COUNTED = "number|num|no|nr|nbr"
_NUMBER = f"{_COUNTED}|id"
_WORDS = r"[^\W\d_](?:[^\W\d_]|['.\u2019-])*"
_LETTERS = rf"{_WORDS}(?:[ ,]+{_WORDS}){{0,4}}"
_DATE = (
    r"\d{4}-\d\d?-\d\d?(?:[T ].*)?|\d{4}/\d\d?/\d\d?|\d\d?[./-]\d\d?[./-](?:\d{4}|\d\d)"
    r"|(?:19|20)\d{6}|\d\d? [A-Za-z]{3,9}\.? \d{4}|[A-Za-z]{3,9}\.? \d\d?,? \d{4}"
)
_DIALLED = r"\+?\(?\d[\d ()./-]{5,18}\d"
# Five letters or digits at least, one of them a digit: a code such as A34 or "yes" is no number.
_CODE = r"(?=[^\d]*\d)(?=(?:[^\w]*\w){5})[\w][\w ./-]{3,40}"


@dataclass(frozen=True, slots=True)
class Named:
    """A class that the name of a column and the look of its values tell together.

    `column` is matched against the whole name in lower case, its words joined by underscores.
    """

    key: str
    column: re.Pattern[str]
    value: Callable[[str], object]


def words_of(column: str) -> str:
    """Return the name of a column in lower case, its words joined by underscores.

    Examples
    --------
    >>> words_of("DateOfBirth"), words_of("ZIP code"), words_of("applicant-SSN")
    ('date_of_birth', 'zip_code', 'applicant_ssn')
    """
    return "_".join(_WORD.findall(column)).lower()


def _named(key: str, column: str, value: str | Callable[[str], object]) -> Named:
    test = re.compile(value).fullmatch if isinstance(value, str) else value
    return Named(key, re.compile(f"(?:.+_)?(?:{column})"), test)


def _within(low: float, high: float) -> Callable[[str], object]:
    """Return a test of whether a text is a number in a range, its ends included."""

    def test(text: str) -> bool:
        return (
            re.fullmatch(r"[+-]?\d{1,3}(\.\d+)?", text) is not None and low <= float(text) <= high
        )

    return test


def _by_name(key: str, column: str, value: str | Callable[[str], object]) -> Named:
    """Return a class for which nothing may stand before what the name of the column says."""
    named = _named(key, column, value)
    return Named(key, re.compile(f"(?:{column})"), named.value)


NAMED = (
    _by_name(
        "person_name",
        "(?:full_)?name|names|first|last|vorname|nachname"
        f"|(?:(?:{_PEOPLE})_)?(?:first|last|full|middle|given|family|maiden|fore|sur|birth|legal)"
        f"_?names?|(?:{_PEOPLE})_?names?",
        _LETTERS,
    ),
    _named(
        "street_address",
        r"(?:street_?|home_?)?address(?:_line)?(?:_\d)?|street|addr",
        r"(?=.*\d)(?=.*[^\W\d_]{2})(?=.* )[^@]{5,}",
    ),
    _named(
        "postcode",
        "zip(?:_?code)?(?:_?5)?|post(?:al)?_?code|plz|postleitzahl",
        r"\d{4,6}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d",
    ),
    _named(
        "place",
        "city|town|county|municipality|village|precinct|suburb|birth_?place|place_of_birth",
        r"[^\W\d_][^\d_]{1,40}",
    ),
    _named("coordinates", "lat(?:itude)?", _within(-90, 90)),
    _named("coordinates", "lon(?:gitude)?|lng", _within(-180, 180)),
    _named(
        "date_of_birth",
        "dob|birth_?da(?:te|y)|date_of_(?:birth|admission|discharge|death)|born(?:_on)?"
        "|(?:admission|discharge|death)_date|geburtsdatum",
        _DATE,
    ),
    _named("age_over_89", "age(?:_(?:in_)?years)?", _within(90, 130)),
    _named(
        "telephone",
        f"(?:(?:tele)?phone|mobile|cell_?phone)(?:_(?:{_NUMBER}))?|cell|tel|handy",
        _DIALLED,
    ),
    _named("fax", f"(?:tele)?fax(?:_(?:{_NUMBER}))?", _DIALLED),
    _named(
        "social_security",
        f"(?:ssn|social_security)(?:_(?:{_NUMBER}))?",
        rf"{SOCIAL_SECURITY}|(?!000|666|9)\d{{3}}(?!00)\d\d(?!0000)\d{{4}}",
    ),
    _named(
        "medical_record",
        f"mrn|medical_record(?:_(?:{_NUMBER}))?|(?:chart|hospital)_(?:{_NUMBER})",
        _CODE,
    ),
    _named(
        "health_plan",
        f"(?:health_plan|insurance|beneficiary|medicare|medicaid)_(?:{_NUMBER})",
        _CODE,
    ),
    _named("account_number", f"(?:account|acct)_(?:{_COUNTED})|bank_account", _CODE),
    _named("licence_number", f"(?:licen[cs]e|certificate|passport)_(?:{_NUMBER})|passport", _CODE),
    _named(
        "number_plate",
        "(?:licen[cs]e|number|registration)_plate(?:_number)?|plate_number",
        r"[A-ZÄÖÜ\d][A-ZÄÖÜ\d -]{2,9}",
    ),
    _named("device_number", f"(?:device|handset)_(?:serial|{_NUMBER})|udid|idfa|imei", _CODE),
    _named(
        "biometric",
        "finger_?print|voice_?print|face_?(?:print|embedding)|retina|iris_scan|biometrics?",
        r".{8,}",
    ),
    _named(
        "national_number",
        f"(?:national_(?:id|insurance)|tax_id)(?:_(?:{_NUMBER}))?|nino|codice_fiscale|personnummer",
        _CODE,
    ),
)

# The fingerprint of a thing is a digest.
_THINGS = re.compile(r".*(?:model|config|file|data|request|prompt|key|schema|cert).*print")


def named(column: str) -> tuple[Named, ...]:
    """Return the classes that the name of a column suggests."""
    words = words_of(column)
    if _THINGS.fullmatch(words):
        return ()
    return tuple(one for one in NAMED if one.column.fullmatch(words))


def told(one: Named, values: Mapping[str, int]) -> int:
    """Return how many of the values, each with how often it occurs, look as the name says."""
    return sum(often for value, often in values.items() if one.value(value))
