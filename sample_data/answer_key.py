"""The answer key: every fault that is planted in the sample, written down where it is planted."""

from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal[
    "coverage", "ownership", "geometry", "clocks", "routing", "handovers", "import", "analysis", "work", "patrol"
]


@dataclass
class AnswerKey:
    """Collects faults in the order in which they are planted; ``faults`` is JSON-ready."""

    faults: list[dict[str, Any]] = field(default_factory=list)

    def plant(
        self,
        kind: str,
        belongs_to: Part,
        *,
        finding: str | None,
        subjects: list[str],
        zh: str,
        en: str,
        where: tuple[float, float] | None = None,
        **values: Any,
    ) -> None:
        """Write one fault down: ``finding`` is the code that a check must report, None where it has none yet."""
        self.faults.append(
            {
                "id": f"F{len(self.faults) + 1:03d}",
                "kind": kind,
                "finding": finding,
                "subjects": subjects,
                "where": None if where is None else [round(where[0], 6), round(where[1], 6)],
                "values": values,
                "belongs_to": belongs_to,
                "note_zh": zh,
                "note_en": en,
            }
        )

    def subjects(self, *kinds: str) -> set[str]:
        """Ids of the rows that faults of these kinds (all kinds where none is given) are about."""
        return {s for fault in self.faults if not kinds or fault["kind"] in kinds for s in fault["subjects"]}
