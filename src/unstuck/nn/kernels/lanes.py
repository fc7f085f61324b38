r"""Numbers taken many at a time: as many as fill 64 bytes, 16 float32 or 8 float64, in one register or in a few.

``load(a, i)`` takes them from where a points to, and ``store`` puts them there; ``+ - * /`` work on all of them at
once, and a plain number beside them stands for as many equal ones. Left to itself, a compiler takes numbers together
only in long loops, and asks before each short one whether its arrays overlap: for small layers, most of the time.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel.models import PointerModel, PrimitiveModel
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic

from unstuck.nn.kernels.names import BYTES

MOST = 8 if llvmlite.binding.get_host_cpu_features().get("avx512f") else 4
"""So many times `BYTES` fit into the registers of this machine, with room for what is added to them."""
TALL, BROAD = 4, 4 if MOST == 8 else 1
"""So many rows, and so many times `BYTES` of each, are added to at the same time: what is read then serves for more."""
_FLAGS = ("contract", "nsz")  # a product and a sum are rounded once
_INDEX, _PLACE = ir.IntType(64), ir.IntType(32)


class Lanes(types.Type):
    """The type of `count` numbers."""

    def __init__(self, dtype: Any, count: int) -> None:
        self.dtype, self.count, self.bytes = dtype, count, dtype.bitwidth // 8
        number = ir.FloatType() if dtype == types.float32 else ir.DoubleType()
        self.llvm = ir.VectorType(number, count)
        super().__init__(f"Lanes({dtype}, {count})")


@register_default(Lanes)
class _Model(PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, lanes.llvm)


class Numbers(types.CPointer):
    """The type of the place where numbers are that are taken as `lanes`."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        super().__init__(lanes.dtype)
        self.name = f"Numbers({lanes})"

    @property
    def key(self) -> Any:
        """What tells this type from others."""
        return self.lanes


register_default(Numbers)(PointerModel)


def _operate(function: Any, instruction: str) -> None:
    class Operation(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = next((a for a in args if isinstance(a, Lanes)), None)
            return signature(lanes, lanes, lanes) if lanes and len(args) == 2 else None

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*args, flags=_FLAGS)

    infer_global(function)(Operation)
    lower_builtin(function, Lanes, Lanes)(lower)


for _name, _instruction in (("add", "fadd"), ("sub", "fsub"), ("mul", "fmul"), ("truediv", "fdiv")):
    _operate(getattr(operator, _name), _instruction)
    _operate(getattr(operator, f"i{_name}"), _instruction)


def _splat(builder: Any, value: Any, vector: Any) -> Any:
    nothing = ir.Constant(vector, ir.Undefined)
    one = builder.insert_element(nothing, value, ir.Constant(_PLACE, 0))
    return builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(_PLACE, vector.count), None))


@lower_cast(types.Number, Lanes)
def _number_to_lanes(context: Any, builder: Any, given: Any, wanted: Lanes, value: Any) -> Any:
    return _splat(builder, context.cast(builder, value, given, wanted.dtype), wanted.llvm)


def _lanes_at(builder: Any, data: Any, index: Any, lanes: Lanes) -> Any:
    return builder.bitcast(builder.gep(data, [index]), lanes.llvm.as_pointer())


@intrinsic
def _pointer(typing, array):
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(array)(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), codegen


@intrinsic
def _numbers(typing, array, lane):
    count = len(lane) or 8 * BYTES // array.dtype.bitwidth
    numbers = Numbers(Lanes(array.dtype, count))

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(array)(context, builder, args[0]).data

    return numbers(array, lane), codegen


@intrinsic
def _at(typing, a, i):
    return a(a, types.intp), lambda context, builder, signature, args: builder.gep(args[0], [args[1]])


@intrinsic
def _compact(typing):
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.function.attributes.add("optsize")
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def _count(typing, a):
    return types.intp(a), lambda context, builder, signature, args: ir.Constant(_INDEX, a.lanes.count)


@intrinsic
def _load(typing, a, i):
    lanes = a.lanes

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_lanes_at(builder, args[0], args[1], lanes), align=lanes.bytes)

    return lanes(a, types.intp), codegen


@intrinsic
def _store(typing, a, i, value):
    lanes = a.lanes

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _lanes_at(builder, args[0], args[1], lanes), align=lanes.bytes)
        return context.get_dummy_value()

    return types.void(a, types.intp, lanes), codegen


