"""Write-back: corrected copies of tools' logs, which these tools read as their own. One file a format, one row below.

Originals are never written to. A verdict that nobody has decided stays as the tool gave it; a figure that cannot be
computed anew is taken out, and the copy names it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from review_app.errors import ExportError
from review_app.exporters import place
from review_app.exporters.material import Log, Material
from review_app.exporters.place import Write
from review_app.exporters.write_back import evalscope, inspect, lm_eval, opencompass

# The copies of some logs of one tool: path below the folder -> its writer. The moment is the last thing said.
Writer = Callable[[Sequence[Log], datetime], list[tuple[Path, Write]]]

WRITERS: dict[str, Writer] = {
    "lm_eval": lm_eval.copies,
    "opencompass": opencompass.copies,
    "inspect": inspect.copies,
    "evalscope": evalscope.copies,
}


def write(material: Material, folder: Path) -> list[Path]:
    """Write the corrected copies of the chosen runs' logs into a folder.

    Raises ExportError for a run of another tool, a log that was changed, or two logs whose copies have one name.
    """
    by_tool: dict[str, list[Log]] = defaultdict(list)
    for log in known_tools(material):
        by_tool[log.tool].append(log)
    copies = [copy for tool, logs in by_tool.items() for copy in WRITERS[tool](logs, material.moment)]
    twice = [path for path, count in Counter(path for path, _ in copies).items() if count > 1]
    if twice:
        raise ExportError(
            "{path}: two of the chosen runs would be written there; export them one by one", path=twice[0]
        )
    targets = {folder / path: write for path, write in copies}
    require_apart(targets, material.logs())
    return place.deliver(targets)


def known_tools(material: Material) -> list[Log]:
    """The logs. Raises ExportError for one whose tool has no writer."""
    logs = material.logs()
    for log in logs:
        if log.tool not in WRITERS:
            raise ExportError(
                "{model} ({run}) comes from {tool}, to which nothing is written back; there are {known}",
                model=log.model,
                run=log.run,
                tool=log.tool,
                known=", ".join(WRITERS),
            )
    return logs


def require_apart(targets: dict[Path, Write], logs: Sequence[Log]) -> None:
    """Raises ExportError where a copy would take the place of an original, or of what lies beside it."""
    homes = {log.path.resolve().parent for log in logs}
    for target in targets:
        if target.resolve().parent in homes and target.exists():
            raise ExportError("{path}: would overwrite an original; name another folder with --output", path=target)
