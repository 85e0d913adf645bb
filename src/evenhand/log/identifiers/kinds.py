"""The classes of personal identifiers that are looked for, and what was found of one.

HIPAA's safe harbour names eighteen, lettered A to R (45 CFR 164.514(b)(2)(i)); the rest identify a
person as well. To add one: name it here, and write its detector in the file of its family.
"""

from dataclasses import dataclass
from typing import Literal

Strength = Literal["checksum", "pattern", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A class of identifiers.

    Attributes
    ----------
    key : str
        Its slug.
    title : str
        What a report calls it, in the plural.
    hipaa : str or None
        Its letter in HIPAA's list; None if it is not in it.
    strength : {"checksum", "pattern", "name"}
        What tells one: a check digit, its form alone, or the name of the column as well.
    """

    key: str
    title: str
    hipaa: str | None
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """How many of a column's values are identifiers of a class. Which ones is never kept."""

    column: str
    key: str
    examined: int  # values that are not empty, of the rows looked at
    matching: int


_ROWS: tuple[tuple[str, str, str | None, Strength], ...] = (
    ("person_name", "names of people", "A", "name"),
    ("street_address", "street addresses", "B", "pattern"),
    ("postcode", "ZIP codes or postcodes", "B", "name"),
    ("place", "towns or counties", "B", "name"),
    ("coordinates", "coordinates", "B", "name"),
    ("date_of_birth", "dates of birth, admission, discharge or death", "C", "name"),
    ("age_over_89", "ages over 89", "C", "name"),
    ("telephone", "telephone numbers", "D", "pattern"),
    ("fax", "fax numbers", "E", "name"),
    ("email", "e-mail addresses", "F", "pattern"),
    ("social_security", "US social security numbers", "G", "pattern"),
    ("medical_record", "medical record numbers", "H", "name"),
    ("nhs_number", "UK NHS numbers", "H", "checksum"),
    ("health_plan", "health plan or insurance numbers", "I", "name"),
    ("medicare_number", "US Medicare numbers", "I", "pattern"),
    ("payment_card", "payment card numbers", "J", "checksum"),
    ("iban", "bank accounts (IBAN)", "J", "checksum"),
    ("account_number", "account numbers", "J", "name"),
    ("licence_number", "licence, certificate or passport numbers", "K", "name"),
    ("provider_number", "US provider numbers (NPI)", "K", "checksum"),
    ("vehicle_number", "vehicle identification numbers", "L", "checksum"),
    ("number_plate", "number plates", "L", "name"),
    ("imei", "telephone device numbers (IMEI)", "M", "checksum"),
    ("mac_address", "network device addresses (MAC)", "M", "pattern"),
    ("device_number", "device identifiers", "M", "name"),
    ("web_address", "web addresses (URL)", "N", "pattern"),
    ("ip_address", "IP addresses", "O", "pattern"),
    ("biometric", "biometric prints", "P", "name"),
    ("photograph", "images", "Q", "pattern"),
    ("uk_national_insurance", "UK national insurance numbers", "R", "pattern"),
    ("german_tax_id", "German tax identification numbers", "R", "checksum"),
    ("national_number", "national identity or tax numbers", "R", "name"),
)

IDENTIFIERS = {
    key: Identifier(key=key, title=title, hipaa=letter, strength=strength)
    for key, title, letter, strength in _ROWS
}