def _routine(builder: Any, name: str, lanes: Lanes, kind: Any) -> Any:
    """Name a routine of LLVM for such lanes: ``llvm.floor.v16f32``."""
    full = f"llvm.{name}.v{lanes.count}f{8 * lanes.bytes}"
    return cgutils.get_or_insert_function(builder.module, kind, full)


def _reduce(combine: Any) -> Any:
    """Make the function that combines all lanes, half with half."""

    @intrinsic
    def reduce(typing, value):
        lanes = value

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            many, n = args[0], lanes.count
            while n > 1:
                n //= 2
                halves = (ir.Constant(ir.VectorType(_PLACE, n), list(range(k, k + n))) for k in (0, n))
                many = combine(builder, *(builder.shuffle_vector(many, many, half) for half in halves))
            return builder.extract_element(many, ir.Constant(_PLACE, 0))

        return lanes.dtype(lanes), codegen

    return reduce


@intrinsic
def _dots(typing, value, m):
    lanes = value

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        n = lanes.count
        rows = [builder.load(_lanes_at(builder, args[1], ir.Constant(_INDEX, k * n), lanes), align=lanes.bytes)
                for k in range(n)]  # fmt: skip
        # Sums of neighbours, two rows put into one each time: after log n times, the n sums lie side by side.
        sums = [builder.fmul(args[0], row, flags=_FLAGS) for row in rows]
        while len(sums) > 1:
            even, odd = (ir.Constant(ir.VectorType(_PLACE, n), list(range(k, 2 * n, 2))) for k in (0, 1))
            pairs = list(zip(sums[::2], sums[1::2], strict=True))
            sums = [
                builder.fadd(*(builder.shuffle_vector(a, b, half) for half in (even, odd)), flags=_FLAGS)
                for a, b in pairs
            ]
        return sums[0]

    return lanes(lanes, m), codegen


def _each(name: str) -> Any:
    @intrinsic
    def each(typing, value):
        lanes = value

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.call(_routine(builder, name, lanes, ir.FunctionType(lanes.llvm, [lanes.llvm])), args)

        return lanes(lanes), codegen

    return each


@intrinsic
def _power_of_two(typing, value):
    bits, fraction, bias = (32, 23, 127) if value.dtype == types.float32 else (64, 52, 1023)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = ir.VectorType(ir.IntType(bits), value.count)
        n = builder.add(builder.fptosi(args[0], whole), ir.Constant(whole, [bias] * value.count))
        return builder.bitcast(builder.shl(n, ir.Constant(whole, [fraction] * value.count)), value.llvm)

    return value(value), codegen


@intrinsic
def _at_most(typing, x, bound, yes, no):
    value = next(given for given in (x, bound, yes, no) if isinstance(given, Lanes))

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered("<=", args[0], args[1]), args[2], args[3])

    return value(value, value, value, value), codegen


def polynomial(coefficients: Sequence[float]) -> Any:
    """Make the function Σ cₖ xᵏ of many x. Its halves do not wait for each other (G. Estrin, WJCC 17 (1960) 33)."""

    @intrinsic
    def evaluate(typing, x):
        lanes = x

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            terms: list[Any] = [ir.Constant(lanes.llvm, [c] * lanes.count) for c in coefficients]
            power = args[0]
            while len(terms) > 1:
                low, high = terms[::2], terms[1::2]
                for k, factor in enumerate(high):
                    low[k] = builder.fadd(low[k], builder.fmul(factor, power, flags=_FLAGS), flags=_FLAGS)
                terms, power = low, builder.fmul(power, power, flags=_FLAGS)
            return terms[0]

        return lanes(lanes), codegen

    return evaluate


pointer: Any = _pointer
"""``pointer(array)``: where what a flat array holds is. Unlike an array, it is never counted who refers to it."""
numbers: Any = _numbers
"""``numbers(array, lane)``: the same for numbers that are taken as many at a time as the tuple `lane` is long, or, if
it is empty, as many as fill `BYTES`."""
at: Any = _at
"""``at(a, i)``: where ``a[i]`` is."""
compact: Any = _compact
"""``compact()``: have the function in which it stands compiled without a loop being written out several times over."""
count: Any = _count
"""``count(a)``: how many of the numbers at a are taken at a time."""
load: Any = _load
store: Any = _store
total: Any = _reduce(lambda builder, a, b: builder.fadd(a, b, flags=_FLAGS))
dots: Any = _dots
"""``dots(many, m)``: the products of many with each of as many rows at m, side by side."""
largest: Any = _reduce(lambda builder, a, b: builder.select(builder.fcmp_ordered(">", a, b), a, b))
floor: Any = _each("floor")
root: Any = _each("sqrt")
power_of_two: Any = _power_of_two
"""2ⁿ for whole n, by the bits of its exponent."""
at_most: Any = _at_most
"""``at_most(x, bound, yes, no)``: yes where x <= bound, no where it is not, nor where it is NaN."""


