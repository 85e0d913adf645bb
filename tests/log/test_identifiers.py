"""Personal identifiers are found, counted and never kept; what merely looks like one is not."""

import random
import uuid
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.log.identifiers import IDENTIFIERS, Identified, is_looked_at, look
from evenhand.log.identifiers.checksums import german_tax, luhn, mod_97, nhs, provider, vehicle
from evenhand.log.open import open_log
from evenhand.plan.plan import Intake
from evenhand.resources import folder

# Numbers that issuers and registers publish for tests, and values made up in their form.
CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117",
         "3530111333300000", "30569309025904", "2223003122003222", "4222222222222"]  # fmt: skip
ACCOUNTS = ["GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606",
            "NO9386011117947"]  # fmt: skip
FOUND = {
    "payment_card": CARDS,
    "iban": [*ACCOUNTS, "DE89 3704 0044 0532 0130 00"],
    "nhs_number": ["943 476 5919", "9434765919", "411-880-6975", "4461816621", "4089405130"],
    "provider_number": ["1234567893", "1245319599", "1003000126", "1992999825"],
    "vehicle_number": ["1M8GDM9AXKP042788", "5GZCZ43D13S812715", "SJ07EA7T4N7722467",
                       "5J0GCJ8P94W396322"],
    "imei": ["353938035054158", "868932038954231", "01-412400-669786-8", "990001235069952"],
    "german_tax_id": ["86095742719", "47036892816", "65929970489", "57549285017"],
    "email": ["ann@example.org", "Ann Bee <a.b+c@mail.example.co.uk>", "see ann@example.org."],
    "web_address": ["https://example.org/x?y=1", "seen at www.example.org today"],
    "ip_address": ["192.168.10.20", "from 8.8.8.8", "2001:db8::ff00:42:8329", "fe80::1:2:3"],
    "mac_address": ["00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7", "001b.4411.3ab7"],
    "telephone": ["(212) 555-0187", "212-555-0187", "+44 20 7946 0958", "+49 30 901820",
                  "call 212.555.0187", "+4930901820123"],
    "social_security": ["123-45-6789", "SSN 123 45 6789"],
    "medicare_number": ["1EG4-TE5-MK73", "1EG4TE5MK73"],
    "uk_national_insurance": ["AB123456C", "AB 12 34 56 C"],
    "street_address": ["12 Baker Street", "4b Old Mill Rd", "Lindenstraße 12", "Hauptweg 3a"],
    "photograph": ["face.jpg", "photos/a 1.PNG", "data:image/png;base64,iVBOR"],
}  # fmt: skip
NAMED = {
    "person_name": ("customer_name", ["Ann Bee", "Zoë O'Hara", "miguel hernandez", "Li Na"]),
    "postcode": ("ZIP code", ["94110", "10001-1234", "SW1A 1AA", "K1A 0B6"]),
    "place": ("homeCity", ["Springfield", "St. Ives", "Köln"]),
    "coordinates": ("latitude", ["52.52", "-33.9", "0"]),
    "date_of_birth": ("DateOfBirth", ["1980-02-29", "3/4/1975", "19800229", "2 May 1960"]),
    "age_over_89": ("age", ["34", "91", "28"]),
    "telephone": ("phone_number", ["2125550187", "020 7946 0958"]),
    "fax": ("fax", ["(212) 555-0187", "2125550187"]),
    "social_security": ("applicant_ssn", ["123456789", "078051120"]),
    "medical_record": ("mrn", ["MR000123", "00412345"]),
    "health_plan": ("insurance_number", ["H 123456789", "AB-100200"]),
    "account_number": ("account_no", ["00123456", "1234-5678"]),
    "licence_number": ("passport", ["C01X00T47", "L898902C3"]),
    "number_plate": ("license_plate", ["7ABC123", "B AB 1234"]),
    "device_number": ("device_id", ["a1b2c3d4e5", "ffee0011aa"]),
    "biometric": ("voiceprint", ["c29tZXRoaW5n", "bG9uZ2VyIHRleHQ="]),
    "national_number": ("national_id", ["85073003328", "X1234567L"]),
}
ORDINARY = {
    "id": [f"A{i:05d}" for i in range(300)],
    "long id": [f"D{i:09d}" for i in range(300)],
    "surrogate": [str(4_000_000_000_000_000 + 97 * i) for i in range(300)],
    "epoch": [str(1_700_000_000 + 37 * i) for i in range(300)],
    "epoch ms": [str(1_700_000_000_000 + 37_001 * i) for i in range(300)],
    "nanoseconds": [str(1_700_000_000_000_000_000 + 37_001_007 * i) for i in range(300)],
    "score": ["0.3703", "0.1695", "4111111111111111.5"],
    "amount": ["1234.50", "-12.00", "1,234.50", "USD 94110", "94110"],
    "time": ["2025-01-01T03:22:49", "2025-01-01 03:22:49.123456+00:00", "10:20:30", "31.12.2025"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "00000000-1234-5678-9012-345678901234"],
    "hash": ["d41d8cd98f00b204e9800998ecf8427e", "356938035643809a", "x4111111111111111"],
    "plan_id": ["PL-2025-000123", "gold-200"],
    "model_version": ["2.31.0.4", "v1.2.3.4", "2025.01.02.3"],
    "release": ["10.4.2.1"],
    "reason": ["R01", "income too low", "std::vector", "a::b", "4 of 5 stars"],
    "region": ["South", "Europe", "Americas"],
    "model_name": ["Credit Model", "Churn Model", "Fraud Model"],
    "name": ["alpha", "beta"] * 40,
    "first": ["yes", "no"] * 40,
    "config_fingerprint": ["d41d8cd98f00b204"],
    "Telephone": ["A191", "A192"],
    "age": ["18", "89", "90+"],
    "zip3": ["941", "100"],
    "days": ["0", "30", "365"],
    "c_case_number": ["13011352CF10A", "13001275CF10A"],
    "local": ["127.0.0.1", "0.0.0.0", "255.255.255.0"],  # noqa: S104 - a text
}


