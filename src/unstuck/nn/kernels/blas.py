r"""Matrix products that add to what is there: C = α A B + β C, by the BLAS that SciPy brings.

``W -= η xᵀ dz`` is one call: dW is never formed. Compiled code finds the routines by name, so it can be kept on disk.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import get_cython_function_address, intrinsic

from unstuck.nn.kernels.jit import jit

for _routine in ("sgemm", "dgemm"):
    llvmlite.binding.add_symbol(
        f"unstuck_{_routine}", get_cython_function_address("scipy.linalg.cython_blas", _routine)
    )


@intrinsic
def _gemm(typing, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc):
    """Call xGEMM of the type of alpha: characters as codes, numbers by value, matrices as addresses of their first."""
    routine = "unstuck_sgemm" if alpha == types.float32 else "unstuck_dgemm"
    character, integer, address = types.uint8, types.int32, None
    wanted = (character, character, integer, integer, integer, alpha, address, integer, address, integer, alpha)
    signature = types.void(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = ir.PointerType(ir.IntType(8))
        references = []
        for value, given, kind in zip(args, signature.args, (*wanted, address, integer), strict=True):
            if kind is address:
                references.append(builder.inttoptr(value, pointer))
            else:  # Fortran takes the address of every number
                slot = cgutils.alloca_once_value(builder, context.cast(builder, value, given, kind))
                references.append(builder.bitcast(slot, pointer))
        kind_of_function = ir.FunctionType(ir.VoidType(), [pointer] * len(references))
        builder.call(cgutils.get_or_insert_function(builder.module, kind_of_function, routine), references)
        return context.get_dummy_value()

    return signature, codegen


gemm: Any = _gemm
_N, _T = ord("N"), ord("T")


@jit
def forward(w, w0, x, x0, z, z0, n, n_in, n_out):
    """Z = X W + Z, for matrices that begin at w0, x0, z0. One that lies by rows is for Fortran its transpose."""
    one, size = z.dtype.type(1), z.itemsize
    at_w, at_x, at_z = w.ctypes.data + w0 * size, x.ctypes.data + x0 * size, z.ctypes.data + z0 * size
    gemm(_N, _N, n_out, n, n_in, one, at_w, n_out, at_x, n_in, one, at_z, n_out)


@jit
def backward(w, w0, d, dz0, da0, n, n_in, n_out):
    """DA = dZ Wᵀ; both lie in d."""
    one, zero, size = d.dtype.type(1), d.dtype.type(0), d.itemsize
    at_w, at_dz, at_da = w.ctypes.data + w0 * size, d.ctypes.data + dz0 * size, d.ctypes.data + da0 * size
    gemm(_T, _N, n_in, n, n_out, one, at_w, n_out, at_dz, n_out, zero, at_da, n_in)


@jit
def accumulate(scale, x, x0, d, dz0, w, w0, n, n_in, n_out):
    """W = scale Xᵀ dZ + W."""
    one, size = w.dtype.type(1), w.itemsize
    at_w, at_x, at_dz = w.ctypes.data + w0 * size, x.ctypes.data + x0 * size, d.ctypes.data + dz0 * size
    gemm(_N, _T, n_out, n_in, n, scale, at_dz, n_out, at_x, n_in, one, at_w, n_out)
