"""Functions of numbers and arrays whose derivative is zero: comparisons, questions, shapes, positions."""

from __future__ import annotations

import numpy as np

from srcgrad.ir.nodes import Seq
from srcgrad.ir.types import BOOL, INT, OPAQUE, Array, ListType, Opaque, Scalar, TupleType, Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alias, rule, unsupported, zero
from srcgrad.rules.infer import Bound, TypeOf, reduction
from srcgrad.rules.infer import elementwise as broadcast

truth = broadcast(types.bool_kind)


def compared(bound: Bound, type_of: TypeOf) -> Type | None:
    """== and the like: of lists, tuples and strings one bool."""
    kinds = [type_of(o) for o in bound.values()]
    if any(isinstance(t, Array) for t in kinds) or all(isinstance(t, Scalar) for t in kinds):
        return truth(bound, type_of)
    return BOOL if all(isinstance(t, Opaque | TupleType | ListType | Scalar) for t in kinds) else None


def bitwise(bound: Bound, type_of: TypeOf) -> Type | None:
    return broadcast(types.same_kind)(bound, type_of)


for name in ("lt", "le", "gt", "ge", "eq", "ne"):
    zero(f"operator.{name}(a, b)", infer=compared)
for name in ("and_", "or_", "xor", "lshift", "rshift"):
    zero(f"operator.{name}(a, b)", infer=bitwise)
zero("operator.invert(a)", infer=bitwise)
zero(
    "operator.is_(a, b)",
    "operator.is_not(a, b)",
    "operator.contains(a, b)",
    "operator.not_(a)",
    "operator.truth(a)",
    infer=types.fixed(BOOL),
)
zero("operator.index(a)", infer=types.fixed(INT))
for name in (
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "equal",
    "not_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
):
    zero(f"np.{name}(a, b)", infer=truth)
zero("np.logical_not(a)", "np.isnan(x)", "np.isinf(x)", "np.isfinite(x)", "np.signbit(x)", infer=truth)
zero("np.isposinf(x, out=None)", "np.isneginf(x, out=None)", "np.isreal(x)", "np.iscomplex(x)", infer=truth)
zero(
    "np.isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)",
    infer=broadcast(types.bool_kind, skip=("rtol", "atol", "equal_nan")),
)
zero("np.isin(element, test_elements, assume_unique=False, invert=False)", infer=types.like("element", types.bool_kind))
zero(
    "np.allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)",
    "np.array_equal(a1, a2, equal_nan=False)",
    "np.array_equiv(a1, a2)",
    "np.isscalar(element)",
    "np.iscomplexobj(x)",
    "np.isrealobj(x)",
    "np.may_share_memory(a, b, max_work=None)",
    "np.shares_memory(a, b, max_work=None)",
    "np.iterable(y_)",
    infer=types.fixed(BOOL),
)
for name in ("isnan", "isinf", "isfinite"):
    zero(f"math.{name}(x)", infer=types.fixed(BOOL))
zero(
    "math.isclose(a, b, rel_tol=1e-09, abs_tol=0.0)",
    "isinstance(obj, classinfo)",
    "callable(obj)",
    "hasattr(obj, name)",
    "issubclass(cls, classinfo)",
    infer=types.fixed(BOOL),
)
zero(
    "np.bitwise_and(a, b)",
    "np.bitwise_or(a, b)",
    "np.bitwise_xor(a, b)",
    "np.left_shift(a, b)",
    "np.right_shift(a, b)",
    infer=bitwise,
)
zero("np.invert(a)", infer=bitwise)
for name in ("any", "all"):
    zero(
        f"np.{name}(a, axis=None, out=None, keepdims=False)",
        f"np.ndarray.{name}(a, axis=None, out=None, keepdims=False)",
        infer=reduction(types.bool_kind),
    )
for name in ("argmax", "argmin"):
    zero(
        f"np.{name}(a, axis=None, out=None, keepdims=False)",
        f"np.ndarray.{name}(a, axis=None, out=None, keepdims=False)",
        f"np.nan{name}(a, axis=None, out=None, keepdims=False)",
        infer=reduction(types.int_kind),
    )
zero("np.count_nonzero(a, axis=None, keepdims=False)", infer=reduction(types.int_kind))
ORDER = "axis=-1, kind=None, order=None, stable=None"
zero(
    f"np.argsort(a, {ORDER})",
    f"np.ndarray.argsort(a, {ORDER})",
    "sort_order(a, axis=-1)",
    infer=types.ordered(types.int_kind),
    samples=["V", "A, axis=0"],
)
zero(
    "np.argpartition(a, kth, axis=-1)",
    "np.ndarray.argpartition(a, kth, axis=-1)",
    infer=types.ordered(types.int_kind),
    samples=["V, 1"],
)
zero("order_of(marks, reverse=False)", infer=types.fixed(ListType(INT)), samples=["[1.2, 0.7, 1.9]"])
zero("np.lexsort(keys, axis=-1)", infer=types.fixed(Array(None, "i")))


