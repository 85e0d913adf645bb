"""Lean SVG: the same picture with less said."""

import pytest

from evenhand.report.lean import lean

HEAD = '<svg class="marks" version="1.1" xmlns="http://www.w3.org/2000/svg" width="9" height="9">'


def within(marks):
    """Return what becomes of marks within a picture."""
    made = lean(f"{HEAD}{marks}</svg>")
    head, foot = '<svg width="9" height="9">', "</svg>"
    if made == '<svg width="9" height="9"/>':
        return ""
    assert made.startswith(head)
    assert made.endswith(foot)
    return made.removeprefix(head).removesuffix(foot)


@pytest.mark.parametrize(
    ("drawn", "kept"),
    [
        # groups
        ('<g><g/><g><line x2="5" stroke="#000"/></g></g>', '<line x2="5" stroke="#000"/>'),
        ('<g transform="translate(1,2)"><g></g></g>', ""),
        (
            '<g transform="translate(1,2)"><g><rect width="1"/></g></g>',
            '<g transform="translate(1,2)"><rect width="1"/></g>',
        ),
        (
            '<g fill="none" stroke-miterlimit="10"><rect width="1"/></g>',
            '<g fill="none" stroke-miterlimit="10"><rect width="1"/></g>',
        ),
        # what shows nothing
        ("<style>text{fill:red}</style>", ""),
        ('<rect width="9" height="9" fill="white"/>', ""),
        ('<path d="M0,0h600v150h-600Z"/>', ""),
        ('<path d="" fill="#000"/>', ""),
        ('<path d="M0,0h0v0h0Z" stroke="#000"/>', ""),
        ('<path d="M0,0h1" stroke="#000" opacity="0"/>', ""),
        ('<text opacity="0">a</text>', ""),
        # what says what holds anyway
        (
            '<g role="x" aria-label="x"><line class="a" pointer-events="none" x2="5"/></g>',
            '<line x2="5"/>',
        ),
        (
            '<line transform="translate(0,0)" x2="0" y2="5" stroke="#000" opacity="1"/>',
            '<line y2="5" stroke="#000"/>',
        ),
        ('<rect fill="#000" stroke-width="2" opacity="0.5"/>', '<rect fill="#000" opacity="0.5"/>'),
        # places
        (
            '<path d="M0.1289,1h1.999" stroke="#000" transform="translate(1.239,2.0)"/>',
            '<path d="M0.12,1h1.99" stroke="#000" transform="translate(1.23,2.0)"/>',
        ),
        (
            '<path d="M2.129,0A2.129,2.129,0,1,1,-2.129,0A2.129,2.129,0,1,1,2.129,0" fill="#000"/>',
            '<circle fill="#000" cx="0" cy="0" r="2.12"/>',
        ),
        (
            '<path d="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0" transform="translate(3,-4)" fill="red"/>',
            '<circle fill="red" cx="3" cy="-4" r="2"/>',
        ),
        (
            '<path d="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0" transform="rotate(9)" fill="#000"/>',
            '<path d="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0" transform="rotate(9)" fill="#000"/>',
        ),
        ('<text transform="translate(1,2)">a</text>', '<text x="1" y="2">a</text>'),
        (
            '<text transform="translate(1,2)rotate(-90)">a</text>',
            '<text transform="translate(1,2)rotate(-90)">a</text>',
        ),
        (
            '<text transform="translate(1,2)"><tspan x="0">a</tspan></text>',
            '<text transform="translate(1,2)"><tspan x="0">a</tspan></text>',
        ),
        # the same mark again
        ('<line x2="1"/><line x2="1"/><line x2="2"/>', '<line x2="1"/><line x2="2"/>'),
        (
            '<rect width="1" fill-opacity="0.5"/><rect width="1" fill-opacity="0.5"/>',
            '<rect width="1" fill-opacity="0.5"/><rect width="1" fill-opacity="0.5"/>',
        ),
        (
            '<text x="1" y="1">a</text><text x="1" y="1">b</text>',
            '<text x="1" y="1">a</text><text x="1" y="1">b</text>',
        ),
        # what is referred to
        (
            '<defs><clipPath id="c"><path d="M0,0h1v1Z"/></clipPath></defs>',
            '<defs><clipPath id="c"><path d="M0,0h1v1Z"/></clipPath></defs>',
        ),
    ],
)
def test_a_picture_says_no_more_than_it_takes(drawn, kept):
    assert within(drawn) == kept


def test_texts_of_the_data_stay_escaped():
    text = "&lt;script&gt; &amp; &quot;"
    assert within(f"<text>{text}</text>") == '<text x="0" y="0">&lt;script&gt; &amp; "</text>'


def test_links_of_a_user_s_own_chart_stay():
    head = HEAD.replace(" width", ' xmlns:xlink="http://www.w3.org/1999/xlink" width')
    made = lean(f'{head}<a xlink:href="#x"><rect width="1"/></a></svg>')
    assert '<a xlink:href="#x"><rect width="1"/></a>' in made
