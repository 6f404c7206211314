"""The kinds of column and rule that schemas of raw tables are made of, each with its words.

Every rule says what must hold (`error`) and how to mend what does not (`description`). Importing
this module imports pandera, which is slow: import it where tables are validated.
"""

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pandera

FIRST_DAY, LAST_DAY = "1960-01-01", "2030-12-31"


def text(optional: bool = False) -> pandera.Column:
    """Any text."""
    return pandera.Column(str, nullable=optional)


def choice(*allowed: str, optional: bool = False) -> pandera.Column:
    """One of a closed list of words."""
    rule = f"one of: {', '.join(allowed)}"
    check = pandera.Check.isin(allowed, error=rule, description="use a word of the list")
    return pandera.Column(str, check, nullable=optional)


def pattern(regex: str, rule: str, optional: bool = False) -> pandera.Column:
    """Text of a stated form."""
    check = pandera.Check.str_matches(f"^(?:{regex})$", error=rule, description="write it so")
    return pandera.Column(str, check, nullable=optional)


def whole(lowest: int, highest: int, optional: bool = False) -> pandera.Column:
    """A whole number within a range."""
    return pandera.Column("Int64", _between(lowest, highest), nullable=optional)


def number(
    lowest: float | None = None, highest: float | None = None, optional: bool = False
) -> pandera.Column:
    """A number, within a range where one is given."""
    checks = [] if lowest is None or highest is None else [_between(lowest, highest)]
    return pandera.Column(float, checks, nullable=optional)


def day(optional: bool = False) -> pandera.Column:
    """A day, written 2018-04-28."""
    first, last = pd.Timestamp(FIRST_DAY), pd.Timestamp(LAST_DAY)
    check = pandera.Check.in_range(
        first, last, error=f"a day from {FIRST_DAY} to {LAST_DAY}", description="check the year"
    )
    return pandera.Column("datetime64[us]", check, nullable=optional)


def _between(lowest: float, highest: float) -> pandera.Check:
    rule = f"from {lowest} to {highest}"
    return pandera.Check.in_range(
        lowest, highest, error=rule, description="check the digits and the decimal point"
    )


def row_rule(
    column: str, holds: Callable[[pd.DataFrame], pd.Series], rule: str, mend: str
) -> pandera.Check:
    """Make a rule between cells of one row; its faults are shown at `column`."""

    def check(table: pd.DataFrame) -> pd.Series:
        return holds(table).astype("boolean").fillna(True).astype(bool)

    return pandera.Check(check, title=column, error=rule, description=mend)


def _once(key: tuple[str, ...]) -> pandera.Check:
    return row_rule(
        key[0],
        lambda table: ~table.duplicated(list(key)),
        f"{' + '.join(key)} occurs once",
        "remove the second row, or correct its key",
    )


def table(
    key: tuple[str, ...], columns: dict[str, pandera.Column], *rules: pandera.Check
) -> pandera.DataFrameSchema:
    """Describe a raw table: its key (unique), its columns, and rules between cells of a row."""
    return pandera.DataFrameSchema(
        columns, checks=[_once(key), *rules], metadata={"key": list(key)}
    )
