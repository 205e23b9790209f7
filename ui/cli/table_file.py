"""``--out``: a command's table as an Excel or CSV file, with its line in the log of exports."""

from argparse import Namespace
from datetime import date

import pandas as pd

from mapper.io.exports import write_table
from mapper.store.export_log import logged
from ui.cli.explain import tell_log
from ui.language.messages import Messages


def write_out(asked: Namespace, as_of: date, holds: str, table: pd.DataFrame, say: Messages) -> None:
    """Write the table to the file of ``--out``; ``holds`` is the code by which the log counts its rows.

    InputError ``cannot_write``, also where no line could be added to the log.
    """
    with logged(asked.project, as_of, {holds: len(table)}, asked.out):
        write_table(table, asked.out, index=False)
    tell_log(asked.project, say)
