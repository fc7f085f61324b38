import numpy as np

# makemore "becoming a backprop ninja", but numpy only and a tiny list of names

names = """emma olivia ava isabella sophia charlotte mia amelia harper evelyn abigail emily ella elizabeth
camila luna sofia avery mila aria scarlett penelope layla chloe victoria madison eleanor grace nora riley zoey
hannah hazel lily ellie violet lillian zoe stella aurora natalie emilia everly leah aubrey willow addison lucy
audrey bella nova brooklyn paisley savannah claire skylar isla genesis naomi elena caroline eliana anna maya
valentina ruby kennedy ivy ariana aaliyah cora madelyn alice kinsley hailey gabriella allison gianna""".split()

chars = sorted(set(''.join(names)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi['.'] = 0
itos = {i: s for s, i in stoi.items()}
V = len(stoi)
block_size = 3

Xs, Ys = [], []
for w in names:
    context = [0] * block_size
    for ch in w + '.':
        ix = stoi[ch]
        Xs.append(context)
        Ys.append(ix)
        context = context[1:] + [ix]
Xs, Ys = np.array(Xs), np.array(Ys)
print(Xs.shape, Ys.shape, V)

np.random.seed(42)
n_embd, n_hidden = 8, 48
C = np.random.randn(V, n_embd)
W1 = np.random.randn(n_embd * block_size, n_hidden) * (5 / 3) / (n_embd * block_size) ** 0.5
b1 = np.random.randn(n_hidden) * 0.1
W2 = np.random.randn(n_hidden, V) * 0.1
b2 = np.random.randn(V) * 0.1


def forward(Xb):
    emb = C[Xb]
    embcat = emb.reshape(emb.shape[0], -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logits = logits - logits.max(axis=1, keepdims=True)
    counts = np.exp(logits)
    probs = counts / counts.sum(axis=1, keepdims=True)
    return embcat, h, probs


def loss_on(Xb, Yb):
    probs = forward(Xb)[2]
    return -np.log(probs[np.arange(len(Yb)), Yb]).mean()


batch_size = 32
for i in range(6000):
    ix = np.random.randint(0, Xs.shape[0], batch_size)
    Xb, Yb = Xs[ix], Ys[ix]
    n = len(Yb)
    embcat, h, probs = forward(Xb)

    # ---- manual backprop ----
    dlogits = probs.copy()
    dlogits[np.arange(n), Yb] -= 1
    dlogits /= n
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(n, block_size, n_embd)
    dC = np.zeros_like(C)
    for k in range(n):
        for j in range(block_size):
            dC[Xb[k, j]] += demb[k, j]

    # ---- update ----
    lr = 0.2 if i < 4000 else 0.02
    for p, g in zip([C, W1, b1, W2, b2], [dC, dW1, db1, dW2, db2]):
        p -= lr * g

    if i % 1000 == 0:
        print(i, loss_on(Xb, Yb))

print('train loss', loss_on(Xs, Ys))

for _ in range(5):
    out, context = [], [0] * block_size
    while len(out) < 12:
        p = forward(np.array([context]))[2][0]
        ix = np.random.choice(V, p=p)
        context = context[1:] + [ix]
        if ix == 0:
            break
        out.append(itos[ix])
    print(''.join(out))
