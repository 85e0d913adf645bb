"""Numbers with a check digit: cards, bank accounts, health, vehicles, devices, tax.

Such a number stands alone: no digit, letter or decimal point touches it. A column of other numbers
as long passes a check of one digit for one value in ten; `look` allows for that.
"""

import re
from collections.abc import Callable

from evenhand.log.identifiers import checksums
from evenhand.log.identifiers.detector import Detector

_ALONE, _ENDS = r"(?<![\w.+-])", r"(?![\w-]|[.,]\d)"

# Who issues payment cards, and how long their numbers are (ISO/IEC 7812).
_CARDS = re.compile(
    r"4(\d{12}|\d{15}|\d{18})|(5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|(6011|64[4-9]\d|65\d\d)\d{12,15}|35(2[89]|[3-8]\d)\d{12,15}"
    r"|(30[0-5]\d|36\d\d|3[89]\d\d)\d{10}|62\d{14,17}"
)
_ACCOUNT_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20,
    "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
    "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "JO": 30,
    "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24,
    "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip


def _checked(
    pattern: str, check: Callable[[str], bool], fits: Callable[[str], bool] = bool
) -> Callable[[str], bool | None]:
    """Return a test of whether a number of a form is in a text, and its check digit right."""
    compiled = re.compile(f"{_ALONE}(?:{pattern}){_ENDS}")

    def holds(text: str) -> bool | None:
        # Most texts have none, and the rest is slower than the look.
        if compiled.search(text) is None:
            return None
        numbers = (re.sub(r"[ -]", "", match[0]) for match in compiled.finditer(text))
        checks = [check(number) for number in numbers if fits(number)]
        return any(checks) if checks else None

    return holds


def _is_card(digits: str) -> bool:
    return _CARDS.fullmatch(digits) is not None


def _is_account(account: str) -> bool:
    return _ACCOUNT_LENGTHS.get(account[:2]) == len(account)


def _ends_in_digits(number: str) -> bool:
    """Return whether a vehicle number has letters, and digits at its end as the rule asks."""
    return number[-4:].isdigit() and not number.isdigit()


NUMBERS = (
    # Written in the groups that are on a card, a number with an issuer's start is no coincidence.
    Detector(
        "payment_card",
        re.compile(r"9{4}[ -]9{4}[ -]9{4}[ -]9{4}|9{4}[ -]9{6}[ -]9{5}"),
        _checked(
            r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}", checksums.luhn, _is_card
        ),
    ),
    Detector(
        "payment_card",
        re.compile(r"9{13}"),
        _checked(r"\d{13,19}", checksums.luhn, _is_card),
        0.1,
    ),
    # Country, length and two check digits: of other texts one in many thousands has them.
    Detector(
        "iban",
        re.compile(r"aa99[9a ]{11}"),
        _checked(
            r"[A-Z]{2}\d\d(?:[A-Z\d]{11,27}|(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,3})?)",
            checksums.mod_97,
            _is_account,
        ),
    ),
    Detector(
        "nhs_number",
        re.compile(r"999[ -]?999[ -]?9999"),
        _checked(r"\d{3}([ -]?)\d{3}\1\d{4}", checksums.nhs),
        1 / 11,
    ),
    Detector(
        "provider_number",
        re.compile(r"9{10}"),
        _checked(r"[12]\d{9}", checksums.provider),
        0.1,
    ),
    Detector(
        "vehicle_number",
        re.compile(r"[9a]{17}"),
        _checked(r"[A-HJ-NPR-Z\d]{17}", checksums.vehicle, _ends_in_digits),
        1 / 11,
    ),
    Detector(
        "imei",
        re.compile(r"9{15}|99[ -]9{6}[ -]9{6}[ -]9"),
        # The bodies that give out the first eight digits (TS.06): Asia, Europe, the Americas.
        _checked(r"(?:01|35|86|91|98|99)(?:\d{13}|([ -])\d{6}\1\d{6}\1\d)", checksums.luhn),
        0.1,
    ),
    Detector(
        "german_tax_id",
        re.compile(r"9{11}|99 999 999 999"),
        _checked(r"[1-9]\d(?:\d{9}| \d{3} \d{3} \d{3})", checksums.german_tax),
        0.1,
    ),
)
