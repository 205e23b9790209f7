"""What no division can be better than, from the amounts and the narrow places of the graph alone.

Four reasons, of which the strongest counts. A unit is never cut, so some beat is no smaller than the largest unit. Of
the ``m·k + 1`` largest units some beat holds ``m + 1``. Some beat has no more than ``n / k`` units. And land behind one
unit (a valley, a peninsula) is either whole beats or goes with that unit: where whole beats of nearly the mean do not
use it up, the rest of it is in that unit's beat, however the beats are drawn.
"""

from mapper.planning.beats.contiguity import pieces_of
from mapper.planning.beats.search import Question


def least_off(question: Question) -> int:
    """No division into connected parts has a worst part below this, in the scale of ``Question.off``."""
    return max(0, _from_amounts(question), *(_behind(question, unit) for unit in range(len(question.amounts))))


def _from_amounts(question: Question) -> int:
    amounts, count = sorted(question.amounts, reverse=True), question.count
    full = max(sum(amounts[held * count - held : held * count + 1]) for held in range((len(amounts) - 1) // count + 1))
    small = sum(amounts[: len(amounts) // count])
    return max(count * full - question.total, question.total - count * small)


def _behind(question: Question, unit: int) -> int:
    """What the land that hangs on one unit forces, found by halving."""
    around = question.neighbours[unit]
    rest = [other for other in range(len(question.amounts)) if other != unit]
    beside = [[n for n in others if n != unit] for others in question.neighbours]
    touched = set(around)
    pieces = [piece for piece in pieces_of(rest, beside) if touched.intersection(piece)]
    if len(pieces) < 2:
        return 0
    total, count, own = question.total, question.count, question.amounts[unit]
    sums = [count * question.amount(piece) for piece in pieces]

    def fits(off: int) -> bool:
        if off >= total:
            return True
        # As many whole beats in each piece as the smallest ones allow, and those as large as they may be.
        left = sum(max(0, amount - amount // (total - off) * (total + off)) for amount in sums)
        return count * own + left <= total + off

    low, high = 0, total
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low
