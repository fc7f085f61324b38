import math
import random


class Dual:
    """a + b*eps with eps*eps = 0; b carries the derivative along"""

    __slots__ = ("re", "du")

    def __init__(self, re, du=0.0):
        self.re, self.du = re, du

    def __add__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.re + o.re, self.du + o.du)

    __radd__ = __add__

    def __sub__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.re - o.re, self.du - o.du)

    def __mul__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.re * o.re, self.re * o.du + self.du * o.re)

    __rmul__ = __mul__


def tanh(d):
    t = math.tanh(d.re)
    return Dual(t, (1 - t * t) * d.du)


HIDDEN = 4


def net(theta, x):
    # theta: per hidden neuron (weight, bias, outgoing weight), then the last bias
    total = theta[3 * HIDDEN]
    for j in range(HIDDEN):
        w, b, v = theta[3 * j:3 * j + 3]
        total = total + v * tanh(w * x + b)
    return total


def error(theta, points):
    s = Dual(0.0)
    for x, y in points:
        e = net(theta, x) - y
        s = s + e * e
    return s * (1.0 / len(points))


def slope(values, points, k):
    return error([Dual(v, 1.0 if i == k else 0.0) for i, v in enumerate(values)], points).du


random.seed(6)
points = [(i / 8.0, math.sin(2.0 * i / 8.0)) for i in range(-12, 13)]
theta = [random.uniform(-1, 1) for _ in range(3 * HIDDEN + 1)]
speed = [0.0] * len(theta)

for it in range(1501):
    grad = [slope(theta, points, k) for k in range(len(theta))]
    for k in range(len(theta)):
        speed[k] = 0.9 * speed[k] - 0.03 * grad[k]
        theta[k] += speed[k]
    if it % 250 == 0:
        print(it, error([Dual(v) for v in theta], points).re)

for x, y in points[::6]:
    print("x %.2f   sin %.3f   net %.3f" % (x, y, net([Dual(v) for v in theta], x).re))
