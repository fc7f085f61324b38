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
    """Call xGEMM of the type of the numbers at c: characters as codes, numbers by value, matrices as pointers."""
    routine = "unstuck_sgemm" if c.dtype == types.float32 else "unstuck_dgemm"
    character, integer, number = types.uint8, types.int32, c.dtype
    signature = types.void(
        character, character, integer, integer, integer, number, c, integer, c, integer, number, c, integer
    )

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        references = []
        for value, kind in zip(args, signature.args, strict=True):
            if kind != c:  # Fortran takes the address of every number
                value = cgutils.alloca_once_value(builder, value)
            references.append(builder.bitcast(value, ir.PointerType(ir.IntType(8))))
        kind_of_function = ir.FunctionType(ir.VoidType(), [reference.type for reference in references])
        builder.call(cgutils.get_or_insert_function(builder.module, kind_of_function, routine), references)
        return context.get_dummy_value()

    return signature, codegen


gemm: Any = _gemm
_N, _T = ord("N"), ord("T")


@jit
def forward(w, stride, x, x_stride, z, n, n_in, n_out):
    """Z = X W + Z. A matrix that lies by rows is for Fortran its transpose."""
    gemm(_N, _N, n_out, n, n_in, 1.0, w, stride, x, x_stride, 1.0, z, stride)


@jit
def backward(w, stride, dz, da, da_stride, n, n_in, n_out):
    """DA = dZ Wᵀ."""
    gemm(_T, _N, n_in, n, n_out, 1.0, w, stride, dz, stride, 0.0, da, da_stride)


@jit
def accumulate(x, x_stride, dz, w, stride, n, n_in, n_out):
    """W = Xᵀ dZ + W."""
    gemm(_N, _T, n_out, n_in, n, 1.0, dz, stride, x, x_stride, 1.0, w, stride)


@jit
def gram(x, n, n_in, products):
    """Compute the products X Xᵀ of all pairs of rows."""
    gemm(_T, _N, n, n, n_in, 1.0, x, n_in, x, n_in, 0.0, products, n)
