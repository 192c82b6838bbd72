"""The exhibit as one HTML file that holds everything it shows and asks for nothing from outside."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from juryroom.report.exhibit.document import Exhibit
from juryroom.report.exhibit.isolation import marked


def exhibit_html(exhibit: Exhibit) -> str:
    """Return the exhibit as HTML: the same exhibit gives the same bytes.

    Parameters
    ----------
    exhibit
        What it says.
    """
    environment = Environment(
        loader=PackageLoader("juryroom.report"),
        autoescape=select_autoescape(enabled_extensions=("html", "j2"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    template = environment.get_template("exhibit.html.j2")
    text = template.render(exhibit=exhibit, style=_style())
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


@cache
def _style() -> Markup:
    read = [
        files("juryroom.report").joinpath(name).read_text(encoding="utf-8")
        for name in ("style.css", "exhibit.css")
    ]
    return Markup("".join(read))
