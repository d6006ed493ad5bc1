"""A chart as SVG that can stand in the page: Vega draws it, and no element or attribute is left but those that draw."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import altair
import vl_convert
from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/2000/svg"

_ELEMENTS = frozenset({"svg", "g", "path", "text", "line", "rect"})

_ATTRIBUTES = frozenset(
    {"d", "fill", "fill-opacity", "font-size", "font-weight", "height", "opacity", "stroke", "stroke-linecap", "stroke-width"}
    | {"stroke-dasharray", "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"}
)

_INHERITED = ("fill", "font-size", "font-weight", "stroke", "stroke-linecap", "stroke-width", "text-anchor")
"""What all children of a group have alike is said once, of the group: of 10,000 cells, it is half of the size."""

Datasets = Mapping[str, Sequence[Mapping[str, Any]]]


def drawn(chart: "altair.LayerChart | altair.Chart", datasets: Datasets, name: str, classes: str = "") -> Markup:
    """The chart as an svg element, without anything that runs, loads or styles.

    :param datasets: by name, the rows that the chart asks for
    :param name: what the chart is called for those who do not see it
    """
    ElementTree.register_namespace("", _NAMESPACE)
    spec = chart.to_dict() | {"datasets": {key: list(rows) for key, rows in datasets.items()}}
    # the data stand in the specification: nothing may be fetched for it
    text = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], config={"background": "transparent"})
    root = ElementTree.fromstring(text)  # noqa: S314 - Vega wrote it just now, and declares no entities
    _clean(root)
    root.attrib |= {"role": "img", "aria-label": name} | ({"class": classes} if classes else {})
    # escaped by ElementTree
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        if _plain(child.tag) not in _ELEMENTS or child.get("display") == "none" or child.get("d") == "":
            element.remove(child)
            continue
        _clean(child)
        if _plain(child.tag) == "g" and not len(child):
            element.remove(child)
    for attribute in [name for name in element.attrib if name not in _ATTRIBUTES]:
        del element.attrib[attribute]
    if _plain(element.tag) == "g":
        _hoist(element)


def _hoist(group: ElementTree.Element) -> None:
    for name in _INHERITED:
        values = {child.get(name) for child in group}
        if len(values) == 1 and (value := values.pop()) is not None and name not in group.attrib:
            group.set(name, value)
            for child in group:
                del child.attrib[name]


def _plain(tag: str) -> str:
    return tag.removeprefix(f"{{{_NAMESPACE}}}")
