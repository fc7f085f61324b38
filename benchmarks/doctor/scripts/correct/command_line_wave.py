"""Fit a surface z = f(x, y) with two outputs.

usage: python command_line_wave.py [--hidden 14] [--rate 0.2] [--tolerance 0.004]
"""
import argparse
import functools
import time

import numpy as np


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        wrapper.seconds += time.perf_counter() - start
        return result
    wrapper.seconds = 0.0
    return wrapper


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=14)
    parser.add_argument("--rate", type=float, default=0.2)
    parser.add_argument("--tolerance", type=float, default=0.004)
    parser.add_argument("--seed", type=int, default=31)
    return parser.parse_args()


class Wave:
    """tanh, tanh, linear; inputs and outputs are the columns of matrices."""

    def __init__(self, n_in, n_hidden, n_out):
        self.weights = {
            "first": np.random.normal(0, 1.0, (n_hidden, n_in)),
            "second": np.random.normal(0, n_hidden ** -0.5, (n_hidden, n_hidden)),
            "third": np.random.normal(0, n_hidden ** -0.5, (n_out, n_hidden)),
        }
        self.offsets = {
            "first": np.zeros((n_hidden, 1)),
            "second": np.zeros((n_hidden, 1)),
            "third": np.zeros((n_out, 1)),
        }

    def __call__(self, x):
        signal = x
        self.signals = [x]
        for name in ("first", "second", "third"):
            signal = self.weights[name] @ signal + self.offsets[name]
            if name != "third":
                signal = np.tanh(signal)
            self.signals.append(signal)
        return signal

    def error(self, target):
        return np.sum((self.signals[-1] - target) ** 2) / (2 * target.shape[1])

    @timed
    def adjust(self, target, rate):
        x, one, two, out = self.signals
        local = (out - target) / target.shape[1]
        steps = {"third": (local @ two.T, local.sum(axis=1, keepdims=True))}
        local = (self.weights["third"].T @ local) * (1 - two ** 2)
        steps["second"] = local @ one.T, local.sum(axis=1, keepdims=True)
        local = (self.weights["second"].T @ local) * (1 - one ** 2)
        steps["first"] = local @ x.T, local.sum(axis=1, keepdims=True)
        for name, (slope_w, slope_b) in steps.items():
            self.weights[name] -= rate * slope_w
            self.offsets[name] -= rate * slope_b


if __name__ == "__main__":
    args = parse()
    np.random.seed(args.seed)
    grid = np.random.uniform(-1, 1, (2, 100))
    target = np.vstack([np.sin(3 * grid[0]) * grid[1], np.cos(2 * grid[1]) - 0.5])

    net = Wave(2, args.hidden, 2)
    rounds = 0
    while rounds < 2500:
        net(grid)
        now = net.error(target)
        if now < args.tolerance:
            break
        net.adjust(target, args.rate)
        rounds += 1
        if rounds % 250 == 0:
            print(f"{rounds:6} {now:.5f}")
    print("rounds", rounds, "error", net.error(target))
