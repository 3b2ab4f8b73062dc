"""Fits values of YAML and JSON to their fields: text stays as written, what is left empty is its default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, model_validator

from vortex_gui.base.notation.plain_yaml import Scalar, values

NULLS = ("null", "Null", "NULL")


class ShortForm(BaseModel):
    """A section that may also be written as one text alone: its field `short_field`."""

    short_field: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _take_the_short_form(cls, found: Any) -> Any:
        return {cls.short_field: found} if isinstance(found, str) else found


def fitted(found: Any, model: type[BaseModel]) -> Any:
    """Plain data for `model` from `load_scalars` or `load_json`.

    A value without a field stays as YAML reads it.
    """
    return None if found is None else _fit(found, model)


def cut_texts(found: Any, model: type[BaseModel], path: str = "") -> Iterator[tuple[str, int]]:
    """Path and line of each free text that a comment cuts short."""
    if not isinstance(found, Mapping):
        return
    for name, field in model.model_fields.items():
        value, kind = found.get(name), _inner(field.annotation)
        if isinstance(value, Scalar):
            if (kind is str or _has_short_form(kind)) and value.comment_line is not None:
                yield f"{path}{name}", value.comment_line
        elif _is_model(kind):
            yield from cut_texts(value, kind, f"{path}{name}.")


def _fit(found: Any, annotation: Any) -> Any:
    kind = _inner(annotation)
    match found:
        case Scalar(written=written, value=value):
            if _is_model(kind) and value is None:
                return None if _takes_none(annotation) else {}
            return written if (_is_text(kind) or _has_short_form(kind)) and written else value
        case None if _is_model(kind) and not _takes_none(annotation):
            return {}
        case dict():
            return {
                key: _fit(value, field)
                for key, value in found.items()
                if not _is_left_empty(value, field := _field(kind, key), kind)
            }
        case list():
            return [_fit(value, _entry(kind)) for value in found]
    return values(found)


def _is_left_empty(found: Any, annotation: Any, owner: Any) -> bool:
    """Whether nothing stands where a field that must hold something is named."""
    kind = _inner(annotation)
    if annotation is None or _is_model(kind) or _takes_none(annotation):
        return False
    if getattr(owner, "null_is_empty", False) and _is_null(found):
        return True
    if isinstance(found, Scalar):
        return found.value is None and not (_is_text(kind) and found.written)
    return found is None


def _is_null(found: Any) -> bool:
    """Whether null stands there in letters, or in JSON: no `~`, which is a folder, too."""
    return found is None or (isinstance(found, Scalar) and found.written in NULLS)


def _takes_none(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _takes_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation)


def _field(kind: Any, key: Any) -> Any:
    if _is_model(kind):
        field = kind.model_fields.get(key)
        return field.annotation if field else None
    arguments = get_args(kind)
    return arguments[1] if get_origin(kind) in (dict, Mapping) and len(arguments) == 2 else None


def _entry(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) in (tuple, list) and get_args(kind) else None


def _inner(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `None`."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        some = [part for part in get_args(annotation) if part is not NoneType]
        return _inner(some[0]) if len(some) == 1 else annotation
    return annotation


def _is_text(kind: Any) -> bool:
    return kind is str or (get_origin(kind) is Literal and all(isinstance(w, str) for w in get_args(kind)))


def _has_short_form(kind: Any) -> bool:
    return _is_model(kind) and issubclass(kind, ShortForm)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
