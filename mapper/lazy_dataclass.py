"""``dataclass`` whose methods are made when one of them is first wanted.

The standard library writes six functions as source text for each frozen class and compiles them: half a millisecond for
each of some hundred and fifty classes before the first map is there, most of which no start ever makes an object of.
"""

import dataclasses
from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

# Most objects are made and read, and never shown or compared: what that needs is made apart.
_TO_MAKE = ("__init__", "__match_args__", "__dataclass_fields__")
_TO_COMPARE = ("__eq__", "__hash__")
_ALL = (*_TO_MAKE, *_TO_COMPARE, "__repr__", "__dataclass_params__")
_OF_THE_TYPE = {"__dict__", "__weakref__"}
_MAKING = RLock()  # several threads may want the first object of a class


class _Wanted:
    """Stands where a method will be: whoever looks for that method gets it made, and then the method itself."""

    def __init__(self, owner: type, name: str, eq: bool) -> None:
        self._owner, self._name, self._eq = owner, name, eq

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        with _MAKING:
            if vars(self._owner).get(self._name) is self:
                _make(self._owner, self._name in _TO_MAKE, self._eq)
        made = vars(self._owner)[self._name]
        return made.__get__(instance, owner) if hasattr(type(made), "__get__") else made


def _make(owner: type, to_make: bool, eq: bool) -> None:
    """Give a class what the standard library makes for one that is the same, one by one.

    It is not made on the class itself, which another thread may be using: it would have no methods meanwhile.
    """
    own = {k: v for k, v in vars(owner).items() if k not in _OF_THE_TYPE and not isinstance(v, _Wanted)}
    # Assigning is forbidden by the class's own functions below; the library would find them in its way.
    declared = {k: v for k, v in own.items() if k not in {"__setattr__", "__delattr__"}}
    declared["__doc__"] = owner.__doc__ or owner.__name__  # else the library works one out, which takes as long again
    fields = [] if to_make else [field for field in dataclasses.fields(owner) if field.name in owner.__annotations__]
    declared |= {field.name: field for field in fields}  # what is said of them stands on the class no more
    asked = {"repr": False, "eq": False} if to_make else {"init": False, "eq": eq}
    made = vars(dataclasses.dataclass(frozen=True, **asked)(type(owner)(owner.__name__, owner.__bases__, declared)))
    for name in _ALL:
        if (name in _TO_MAKE) == to_make and isinstance(vars(owner).get(name), _Wanted):
            setattr(owner, name, made[name])
    for name in [name for name, value in own.items() if to_make and isinstance(value, dataclasses.Field)]:
        if name in made:  # what is said of a field gives way to its default
            setattr(owner, name, made[name])
        else:
            delattr(owner, name)


def _lazy(owner: type, eq: bool) -> type:
    def is_fixed(instance: object, name: str) -> bool:
        return type(instance) is owner or name in {field.name for field in dataclasses.fields(owner)}

    def set_attribute(instance: object, name: str, value: object) -> None:
        if is_fixed(instance, name):
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(owner, instance).__setattr__(name, value)  # type: ignore[arg-type]  # its class is known at run time only

    def delete_attribute(instance: object, name: str) -> None:
        if is_fixed(instance, name):
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(owner, instance).__delattr__(name)  # type: ignore[arg-type]  # as above

    # What a type checker holds to be methods of a class is given to it here.
    owner.__setattr__, owner.__delattr__ = set_attribute, delete_attribute  # type: ignore[method-assign,assignment]
    own = vars(owner)
    for name in _ALL:
        if name not in own and (eq or name not in _TO_COMPARE):
            setattr(owner, name, _Wanted(owner, name, eq))
    return owner


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, eq: bool = True, **other: bool
    ) -> type | Callable[[type], type]:
        """As :func:`dataclasses.dataclass`; lazy for frozen ones that ask for no more (slots need a new class)."""

        def decorate(owner: type) -> type:
            if frozen and not other:
                return _lazy(owner, eq)
            return dataclasses.dataclass(frozen=frozen, eq=eq, **other)(owner)

        return decorate if cls is None else decorate(cls)
