"""Marks that can be picked: a selection over the marks of a chart that stand for its rows."""

from __future__ import annotations

from typing import Any, Final

PICKED: Final = "picked"
"""Name of the selection, under which a page finds what was picked."""
_VIEW: Final = "marks"


def pickable(spec: dict[str, Any], *fields: str) -> dict[str, Any]:
    """The specification with a selection by some columns, on the layer whose marks are described; once is enough."""
    params = spec.get("params", [])
    if any(param.get("name") == PICKED for param in params):
        return spec
    layers = list(spec["layer"])
    at = next(at for at, layer in enumerate(layers) if "description" in layer.get("encoding", {}))
    view = layers[at].get("name", _VIEW)
    layers[at] = {**layers[at], "name": view}
    picked = {"name": PICKED, "select": {"type": "point", "fields": list(fields)}, "views": [view]}
    return {**spec, "layer": layers, "params": [*params, picked]}