def positions(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.nonzero: one index array for each axis."""
    n = types.ndim_of(bound["a"], type_of)
    return None if n is None else TupleType((Array(types.fresh_dims(1), "i"),) * max(n, 1))


zero("np.nonzero(a)", "np.ndarray.nonzero(a)", infer=positions)
zero("np.flatnonzero(a)", infer=types.with_ndim(1, "a", kind=types.int_kind))
zero("np.argwhere(a)", infer=types.with_ndim(2, "a", kind=types.int_kind))
zero(
    "np.searchsorted(a, v, side='left', sorter=None)",
    "np.ndarray.searchsorted(a, v, side='left', sorter=None)",
    infer=types.like("v", types.int_kind),
)
zero(
    "bisect.bisect_left(a, x, lo=0, hi=None)",
    "bisect.bisect_right(a, x, lo=0, hi=None)",
    infer=types.fixed(INT),
    samples=["[0.5, 1.0, 2.0], 1.2", "W, 0.7"],
)
zero("np.digitize(x, bins, right=False)", infer=types.like("x", types.int_kind))
zero(
    "np.unravel_index(indices, shape, order='C')",
    "np.ravel_multi_index(multi_index, dims, mode='raise', order='C')",
    "np.linalg.matrix_rank(A, tol=None)",
)


def shape(bound: Bound, type_of: TypeOf) -> Type | None:
    """A tuple of integers that know which dimension they are."""
    t = types.numeric(bound["a"], type_of)
    dims = None if t is None else types.shape_of(t)
    return OPAQUE if dims is None else TupleType(tuple(Scalar("i", d) for d in dims))


def size(bound: Bound, type_of: TypeOf) -> Type | None:
    t = types.numeric(bound["a"], type_of)
    dims = None if t is None else types.shape_of(t)
    return Scalar("i", dims[0]) if dims is not None and len(dims) == 1 else INT


def length(bound: Bound, type_of: TypeOf) -> Type | None:
    o = bound["a"]
    t = None if isinstance(o, Seq) else types.numeric(o, type_of)
    dims = None if t is None else types.shape_of(t)
    return Scalar("i", dims[0]) if dims else INT


zero("np.shape(a)", "np.ndarray.shape(a)", infer=shape)
zero(
    "np.size(a, axis=None)",
    infer=lambda bound, type_of: size(bound, type_of) if types.constant(bound["axis"]) is None else INT,
)
zero("np.ndarray.size(a)", infer=size)
zero("len(a)", infer=length)
zero(
    "np.ndim(a)",
    "np.ndarray.ndim(a)",
    "np.ndarray.nbytes(a)",
    "np.ndarray.itemsize(a)",
    "hash(obj)",
    "id(obj)",
    infer=types.fixed(INT),
)
zero("np.ndarray.dtype(a)", "dtype_of(x)", infer=types.fixed(Opaque(np.dtype)))
zero(
    "np.result_type(*arrays)",
    "np.promote_types(a, b)",
    "np.finfo(dtype)",
    "np.iinfo(dtype)",
    "np.ndarray.strides(a)",
    "np.ndarray.flags(a)",
    "np.can_cast(a, b, casting='safe')",
    "np.issubdtype(a, b)",
    "np.min_scalar_type(a)",
    "np.array2string(a)",
    "np.array_repr(a)",
    "np.array_str(a)",
    "ascii(obj)",
    "dir(obj)",
    "vars(obj)",
    "np.broadcast_shapes(*shapes)",
    "type(obj)",
    "str(obj='')",
    "repr(obj)",
    "format(obj, spec='')",
    infer=types.fixed(OPAQUE),
)
zero(
    "math.gcd(*integers)",
    "math.lcm(*integers)",
    "math.comb(n, k_)",
    "math.factorial(n)",
    "math.isqrt(n)",
    infer=types.fixed(INT),
)
zero("sum(iterable, start=0)", infer=types.fixed(Scalar("f")))  # of constants
zero("np.spacing(x)", infer=broadcast(types.same_kind))
zero("np.isnat(x)", infer=truth)
if hasattr(np, "bitwise_count"):
    zero("np.bitwise_count(x)", infer=broadcast(types.int_kind))
for name in ("fftfreq", "rfftfreq"):
    frequencies = types.fixed(Array(types.fresh_dims(1), "f"))
    slope = {"d": "np.sum(y_bar * y) / -d"}
    rule(f"np.fft.{name}(n, d=1.0)", vjp=slope, jvp="y * (d_dot / -d)", infer=frequencies, samples=["4, S"])
zero("np.gcd(a, b)", "np.lcm(a, b)", infer=bitwise)

unsupported(
    "np.setdiff1d(a, b, assume_unique=False)",
    "np.union1d(a, b)",
    "np.intersect1d(a, b, assume_unique=False, return_indices=False)",
    why="how many elements it gives depends on their values",
)
unsupported("np.ndarray.tobytes(a, order='C')", why="what is made of bytes again would have a derivative that is not followed")
unsupported(
    "complex(real=0.0, imag=0.0)", why="complex numbers are not differentiated yet", infer=types.fixed(Scalar("c"))
)
alias(np.ndarray.__len__, len, "len")
