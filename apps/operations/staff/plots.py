"""Plots drawn by the server: geometry only; what they look like is in the style sheet, and a table says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log10

from django.utils.formats import date_format

WIDTH, HEIGHT = 640.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 92.0, 8.0, 12.0, 28.0  # room for the words of a phone
TICKS = 4
LABELS = 6  # days named under the axis
GAP = 0.25  # of a bar's width


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    points: str
    number: int


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture with its table. rows: (day, formatted value of each series)."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[date, tuple[str, ...]], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    floor: float = HEIGHT - BOTTOM


def plot(
    key: str, title: str, days: Sequence[date], series: Sequence[Series], shown: Callable[[float], str]
) -> Plot:
    """Draw one series as bars, or several as lines; shown writes a value for people."""
    top = nice_top(max((value for x in series for value in x.values), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(days), 1)
    names = tuple(x.name for x in series)
    words = [tuple(shown(x.values[n]) for x in series) for n in range(len(days))]
    return Plot(
        key=key,
        title=title,
        bars=_bars(days, series[0], words, step, top) if len(series) == 1 else (),
        lines=_lines(series, step, top) if len(series) > 1 else (),
        ticks=tuple(Tick(_y(top * n / TICKS, top), shown(top * n / TICKS)) for n in range(TICKS + 1)),
        labels=_labels(days, step),
        names=names,
        rows=tuple(zip(days, words, strict=True)),
    )


def nice_top(largest: float) -> float:
    """Return the end of an axis: 1, 2, 4 or 8 times a power of ten, at least TICKS, so that whole numbers fit."""
    if largest <= TICKS:
        return float(TICKS)
    power = 10 ** int(log10(largest))
    return float(next(power * n for n in (1, 2, 4, 8, 10) if power * n >= largest))


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _bars(
    days: Sequence[date], series: Series, words: Sequence[tuple[str, ...]], step: float, top: float
) -> tuple[Bar, ...]:
    floor = HEIGHT - BOTTOM
    return tuple(
        Bar(
            x=round(LEFT + step * (n + GAP / 2), 1),
            y=_y(value, top),
            width=round(step * (1 - GAP), 1),
            height=round(floor - _y(value, top), 1),
            label=f"{date_format(days[n], 'j M')}: {words[n][0]}",
        )
        for n, value in enumerate(series.values)
    )


def _lines(series: Sequence[Series], step: float, top: float) -> tuple[Line, ...]:
    return tuple(
        Line(
            x.name,
            " ".join(f"{LEFT + step * (n + 0.5):.1f},{_y(value, top)}" for n, value in enumerate(x.values)),
            number,
        )
        for number, x in enumerate(series, 1)
    )


def _labels(days: Sequence[date], step: float) -> tuple[Tick, ...]:
    every = max(ceil(len(days) / LABELS), 1)
    return tuple(
        Tick(round(LEFT + step * (n + 0.5), 1), date_format(day, "j M"))
        for n, day in enumerate(days)
        if n % every == 0
    )
