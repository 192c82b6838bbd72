"""Numbers as they are written in the cells of a table: ASCII digits, with a point."""

import math
import re

_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_decimal(text: str) -> bool:
    """Return whether `text` is a finite number in decimal notation, plain spaces around it or not.

    What Python takes for a number beside that is refused: ``3_4``, which a reader may take for a
    typing error, ``nan``, ``inf``, and digits of other scripts, which look like other numbers.

    Examples
    --------
    >>> [is_decimal(text) for text in ("34", "-0.5", " 2.5e3 ", ".5", "3_4", "1,5", "nan", "1e999")]
    [True, True, True, True, False, False, False, False]
    """
    return bool(_DECIMAL.fullmatch(text.strip(" "))) and math.isfinite(float(text))