def classes(column, values):
    return {one.key for one in look({column: values})}


@pytest.mark.parametrize("key", FOUND)
def test_each_class_is_known_by_its_looks_in_any_column(key):
    values = FOUND[key]
    (found,) = look({"note": [*values, None, ""]})
    assert found == Identified(column="note", key=key, examined=len(values), matching=len(values))


@pytest.mark.parametrize("key", NAMED)
def test_a_class_without_looks_of_its_own_needs_the_name_of_its_column(key):
    column, values = NAMED[key]
    assert key in classes(column, values)
    assert key not in classes("something", values)


@pytest.mark.parametrize("column", ORDINARY)
def test_ordinary_columns_hold_none(column):
    assert look({column: ORDINARY[column]}) == ()


def test_all_eighteen_of_hipaa_have_a_class():
    assert {one.hipaa for one in IDENTIFIERS.values()} - {None} == set("ABCDEFGHIJKLMNOPQR")
    assert set(FOUND) | set(NAMED) == set(IDENTIFIERS)


def one_digit_wrong(number):
    """Return a number with its last digit changed, by a step that no check digit allows."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


@pytest.mark.parametrize("key", ["payment_card", "provider_number", "imei", "german_tax_id"])
def test_a_wrong_check_digit_is_no_identifier(key):
    assert classes("note", [one_digit_wrong(number) for number in FOUND[key]]) == set()


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (luhn, CARDS),
        (mod_97, ACCOUNTS),
        (nhs, ["9434765919", "4505577104"]),
        (provider, FOUND["provider_number"]),
        (vehicle, FOUND["vehicle_number"]),
        (german_tax, FOUND["german_tax_id"]),
    ],
)
def test_check_digits_catch_every_single_wrong_digit(check, right):
    for number in right:
        assert check(number)
        for place, digit in enumerate(number):
            if digit.isdigit():
                wrong = str((int(digit) + 1) % 10)
                assert not check(number[:place] + wrong + number[place + 1 :])


def test_an_nhs_number_whose_check_would_be_ten_is_none():
    assert not any(nhs(f"100000001{digit}") for digit in range(10))


@pytest.mark.parametrize(
    "near",
    [
        "4111111111111111" * 2, "04111111111111111", "41111111111111112345", "4111111111111111.0",
        "a4111111111111111", "4111-1111-1111-11112", "-4111111111111111", "1/4111111111111111_2",
        "9111111111111111", "000-45-6789", "666-45-6789", "912-45-6789", "123-00-6789",
        "123-45-0000", "1123-45-6789", "123-45-67890", "123-45 6789", "ann@example", "@example.org",
        "256.1.1.1", "1.2.3.4.5", "1.2.3", "112-555-0187", "212-155-0187", "212-555-01870",
        "+123456789", "00:1B:44:11:3A", "00:1B:44:11:3A:B7:00", "GB82WEST1234569876543",
        "XX82WEST12345698765432", "1M8GDM9AXKP04278", "BG123456C", "AB123456E", "12 Baker",
        "face.jpg.exe", "example.org", "1SG4TE5MK73",
    ],
)  # fmt: skip
def test_near_misses_are_none(near):
    assert look({"note": [near] * 30}) == ()


def test_a_card_in_its_groups_is_believed_at_once_and_bare_digits_when_they_are_many():
    assert classes("note", ["paid with 4111 1111 1111 1111"]) == {"payment_card"}
    assert classes("note", ["4111111111111111"]) == set()
    assert classes("note", CARDS[:4]) == {"payment_card"}


def test_one_number_over_and_over_is_one_coincidence():
    assert look({"note": ["4111111111111111"] * 1_000}) == ()


def test_counts_are_of_values_not_of_different_values():
    (found,) = look({"note": ["a@example.org"] * 3 + ["b@example.org", "none", None]})
    assert (found.examined, found.matching) == (5, 4)


def test_whole_numbers_and_dates_are_looked_at_as_they_are_written():
    cards = np.array([int(card) for card in CARDS])
    born = np.array(["1980-02-29", "NaT"], dtype="datetime64[us]")
    gaps = [float("nan"), 94110.0, 10001.0]
    found = look({"n": cards, "dob": born, "zip": gaps})
    assert [(one.column, one.key, one.examined, one.matching) for one in found] == [
        ("n", "payment_card", 8, 8),
        ("dob", "date_of_birth", 1, 1),
        ("zip", "postcode", 2, 2),
    ]
    assert look({"empty": [None, "", "  "]}) == ()


@pytest.mark.parametrize(
    ("column", "kind", "looked"),
    [("x", "text", True), ("x", "integer", True), ("x", "number", False), ("lat", "number", True),
     ("x", "time", False), ("dob", "time", True), ("x", "other", False), ("dob", "other", False)],
)  # fmt: skip
def test_only_columns_that_can_hold_one_are_looked_at(column, kind, looked):
    assert is_looked_at(column, kind) == looked


# By design chance passes for a discovery in one column of ten thousand: the same columns each time.
@settings(derandomize=True)
@given(
    width=st.integers(9, 19),
    start=st.integers(0, 10**6),
    step=st.integers(1, 10**5),
    prefix=st.sampled_from(["", "4", "51", "35", "6011", "62", "378", "86", "1"]),
    rows=st.integers(1, 400),
)
def test_a_sequence_of_whole_numbers_is_no_identifier(width, start, step, prefix, rows):
    ids = [f"{prefix}{start + step * i:0{width}d}"[:19] for i in range(rows)]
    assert look({"id": ids}) == ()


@settings(derandomize=True)
@given(seed=st.integers(0, 10**9), width=st.integers(9, 19), rows=st.integers(1, 300))
def test_random_whole_numbers_of_any_width_are_no_identifiers(seed, width, rows):
    chance = random.Random(seed)  # noqa: S311 - a log, not a secret
    ids = [str(chance.randrange(10 ** (width - 1), 10**width)) for _ in range(rows)]
    assert look({"id": ids}) == ()


@given(st.lists(st.text(max_size=80), max_size=40))
def test_any_text_can_be_looked_at(texts):
    for one in look({"note": texts, "name": texts, "address": texts}):
        assert 0 < one.matching <= one.examined <= len(texts)


def test_long_texts_are_looked_at_in_part():
    texts = [f"{i} " + "word " * 2_000 + "x@example.org" for i in range(300)]
    assert look({"note": texts}) == ()
    texts = [f"{i} write to x{i}@example.org " + "word " * 100 for i in range(3_000)]
    (found,) = look({"note": texts})
    assert found.examined == 3_000
    assert 500 < found.matching < 3_000


def test_what_was_found_is_never_kept():
    found = look({"note": [value for values in FOUND.values() for value in values]})
    kept = " ".join(str(asdict(one)) for one in found)
    assert not any(value in kept for values in FOUND.values() for value in values)


LETTERS, HEX = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789abcdef"
LOOK_ALIKE = {
    "order": lambda r: str(10**9 + r.randrange(10**9) * 4),
    "ticket": lambda r: str(r.randrange(10**10, 10**11)),
    "reference": lambda r: str(r.randrange(10**15, 10**16)),
    "case": lambda r: str(r.randrange(10**8, 10**9)),
    "request": lambda r: str(uuid.UUID(int=r.getrandbits(128))),
    "trace": lambda r: "".join(r.choices(HEX, k=32)),
    "prompt_hash": lambda r: "".join(r.choices(HEX, k=12)),
    "serial": lambda r: "".join(r.choices(LETTERS + "0123456789", k=17)),
    "epoch": lambda r: str(1_735_689_600 + r.randrange(10**7)),
    "epoch_ms": lambda r: str(1_735_689_600_000 + r.randrange(10**10)),
    "stamp": lambda r: f"2025{r.randrange(101, 129):04d}{r.randrange(235959):06d}",
    "created": lambda r: f"2025-01-{r.randrange(1, 29):02d}T10:{r.randrange(60):02d}:11Z",
    "span": lambda r: f"{r.randrange(24)}:{r.randrange(60):02d}:{r.randrange(60):02d}.125",
    "amount": lambda r: f"{r.expovariate(1 / 5000):.2f}",
    "betrag": lambda r: f"{r.randrange(1, 99)}.{r.randrange(1000):03d},{r.randrange(100):02d}",
    "sku": lambda r: f"{r.choice(LETTERS)}{r.randrange(9)} {r.randrange(9)}{r.choice(LETTERS)}T",
    "part": lambda r: f"{r.randrange(100, 999)}-{r.randrange(1000, 9999)}",
    "lot": lambda r: f"{r.randrange(100, 999)} {r.randrange(100, 999)} {r.randrange(100, 999)}",
    "batch": lambda r: f"2025-{r.randrange(100):02d}-{r.randrange(10_000):04d}",
    "model_version": lambda r: f"{r.randrange(9)}.{r.randrange(20)}.{r.randrange(99)}.7",
    "job": lambda r: r.choice(["Data Analyst", "Nurse", "Site Manager"]),
    "reason": lambda r: r.choice(["R01 income too low", "no reply within 30 days"]),
    "age": lambda r: str(r.randrange(18, 90)),
}


@pytest.mark.parametrize("seed", range(10))
def test_ids_codes_times_and_amounts_are_no_identifiers(seed):
    draw = random.Random(seed)  # noqa: S311 - a log, not a secret
    assert look({name: [one(draw) for _ in range(500)] for name, one in LOOK_ALIKE.items()}) == ()


REAL = {
    "compas_propublica/compas-scores-two-years.csv": {
        ("name", "person_name"), ("first", "person_name"), ("last", "person_name"),
        ("dob", "date_of_birth"), ("age", "age_over_89"),
    },
    "compas_propublica/compas_decision_log.csv": {("age", "age_over_89")},
    "aequitas_compas/compas_for_aequitas.csv": set(),
    "german_credit/german_credit_readable.csv": set(),
    "hiring_process/hiring_cases.csv.gz": set(),
    "ll144_dcwp_rule/dcwp_selection.csv": set(),
    "ll144_dcwp_rule/dcwp_scoring.csv": set(),
    "ucb_admissions/ucb_decision_log.csv": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_logs_hold_what_they_are_known_to_hold_and_nothing_else(name, shared_data, tmp_path):
    log = open_log([shared_data / name], wanted={}, intake=Intake(), spool=tmp_path)
    assert {(one.column, one.key) for one in log.identifiers} == REAL[name]


@pytest.mark.parametrize("name", ["hiring", "lending", "support_agent"])
def test_the_samples_hold_none(name, tmp_path):
    path = folder("sample_data") / name / f"{name}.csv"
    log = open_log([path], wanted={}, intake=Intake(), spool=tmp_path)
    assert log.identifiers == ()
    assert log.looked > 5_000
