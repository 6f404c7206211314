"""Checks around each processing step: no row lost or doubled without a stated reason."""

import pandas as pd


class BrokenStep(AssertionError):
    """A processing step did something it must not do: a mistake in the code, not in the data."""


def expect_rows(
    step: str, before: pd.DataFrame, after: pd.DataFrame, lost: int = 0, because: str = ""
) -> None:
    """Raise BrokenStep unless `after` has the rows of `before`, less `lost` for a stated reason."""
    if lost and not because:
        raise BrokenStep(f"{step}: {lost} rows are dropped without a stated reason")
    if len(after) != len(before) - lost:
        allowed = f" ({lost} may go: {because})" if lost else ""
        raise BrokenStep(f"{step}: {len(before)} rows became {len(after)}{allowed}")


def expect_unique(step: str, table: pd.DataFrame, key: tuple[str, ...]) -> None:
    """Raise BrokenStep when a key occurs twice."""
    doubled = table.loc[table.duplicated(list(key)), list(key)]
    if len(doubled):
        first = doubled.iloc[0].to_dict()
        raise BrokenStep(f"{step}: {len(doubled)} rows repeat the key of another, first {first}")