@intrinsic(prefer_literal=True)
def _add_rows(typing, rows, blocks, out, start, x, x_row, x_step, chosen, n, m, stride):
    lanes, index, all_of_them = out.lanes, types.intp, chosen == types.none

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        _, _, out, start, x, x_row, x_step, chosen, n, m, stride = args
        none, one = ir.Constant(_INDEX, 0), ir.Constant(_INDEX, 1)
        height, width = rows.literal_value, blocks.literal_value
        ways = max(1, (4 if height == 1 else MOST) // (height * width))  # sums that do not wait for each other
        places = [ir.Constant(_INDEX, k * lanes.count) for k in range(width)]
        row_numbers = [ir.Constant(_INDEX, r) for r in range(height)]
        first_of = [(builder.mul(r, stride), builder.mul(r, x_row)) for r in row_numbers]
        to = [_lanes_at(builder, builder.gep(out, [row]), place, lanes) for row, _ in first_of for place in places]
        starts = [builder.load(_lanes_at(builder, builder.gep(start, [row]), place, lanes), align=lanes.bytes)
                  for row, _ in first_of for place in places]  # fmt: skip
        factors = [builder.gep(x, [row]) for _, row in first_of]

        def added(e: Any, sums: list[Any]) -> list[Any]:
            place_of_x = builder.mul(e, x_step)
            q = e if all_of_them else builder.sext(builder.load(builder.gep(chosen, [e])), _INDEX)
            row = builder.gep(m, [builder.mul(q, stride)])
            numbers = [builder.load(_lanes_at(builder, row, place, lanes), align=lanes.bytes) for place in places]
            added_up = []
            for r, factor in enumerate(factors):
                c = _splat(builder, builder.load(builder.gep(factor, [place_of_x])), lanes.llvm)
                for so_far, number in zip(sums[r * width : (r + 1) * width], numbers, strict=True):
                    added_up.append(builder.fadd(so_far, builder.fmul(c, number, flags=_FLAGS), flags=_FLAGS))
            return added_up

        def loop(step: int, e_first: Any, sums_first: list[Any]) -> tuple[Any, list[Any]]:
            """While e + step <= n: take the next `step` rows, each into sums of its own."""
            before = builder.block
            test, body, after = (builder.append_basic_block(name) for name in ("test", "body", "after"))
            builder.branch(test)
            builder.position_at_end(test)
            e, sums = builder.phi(_INDEX), [builder.phi(lanes.llvm) for _ in sums_first]
            e_next = builder.add(e, ir.Constant(_INDEX, step))
            builder.cbranch(builder.icmp_signed("<=", e_next, n), body, after)
            builder.position_at_end(body)
            new, place = [], e
            for k in range(step):
                new += added(place, sums[k * size : (k + 1) * size])
                place = builder.add(place, one)
            builder.branch(test)
            for phi, first, again in zip((e, *sums), (e_first, *sums_first), (e_next, *new), strict=True):
                phi.add_incoming(first, before)
                phi.add_incoming(again, body)
            builder.position_at_end(after)
            return e, sums

        e, sums, size = none, starts, height * width
        if ways > 1:
            zeros = [ir.Constant(lanes.llvm, None)] * (size * (ways - 1))
            e, many = loop(ways, none, [*starts, *zeros])
            sums = many[:size]
            for k in range(1, ways):
                others = many[k * size : (k + 1) * size]
                sums = [builder.fadd(a, b, flags=_FLAGS) for a, b in zip(sums, others, strict=True)]
        _, sums = loop(1, e, sums)
        for so_far, place in zip(sums, to, strict=True):
            builder.store(so_far, place, align=lanes.bytes)
        return context.get_dummy_value()

    return types.void(rows, blocks, out, out, x, index, index, chosen, index, m, index), codegen


add_rows: Any = _add_rows
"""``add_rows(rows, blocks, out, start, x, x_row, x_step, chosen, n, m, stride)``, rows and blocks literal numbers.

For each of a few rows r at out, `blocks` times as many numbers as are taken at a time: those at start, and
Σ x[r x_row + e x_step] · (row chosen[e] of m) over n numbers e from 0. Rows are `stride` numbers apart; where `chosen`
is None it is row e. The sums stay in registers, and what is read of m serves all rows.
"""
