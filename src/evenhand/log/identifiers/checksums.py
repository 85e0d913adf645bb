"""Check digits: whether the digits of a number are consistent with each other."""

# The value of each letter of a vehicle number, and the weight of each place (49 CFR 565.15).
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_VALUES |= {digit: digit for digit in "0123456789"}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(digits: str) -> bool:
    """Return whether the last digit is right by ISO/IEC 7812-1, annex B (Luhn).

    Examples
    --------
    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    plain = sum(map(int, digits[-1::-2]))
    return (plain + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def mod_97(account: str) -> bool:
    """Return whether an IBAN without spaces is right by ISO 13616 (ISO 7064, MOD 97-10).

    Examples
    --------
    >>> mod_97("GB82WEST12345698765432"), mod_97("GB82WEST12345698765433")
    (True, False)
    """
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def nhs(digits: str) -> bool:
    """Return whether ten digits are right as an NHS number (modulus 11).

    Examples
    --------
    >>> nhs("9434765919"), nhs("9434765918")
    (True, False)
    """
    check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    # A check digit of ten is never given out.
    return check % 11 == int(digits[9])


def provider(digits: str) -> bool:
    """Return whether ten digits are right as a US National Provider Identifier.

    The check digit is Luhn's, with 80840 before the number (45 CFR 162.406).

    Examples
    --------
    >>> provider("1234567893"), provider("1234567890")
    (True, False)
    """
    return luhn(f"80840{digits}")


def vehicle(number: str) -> bool:
    """Return whether the ninth place of a vehicle number is right (49 CFR 565.15).

    Examples
    --------
    >>> vehicle("1M8GDM9AXKP042788"), vehicle("1M8GDM9A1KP042788")
    (True, False)
    """
    total = sum(
        int(_VIN_VALUES[letter]) * weight
        for letter, weight in zip(number, _VIN_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11] == number[8]


def german_tax(digits: str) -> bool:
    """Return whether eleven digits are right as a German tax identification number.

    One of the first ten digits occurs twice or three times, the others once at most; the last is
    a check digit by ISO 7064, MOD 11,10.

    Examples
    --------
    >>> german_tax("86095742719"), german_tax("86095742718"), german_tax("12345678903")
    (True, False, False)
    """
    first = digits[:10]
    often = sorted(first.count(digit) for digit in set(first))
    if often[-1] not in {2, 3} or (len(often) > 1 and often[-2] > 1):
        return False
    carry = 10
    for digit in first:
        carry = ((int(digit) + carry) % 10 or 10) * 2 % 11
    return (11 - carry) % 10 == int(digits[10])
