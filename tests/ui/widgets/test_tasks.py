"""Work off the main thread: newest answer only, errors where they belong, nothing left over."""

import threading

from pytestqt.qtbot import QtBot

from mapper.errors import InputError
from ui.widgets.tasks import TaskGroup, Tasks, Ticket


def test_answers_come_on_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    answers = []
    tasks.start("sum", lambda _: (2 + 3, threading.current_thread()), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    value, where = answers[0]
    assert value == 5
    assert where is not threading.main_thread()
    assert not tasks.busy


def test_a_stale_answer_is_refused_and_its_work_is_told_to_stop(tasks: Tasks, qtbot: QtBot) -> None:
    go, answers, stopped = threading.Event(), [], []

    def slow(ticket: Ticket) -> str:
        go.wait(10)
        stopped.append(ticket.cancelled)
        return "old"

    tasks.start("figures", slow, answers.append)
    tasks.start("figures", lambda _: "new", answers.append)
    go.set()
    qtbot.waitUntil(lambda: bool(answers) and bool(stopped))
    assert answers == ["new"]
    assert stopped == [True]


def test_bad_input_goes_to_its_own_handler(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[str] = []

    def fails(_: Ticket) -> None:
        raise InputError("file_missing", path="x")

    tasks.start("import", fails, lambda _: None, lambda error: told.append(error.code))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["file_missing"]


def test_a_bug_is_raised_on_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as raised:
        tasks.start("bug", lambda _: 1 / 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError


def test_progress_is_told_and_a_cancelled_task_is_silent(tasks: Tasks, qtbot: QtBot) -> None:
    go, heard, answers = threading.Event(), [], []

    def counting(ticket: Ticket) -> int:
        ticket.progress(1, 3)
        go.wait(10)
        return 3

    tasks.progressed.connect(lambda subject, done, total: heard.append((subject, done, total)))
    tasks.start("export", counting, answers.append, shown=True)
    qtbot.waitUntil(lambda: ("export", 1, 3) in heard)
    assert heard[0] == ("export", 0, 0)
    tasks.cancel("export")
    go.set()
    tasks.start("after", lambda _: "done", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["done"]


def test_a_group_that_is_closed_answers_no_more_and_leaves_others_alone(tasks: Tasks, qtbot: QtBot) -> None:
    go, group = threading.Event(), TaskGroup(tasks)
    answers: list[str] = []
    group.start("seats", lambda _: go.wait(10), lambda _: answers.append("seats"))
    tasks.start("export", lambda _: "export", answers.append)
    group.close()
    group.start("snapshot", lambda _: "late", answers.append)
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy and bool(answers))
    assert answers == ["export"]
