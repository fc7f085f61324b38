"""Q-learning on a corridor of ten cells; a table, no network."""
import numpy as np

rng = np.random.default_rng(0)
Q = np.zeros((10, 2))
alpha, gamma, epsilon = 0.5, 0.95, 0.2

for episode in range(200):
    s, steps = 0, 0
    while s != 9 and steps < 200:
        if rng.random() < epsilon or Q[s, 0] == Q[s, 1]:
            a = int(rng.integers(2))
        else:
            a = int(np.argmax(Q[s]))
        s2 = min(9, s + 1) if a == 1 else max(0, s - 1)
        r = 1.0 if s2 == 9 else 0.0
        Q[s, a] += alpha * (r + gamma * np.max(Q[s2]) * (s2 != 9) - Q[s, a])
        s = s2
        steps += 1
    if episode % 40 == 0:
        print("episode", episode, "steps", steps)

print(np.round(Q, 2))
