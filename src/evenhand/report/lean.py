"""A lean SVG: what the charting library draws, less what nobody sees.

The library wraps every mark in groups and states what holds anyway. Without, the picture is the
same, pages are smaller, and paper is printed sooner.
"""

import re
from xml.etree.ElementTree import Element, fromstring, register_namespace, tostring

register_namespace("xlink", "http://www.w3.org/1999/xlink")

# What parts say is in the table beside the picture, which is one image with one name.
_UNSEEN = re.compile(r"role|aria-.*|class|pointer-events|version")
_ANYWAY = {
    "opacity": "1",
    "transform": "translate(0,0)",
    "x2": "0",
    "y2": "0",
}
_PLACES = ("d", "transform", "x2", "y2")
_NOTHING = ("", "M0,0h0v0h0Z")
_DOT = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")
_SHIFT = re.compile(r"translate\(([^,]*),([^)]*)\)")
_REFERRED_TO = ("defs", "clipPath")


def lean(svg: str) -> str:
    """Return an SVG that looks the same and says no more than it takes.

    Examples
    --------
    >>> lean('<svg><g class="a"><g><path d="M0,0h9" stroke="#000" opacity="1"/></g></g></svg>')
    '<svg><path d="M0,0h9" stroke="#000"/></svg>'
    """
    # Within a page the namespace goes without saying.
    root = fromstring(re.sub(r' xmlns="[^"]*"', "", svg))  # noqa: S314 - drawn by our library
    _thin(root)
    return tostring(root, encoding="unicode").replace(" />", "/>")


def _thin(node: Element) -> None:
    """Leave out of a node, and of all within, what is not seen."""
    node.attrib.update({key: _coarse(node.attrib[key]) for key in _PLACES if key in node.attrib})
    for key in [key for key, value in node.items() if _needless(node, key, value)]:
        del node.attrib[key]
    _place(node)
    if node.tag in _REFERRED_TO:
        return
    kept: list[Element] = []
    for child in node:
        _thin(child)
        if child.tag == "g" and not child.attrib:
            kept.extend(child)
        elif _seen(child) and not (kept and _covers(kept[-1], child)):
            kept.append(child)
    node[:] = kept


def _needless(node: Element, key: str, value: str) -> bool:
    if key.startswith("stroke-") and node.tag != "g":
        return "stroke" not in node.attrib
    return bool(_UNSEEN.fullmatch(key)) or _ANYWAY.get(key) == value


def _seen(node: Element) -> bool:
    """Say whether a node shows; the whole picture's fill is none, so marks name their own."""
    if node.tag == "g":
        return len(node) > 0
    if node.tag == "path":
        painted = not {"fill", "stroke"}.isdisjoint(node.keys())
        return painted and node.get("d") not in _NOTHING and node.get("opacity") != "0"
    backdrop = node.tag == "rect" and node.get("fill") == "white"
    return node.tag != "style" and node.get("opacity") != "0" and not backdrop


def _covers(drawn: Element, node: Element) -> bool:
    """Say whether a mark was drawn just so before: a rule is drawn for each row of its data."""
    same = (drawn.tag, drawn.attrib, drawn.text) == (node.tag, node.attrib, node.text)
    return same and not len(node) and "opacity" not in " ".join(node.keys())


def _place(node: Element) -> None:
    """Give dots and texts their places as such, which takes less to say and to draw."""
    shift = _SHIFT.fullmatch(node.get("transform", "translate(0,0)"))
    dot = _DOT.fullmatch(node.get("d", ""))
    if shift and dot:
        del node.attrib["d"]
        node.attrib.pop("transform", None)
        node.tag = "circle"
        node.attrib.update(cx=shift[1], cy=shift[2], r=dot[1])
    elif shift and node.tag == "text" and not len(node) and "x" not in node.attrib:
        node.attrib.pop("transform", None)
        node.attrib.update(x=shift[1], y=shift[2])


def _coarse(place: str) -> str:
    """Return a place or path with two decimals: nobody sees more, and files are half the size."""
    return re.sub(r"(\.\d{2})\d+", r"\1", place)
