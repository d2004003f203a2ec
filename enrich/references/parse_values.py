"""Text of JSON, YAML or TOML -> its values (pure). What cannot be parsed is Unparsable, which says why and where."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time
from typing import Any

import msgspec

from enrich.citations.items import Unparsable
from enrich.references.numbers import WrittenFloat
from enrich.references.yaml_events import parse_yaml

_DECODER = msgspec.json.Decoder(float_hook=WrittenFloat)

__all__ = ["parse_json", "parse_toml", "parse_yaml"]


def parse_json(text: str) -> Any:
    """The JSON value of a text, as Python's own parser has it when msgspec is too strict (NaN, lone surrogates).

    Raises Unparsable, which says why and where.
    """
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return json.loads(text, strict=False, parse_float=WrittenFloat)
    except json.JSONDecodeError as error:
        raise Unparsable(f"{error.msg} (line {error.lineno}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise Unparsable(f"Python cannot read it ({error})") from error


def parse_toml(text: str) -> Any:
    """The value of a TOML text, with dates as they are written; raises Unparsable."""
    try:
        return _plain(tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=WrittenFloat))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Unparsable(str(error)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value
