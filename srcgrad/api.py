"""The public functions; thin. Conventions are those of JAX and autograd."""
from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from srcgrad.derivative import Derivative
from srcgrad.errors import ArgumentError
from srcgrad.options import Options
from srcgrad.seeds import as_like, check_like, check_shared, copied


def grad(f: Callable[..., Any] | None = None, argnums: Any = 0, *, has_aux: bool = False, **options: Any) -> Any:
    """The gradient of a function with a scalar result.

    f        a plain Python function of numbers, arrays and containers of them; it returns one real number, or with
             has_aux a pair (number, anything else)
    argnums  an int (negative ones count from the end), a parameter's name, or a tuple of those

    Gives a `Derivative`: called like `f`, it returns the gradient, of the structure, shape and dtype of the argument (a Python
    float for a Python float); a tuple of them if argnums is a tuple; with has_aux (gradient, aux). A list, dict or object that is
    met twice in the arguments is one thing: the derivative by it stands at both places. Without `f` it gives a
    decorator: `@grad(argnums=(0, 1))`. Further keywords switch optimisations off, one by one or all of them (optimize=False);
    `srcgrad.options.Options` lists them.

    Raises SrcgradError if `f` cannot be differentiated, ArgumentError (a TypeError) for arguments that cannot be.
    """
    return derivative("grad", f, argnums, {"has_aux": has_aux, **options})


def value_and_grad(f: Callable[..., Any] | None = None, argnums: Any = 0, *, has_aux: bool = False, **options: Any) -> Any:
    """Like `grad`, and returns (value, gradient); with has_aux ((value, aux), gradient). The value is that of `f`, bit for bit."""
    return derivative("value_and_grad", f, argnums, {"has_aux": has_aux, **options})


def derivative(mode: str, f: Callable[..., Any] | None, argnums: Any, options: dict[str, Any]) -> Any:
    given = Options.of(options)
    if f is None:
        return functools.partial(Derivative, argnums=argnums, mode=mode, options=given)
    return Derivative(f, argnums, mode, given)


def vjp(f: Callable[..., Any], *primals: Any, has_aux: bool = False, **options: Any) -> tuple[Any, ...]:
    """(f(*primals), pullback); pullback(cotangent) gives a tuple with the cotangent of each primal.

    The cotangent has the structure and shape of the result (SG403 otherwise). With has_aux, `f` returns (out, aux), and so
    (out, pullback, aux) is returned. Later changes to the primals do not change what the pullback gives.
    """
    kept = copied(primals)
    d = Derivative(f, tuple(range(len(primals))), "vjp", Options.of({"has_aux": has_aux, **options}))
    entry, values = d.find(kept, {})
    out = f(*copied(kept))
    out, *aux = out if has_aux else (out,)

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        check_like(cotangent, out, "the cotangent", "the result")
        result = d.call(entry, values, out_bar=as_like(cotangent, out))
        return result if len(primals) > 1 else (result,)

    return (out, pullback, *aux)


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], **options: Any) -> tuple[Any, Any]:
    """(f(*primals), derivative of f at primals along tangents).

    A tangent has the structure and shape of its primal (SG403 otherwise); None for a primal that is held fast.
    """
    if len(primals) != len(tangents):
        raise ArgumentError("SG403", f"{len(primals)} primals and {len(tangents)} tangents")
    moved = tuple(k for k, t in enumerate(tangents) if t is not None)
    d = Derivative(f, moved, "jvp", Options.of(options))
    return along(d, tuple(primals), {}, tuple(tangents[k] for k in moved))


def hvp(f: Callable[..., Any], argnums: Any = 0, **options: Any) -> Callable[..., Any]:
    """hvp(f)(*args, v): the Hessian of `f` times `v`, for a scalar `f`; `v` is like the argument (a tuple if argnums is)."""
    d = Derivative(f, argnums, "hvp", Options.of(options))

    @functools.wraps(f)
    def product(*args: Any, **kwargs: Any) -> Any:
        *primals, v = args
        several = isinstance(argnums, tuple | list)
        result = along(d, tuple(primals), kwargs, tuple(v) if several else (v,))
        return (result,) if several and len(argnums) == 1 else result

    product.derivative = d  # type: ignore[attr-defined]
    return product


def along(d: Derivative, args: tuple[Any, ...], kwargs: dict[str, Any], tangents: tuple[Any, ...]) -> Any:
    """Call a derivative that takes a tangent for each argument it moves."""
    entry, values = d.find(args, kwargs)
    extra = {}
    seen: dict[int, Any] = {}
    for where, tangent in zip(d.wrt, tangents, strict=True):
        primal = d.argument(values, where)
        check_like(tangent, primal, "the tangent", "its argument")
        check_shared(tangent, primal, seen)
        extra[tangent_name(where)] = as_like(tangent, primal)
    return d.call(entry, values, **extra)


def tangent_name(where: Any) -> str:
    """x → x_dot; an element of *args → args_0_dot; of **kwargs → kwargs_k_dot."""
    return f"{where}_dot" if isinstance(where, str) else f"{where[0]}_{where[1]}_dot"
