"""What runs tasks: processes of this machine, dask.distributed, Spark. Each yields a task and its error, or None.

``run_task`` is given to an engine and sent to its workers by name, so it stands at the head of a module.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from typing import Any

from mapper.batch.tasks import Task

Done = Iterator[tuple[Task, str | None]]
RunTask = Callable[[Task], None]
Engine = Callable[[Sequence[Task], RunTask], Done]


def local(workers: int) -> Engine:
    """Processes of this machine, one to a task: a process that dies fails its own task and no other."""

    def run(tasks: Sequence[Task], run_task: RunTask) -> Done:
        waiting = list(reversed(tasks))
        running: dict[Future[None], tuple[Task, ProcessPoolExecutor]] = {}
        while waiting or running:
            while waiting and len(running) < workers:
                task, pool = waiting.pop(), ProcessPoolExecutor(1, mp_context=get_context("spawn"))
                running[pool.submit(run_task, task)] = (task, pool)
            ended = next(as_completed(running))
            task, pool = running.pop(ended)
            error = ended.exception()
            pool.shutdown()
            yield task, None if error is None else f"{type(error).__name__}: {error}"

    return run


def dask(address: str) -> Engine:
    """The workers of a dask.distributed scheduler (``tcp://…``); they need this program and the same folders."""

    def run(tasks: Sequence[Task], run_task: RunTask) -> Done:
        from distributed import Client
        from distributed import as_completed as completed

        with Client(address) as client:
            futures = {client.submit(run_task, task, pure=False, retries=0): task for task in tasks}
            for future in completed(list(futures)):
                error = future.exception() if future.status != "finished" else None
                yield futures[future], None if error is None else f"{type(error).__name__}: {error}"

    return run


def spark(master: str | None = None) -> Engine:
    """Spark, a partition to a task (``mapInPandas``); without a master the one that spark-submit names."""

    def run(tasks: Sequence[Task], run_task: RunTask) -> Done:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("jurisdiction-mapper")
        session = (builder.master(master) if master else builder).getOrCreate()
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1")
        rows = session.createDataFrame([tuple(task) for task in tasks], list(Task._fields))
        spread = rows.repartitionByRange(len(tasks), "province", "question")
        ask = partial(_asked_by_spark, run_task)
        told = spread.mapInPandas(ask, "province string, question string, error string").collect()
        errors = {(row.province, row.question): row.error for row in told}
        yield from ((task, errors[task.province, task.question]) for task in tasks)

    return run


def _asked_by_spark(run_task: RunTask, batches: Iterator[Any]) -> Iterator[Any]:
    for batch in batches:
        errors: list[str | None] = []
        for row in batch.itertuples(index=False):
            try:
                run_task(Task(*row))
                errors.append(None)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
        yield batch[["province", "question"]].assign(error=errors)
