# A bare bones example of evolution strategies (as a black box) on a small network:
# holding up a pendulum. No backward pass anywhere.
import numpy as np

npop = 40        # population size
sigma = 0.15     # noise standard deviation
alpha = 0.06     # learning rate
beta1, beta2 = 0.9, 0.999
weight_decay = 0.0005
HIDDEN = 8
SHAPES = [(3, HIDDEN), (HIDDEN,), (HIDDEN, 1), (1,)]
NPARAM = sum(int(np.prod(s)) for s in SHAPES)


def unpack(flat):
    # flat: (pop, NPARAM) -> one stack of matrices for each parameter
    out, at = [], 0
    for s in SHAPES:
        k = int(np.prod(s))
        out.append(flat[:, at:at + k].reshape((len(flat),) + s))
        at += k
    return out


def act(flat, obs):
    # obs: (pop, 3); every member of the population has its own network
    w1, b1, w2, b2 = unpack(flat)
    h = np.tanh(np.einsum('pi,pih->ph', obs, w1) + b1)
    return np.tanh(np.einsum('ph,pho->po', h, w2) + b2)[:, 0]


def rollout(flat, start, T=80):
    # reward of an episode of the pendulum for the whole population at once
    th, dth = np.full(len(flat), start[0]), np.full(len(flat), start[1])
    total = np.zeros(len(flat))
    for _ in range(T):
        u = 4.0 * act(flat, np.stack([np.cos(th), np.sin(th), dth / 8], axis=1))
        angle = (th + np.pi) % (2 * np.pi) - np.pi
        total -= angle ** 2 + 0.1 * dth ** 2 + 0.001 * u ** 2
        dth = np.clip(dth + (15.0 * np.sin(th) + 3.0 * u) * 0.05, -8, 8)
        th = th + dth * 0.05
    return total / T


def fitness(flat, starts):
    return np.mean([rollout(flat, s) for s in starts], axis=0)


def new_starts(n=2):
    # the pole begins not far from upright
    return [(np.random.uniform(-0.3, 0.3), np.random.uniform(-0.5, 0.5)) for _ in range(n)]


def centered_ranks(x):
    ranks = np.empty(len(x))
    ranks[x.argsort()] = np.arange(len(x))
    return ranks / (len(x) - 1) - 0.5


exam = new_starts(10)
w = np.random.randn(NPARAM) * 0.1  # our initial guess is random
m, v = np.zeros(NPARAM), np.zeros(NPARAM)
for i in range(151):
    if i % 15 == 0:
        print('iter %d. reward of w: %f' % (i, fitness(w[None], exam)[0]))

    # mirrored sampling: each direction and its opposite
    half = np.random.randn(npop // 2, NPARAM)
    N = np.concatenate([half, -half])
    R = fitness(w + sigma * N, new_starts())
    A = centered_ranks(R)

    # perform the parameter update. The matrix multiply below
    # is just an efficient way to sum up all the rows of the noise matrix N,
    # where each row N[j] is weighted by A[j]
    g = N.T @ A / (npop * sigma) - weight_decay * w  # estimate, uphill
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g ** 2
    mhat = m / (1 - beta1 ** (i + 1))
    vhat = v / (1 - beta2 ** (i + 1))
    w = w + alpha * mhat / (np.sqrt(vhat) + 1e-8)

print('nothing done at all:', fitness(np.zeros((1, NPARAM)), exam)[0])
print('at the end:', fitness(w[None], exam)[0])
