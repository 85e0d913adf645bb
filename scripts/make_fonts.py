"""Cut the report's two fonts out of Source Sans Pro: run `python scripts/make_fonts.py`.

Needs fonttools and brotli, and the package font-source-sans-pro. A subset is a modified font, and
the licence reserves the name "Source" for the unmodified one: hence the family name here.
"""

from io import BytesIO
from pathlib import Path

from font_source_sans_pro import font_directory
from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Evenhand Sans"
WEIGHTS = ("Regular", "Semibold")
UNICODES = [
    *range(0x20, 0x7F),  # Latin
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A
    *range(0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    *(0x202F, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC),  # narrow space, primes, guillemets, euro
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2194),  # arrows
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # mathematics
    *(0x25A0, 0x25B2, 0x25CB, 0x25CF),  # the marks of the states, where the font has them
]
FEATURES = ["kern", "tnum", "lnum", "liga", "locl", "mark", "ccmp"]
WINDOWS = 3  # the platform whose names every program reads
OUT = Path(__file__).parents[1] / "report_templates" / "fonts"


def cut(weight: str) -> None:
    """Write the subset of one weight as OTF (paper, charts) and WOFF2 (screen)."""
    options = subset.Options(layout_features=FEATURES, name_IDs=["*"], hinting=False)
    options.recalc_timestamp = False
    font = subset.load_font(str(Path(font_directory) / f"SourceSansPro-{weight}.otf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    rename(font, weight)
    name = f"EvenhandSans-{weight}"
    font.save(OUT / f"{name}.otf")
    font.flavor = "woff2"
    buffer = BytesIO()
    font.save(buffer)
    (OUT / f"{name}.woff2").write_bytes(buffer.getvalue())


def rename(font: TTFont, weight: str) -> None:
    """Give the font its own family name; copyright and licence stay as they are."""
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    # Style-linked families hold only regular and bold, so the semibold is a family of its own
    # there, and 16 and 17 tell programs that know better.
    names = {
        1: FAMILY if weight == "Regular" else f"{FAMILY} {weight}",
        2: "Regular",
        3: postscript,
        4: FAMILY if weight == "Regular" else f"{FAMILY} {weight}",
        6: postscript,
        16: FAMILY,
        17: weight,
    }
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = (
                names.pop(record.nameID) if record.platformID == WINDOWS else record.string
            )
    keep = {0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17}
    font["name"].names = [
        r for r in font["name"].names if r.nameID in keep and r.platformID == WINDOWS
    ]
    for number, text in names.items():
        font["name"].setName(text, number, WINDOWS, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = postscript
    cff.topDictIndex[0].FamilyName = FAMILY
    cff.topDictIndex[0].FullName = f"{FAMILY} {weight}"


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        cut(weight)
    licence = Path(font_directory) / "LICENSE.txt"
    (OUT / "LICENSE.txt").write_text(
        f"{FAMILY} is Source Sans Pro cut down to the characters that a report needs, and\n"
        "renamed, since its name is reserved. The licence of Source Sans Pro follows.\n\n"
        + licence.read_text(encoding="utf-8"),
        encoding="utf-8",
    )
