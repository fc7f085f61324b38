import numpy as np

# REINFORCE with a baseline on a contextual bandit: 4 kinds of players, 5 slot machines

rng = np.random.default_rng(99)
n_ctx, n_arms = 4, 5
payout = rng.uniform(0.1, 0.6, size=(n_ctx, n_arms))
payout[np.arange(n_ctx), [2, 0, 4, 1]] = 0.9

W1 = rng.normal(0, 0.5, (n_ctx, 12))
W2 = np.zeros((12, n_arms))
baseline = 0.0
alpha, batch = 0.5, 64

for update in range(800):
    ctx = rng.integers(n_ctx, size=batch)
    x = np.eye(n_ctx)[ctx]
    h = np.tanh(x @ W1)
    logits = h @ W2
    pi = np.exp(logits - logits.max(1, keepdims=True))
    pi /= pi.sum(1, keepdims=True)

    u = rng.random((batch, 1))
    arm = np.minimum((pi.cumsum(1) < u).sum(1), n_arms - 1)
    reward = (rng.random(batch) < payout[ctx, arm]).astype(float)
    advantage = reward - baseline
    loss = -np.mean(np.log(pi[np.arange(batch), arm]) * advantage)

    dlogits = pi.copy()
    dlogits[np.arange(batch), arm] -= 1
    dlogits *= advantage[:, None] / batch
    dh = dlogits @ W2.T * (1 - h ** 2)
    W2 -= alpha * h.T @ dlogits
    W1 -= alpha * x.T @ dh
    baseline += 0.05 * (reward.mean() - baseline)

    if update % 80 == 0:
        print(f"update {update} loss {loss:+.4f} reward {reward.mean():.2f} best arm {np.mean(arm == payout[ctx].argmax(1)):.2f}")
