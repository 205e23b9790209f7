"""What stands among the rows of a table and is none: sums, the header again, rules, and who made it, below."""

import re
import unicodedata
from collections.abc import Sequence

from mapper.io.sheets import Row

_TOTAL = re.compile(
    r"\w{0,8}?(?:合计|总计|小计|共计|总数|累计|总和)(?::?[\d,.]*\w?)?|(?:sub|grand)?total(?::[\d,.]*)?|"
    r"(?:以上|本表)?共[\d,.]+[条件人户个起项]"
)
_TOTAL_SIGNS = re.compile(r"[计共总]|otal", re.IGNORECASE)
# What stands under a table: who made it and when, remarks. A colon, for "填表" may begin a sentence.
_LABEL = re.compile(
    r"(?=[^:\d])(?:填表|填报|制表|审核|审批|审签|统计|复核|校对|校核|经办|报送|上报|汇总|单位|部门|分管|主管|打印|导出|生成|数据|截止|截至|负责|"
    r"联系|签发|录入|采集|登记|制作|编制|签收|领导|所长)?"
    r"(?:人员|人|员|领导|负责人|时间|日期|单位|部门|盖章|签字|签名|说明|电话|来源|口径|范围|截至|截止|意见)?"
    r"(?:注意?|备注|附注|说明|填表说明)?\d{0,2}[:]"
)
_LABEL_LATIN = re.compile(
    r"(?:notes?|remarks?|sources?|prepared by|checked by|approved by|printed(?: on| at| by)?|exported(?: on| at)?|"
    r"generated(?: on| at)?|date|as of):"
)
_PAGE = re.compile(r"第\d+页.*|共\d+页.*|-?\d+/\d+页?-?|page\d+(?:of\d+)?")
_REMARK = re.compile(r"(?:以上|上述|本表|本报表|本台账|截至|数据来源|数据截|注\d?[:.、]|备注|说明|附注|※|\*)")
_SENTENCE = re.compile(r"[。；！]")
_RULE = re.compile(r"[:|+]*[-=─━—_]{2,}[-=─━—_:|+]*")
_ROOM = 4  # of the fewest columns of a table in which one cell alone is a remark


def says(row: Row) -> bool:
    """Whether anything stands in a row."""
    return _first(row) != ""


def _first(row: Row) -> str:
    """The first cell that says anything; empty where none does."""
    for cell in row:  # a loop of its own: a million rows are asked
        if cell and not cell.isspace():
            return cell
    return ""


def is_header(row: Row, names: Sequence[str]) -> bool:
    """Whether a row says what the header says, in two cells or more."""
    said = [(cell or "").strip() for cell in row]
    return said[: len(names)] == list(names[: len(said)]) and sum(map(bool, said)) > 1


def is_rule(row: Row) -> bool:
    """Whether a row is a line that somebody drew of signs, as between the header and the rows of a plain text."""
    first = _first(row)
    if first[:1] not in "-=─━—_:+|" or not _RULE.fullmatch(first.strip()):
        return False
    return all(not cell or cell.isspace() or _RULE.fullmatch(cell.strip()) for cell in row)


def is_total(row: Row) -> bool:
    """Whether a row gives the sum of those above it: the first thing that it says is a word for that."""
    first = _first(row)
    if len(first) >= 20 or not _TOTAL_SIGNS.search(first):
        return False
    return _TOTAL.fullmatch(_plain(first)) is not None


def is_footer(row: Row) -> bool:
    """Whether a row says who made the table, or remarks on it; such rows stand below all others."""
    said = [cell.strip() for cell in row if cell and not cell.isspace()]
    if not said or is_total(row):
        return True
    plain = [_plain(cell) for cell in said]
    few = 2 * len(said) <= max(len(row), _ROOM)
    if _labels(said[0], plain[0]):
        # Labels with what they ask for beside them fill a row.
        return few or 2 * sum(_labels(*both) for both in zip(said, plain, strict=True)) >= len(said)
    if len(said) > 1 and not few:
        return False
    if all(_PAGE.fullmatch(one) for one in plain):
        return True
    return len(said) == 1 and len(row) >= _ROOM and (_REMARK.match(plain[0]) or _SENTENCE.search(said[0])) is not None


def _labels(cell: str, plain: str) -> bool:
    return _LABEL.match(plain) is not None or _LABEL_LATIN.match(" ".join(cell.casefold().split())) is not None


def _plain(text: str) -> str:
    """A text without width, case, blanks and what stands in brackets."""
    return re.sub(r"\(.*?\)|\s+", "", unicodedata.normalize("NFKC", text)).casefold()
