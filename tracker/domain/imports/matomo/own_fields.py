"""What a site has had Matomo keep beside all it keeps: dimensions and variables, of a visit and of
what was done in it."""

from __future__ import annotations

import re

from tracker.domain.imports.reading.dumps import Values
from tracker.domain.imports.reading.objects import Object
from tracker.domain.imports.reading.typed import inside, text_in

_COLUMN = re.compile(r"custom_dimension_(\d{1,3})")
_FIELD = re.compile(r"dimension\d{1,3}")
_NAMES = [(f"custom_var_k{number}", f"custom_var_v{number}") for number in range(1, 6)]


def own_columns(values: Values) -> dict[str, str]:
    """Of a row of the tables."""
    told = {
        f"dimension{own[1]}": text
        for name in values
        if (own := _COLUMN.fullmatch(name)) and (text := _text(values, name))
    }
    variables = ((_text(values, name), _text(values, value)) for name, value in _NAMES)
    return told | {name: text for name, text in variables if name and text}


def own_fields(told: Object) -> dict[str, str]:
    """Of a visit or an action as the API tells it; a variable there has its number in its names."""
    found = {name: text_in(told, name) for name in told if _FIELD.fullmatch(name)}
    kept = inside(told, "customVariables")
    for number in kept:
        variable = inside(kept, number)
        for scope in ("", "Page"):
            name = text_in(variable, f"customVariable{scope}Name{number}")
            if name:
                found[name] = text_in(variable, f"customVariable{scope}Value{number}")
    return {name: text for name, text in found.items() if text}


def _text(values: Values, name: str) -> str:
    return (values.get(name) or b"").decode("utf-8", "replace")
