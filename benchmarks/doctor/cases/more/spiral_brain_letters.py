# -*- coding: utf-8 -*-
# three spirals, 2 -> 12 -> 12 -> 12 -> 3
# I wrote everything out with separate matrices because the version with loops confused me.
import numpy as np
#import matplotlib.pyplot as plt

N = 100   # points per arm
K = 3


def spirals(noise=0.12):
    pts = np.zeros((N * K, 2))
    cls = np.zeros(N * K, dtype=int)
    for arm in range(K):
        r = np.linspace(0.05, 1, N)
        t = np.linspace(arm * 4, (arm + 1) * 4, N) + np.random.randn(N) * noise
        pts[arm * N:(arm + 1) * N] = np.c_[r * np.sin(t), r * np.cos(t)]
        cls[arm * N:(arm + 1) * N] = arm
    return pts * 2, cls


def relu(m):
    return np.where(m > 0, m, 0)


def relu_d(m):
    return np.where(m > 0, 1.0, 0.0)


def softmax(m):
    e = np.exp(m - m.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Brain(object):
    def __init__(self, width=12):
        self.A = np.random.randn(2, width) * np.sqrt(2. / 2)
        self.B = np.random.randn(width, width) * np.sqrt(2. / width)
        self.C = np.random.randn(width, width) * np.sqrt(2. / width)
        self.D = np.random.randn(width, K) * np.sqrt(2. / width)
        self.a0 = np.zeros(width)
        self.b0 = np.zeros(width)
        self.c0 = np.zeros(width)
        self.d0 = np.zeros(K)

    def think(self, pts):
        self.inp = pts
        self.s1 = pts @ self.A + self.a0
        self.h1 = relu(self.s1)
        self.s2 = self.h1 @ self.B + self.b0
        self.h2 = relu(self.s2)
        self.s3 = self.h2 @ self.C + self.c0
        self.h3 = relu(self.s3)
        self.out = softmax(self.h3 @ self.D + self.d0)
        return self.out

    def improve(self, want, step):
        n = len(want)
        e4 = (self.out - want) / n
        e3 = np.dot(e4, self.D.T) * relu_d(self.s3)
        e2 = np.dot(e3, self.C) * relu_d(self.s2)
        e1 = np.dot(e2, self.B) * relu_d(self.s1)

        gD = np.dot(self.h3.T, e4)
        gC = np.dot(self.h2.T, e3)
        gB = np.dot(self.h1.T, e2)
        gA = np.dot(self.inp.T, e1)

        self.D -= step * gD
        self.C -= step * gC
        self.B -= step * gB
        self.A -= step * gA
        self.d0 -= step * e4.sum(axis=0)
        self.c0 -= step * e3.sum(axis=0)
        self.b0 -= step * e2.sum(axis=0)
        self.a0 -= step * e1.sum(axis=0)

    def answer(self, pts):
        return self.think(pts).argmax(axis=1)


def loss(out, want):
    return -np.sum(want * np.log(out + 1e-15)) / len(want)


if __name__ == '__main__':
    pts, cls = spirals()
    mix = np.random.permutation(len(cls))
    pts, cls = pts[mix], cls[mix]
    trP, trC = pts[:240], cls[:240]
    vaP, vaC = pts[240:], cls[240:]
    want = np.eye(K)[trC]

    brain = Brain()
    curve = []
    for it in range(1000):
        out = brain.think(trP)
        curve.append(loss(out, want))
        brain.improve(want, 0.05)
        if it % 100 == 0:
            print('it', it, 'loss %.4f' % curve[-1],
                  'train %.3f' % np.mean(brain.answer(trP) == trC),
                  'val %.3f' % np.mean(brain.answer(vaP) == vaC))
            #print(np.abs(brain.A).mean(), np.abs(brain.D).mean())

    #plt.plot(curve); plt.show()
    said = brain.answer(vaP)
    cm = np.zeros((K, K), dtype=int)
    for r, s in zip(vaC, said):
        cm[r, s] += 1
    print(cm)
    print('val accuracy', np.mean(said == vaC))
