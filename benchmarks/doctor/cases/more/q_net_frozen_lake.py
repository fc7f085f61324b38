import numpy as np
from collections import deque, namedtuple

# Deep-Q in miniature: 4x4 grid, pit and goal, two-layer net on one-hot states,
# replay memory and a target copy that is refreshed every 50 steps

rng = np.random.default_rng(17)
SIDE, GOAL, PIT = 4, 15, (5, 7, 11, 12)
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]
GAMMA = 0.9
Step = namedtuple("Step", "s a r s2 end")


def act(s, a):
    r, c = divmod(s, SIDE)
    dr, dc = MOVES[a]
    r2, c2 = min(max(r + dr, 0), SIDE - 1), min(max(c + dc, 0), SIDE - 1)
    s2 = r2 * SIDE + c2
    if s2 == GOAL:
        return s2, 1.0, True
    if s2 in PIT:
        return s2, -1.0, True
    return s2, -0.04, False


eye = np.eye(SIDE * SIDE)
H = 32
theta = [rng.normal(0, 0.5, (16, H)), np.zeros(H), rng.normal(0, 0.1, (H, 4)), np.zeros(4)]
frozen = [t.copy() for t in theta]


def q_values(par, s):
    h = np.maximum(eye[s] @ par[0] + par[1], 0)
    return h, h @ par[2] + par[3]


def learn(batch, lr):
    s = np.array([b.s for b in batch])
    a = np.array([b.a for b in batch])
    r = np.array([b.r for b in batch])
    s2 = np.array([b.s2 for b in batch])
    going_on = 1.0 - np.array([b.end for b in batch])
    target = r + GAMMA * going_on * q_values(frozen, s2)[1].max(axis=1)

    h, q = q_values(theta, s)
    rows = np.arange(len(batch))
    td = q[rows, a] - target
    dq = np.zeros_like(q)
    dq[rows, a] = td                   # only the chosen action gets an error
    dh = dq @ theta[2].T * (h > 0)
    grads = [eye[s].T @ dh, dh.sum(0), h.T @ dq, dq.sum(0)]
    for t, g in zip(theta, grads):
        t -= lr * g / len(batch)
    return 0.5 * np.mean(td ** 2)


memory = deque(maxlen=2000)
clock, log = 0, []
for episode in range(500):
    eps = max(0.1, 1.0 - episode / 250)
    s = int(rng.choice([k for k in range(16) if k != GOAL and k not in PIT]))
    total = 0.0
    for _ in range(40):
        a = int(rng.integers(4)) if rng.random() < eps else int(q_values(theta, s)[1].argmax())
        s2, r, end = act(s, a)
        memory.append(Step(s, a, r, s2, end))
        total += r
        s = s2
        if len(memory) >= 64:
            loss = learn([memory[i] for i in rng.integers(0, len(memory), 32)], lr=0.3)
            clock += 1
            if clock % 50 == 0:
                frozen = [t.copy() for t in theta]
        if end:
            break
    log.append(total)
    if (episode + 1) % 100 == 0:
        print(f"episode {episode + 1}  eps {eps:.2f}  mean return {np.mean(log[-100:]):.3f}  td loss {loss:.5f}")


def greedy_return(s, limit=20):
    out = 0.0
    for _ in range(limit):
        s, r, end = act(s, int(q_values(theta, s)[1].argmax()))
        out += r
        if end:
            return out
    return out


arrows = ["^>v<"[int(q_values(theta, s)[1].argmax())] for s in range(16)]
for s in PIT:
    arrows[s] = "x"
arrows[GOAL] = "G"
for r in range(SIDE):
    print(" ".join(arrows[r * SIDE:(r + 1) * SIDE]))
print("return from the upper left corner:", round(greedy_return(0), 2))
