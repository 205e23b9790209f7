"""A headline figure of a sheet or web map."""

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Figure:
    """A headline figure with what it is a share of."""

    code: str
    numerator: int
    denominator: int

    @property
    def percent(self) -> float:
        return 100 * self.numerator / self.denominator
