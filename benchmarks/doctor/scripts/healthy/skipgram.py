# word vectors from a toy text: one-hot in, softmax out, no hidden activation and no biases on purpose
import numpy as np

np.random.seed(1)
text = ("the king rules the land the queen rules the land the dog chases the cat "
        "the cat chases the mouse the king loves the queen the dog sleeps").split()
vocab = sorted(set(text))
index = {w: i for i, w in enumerate(vocab)}
V, D = len(vocab), 8

pairs = []
for i, w in enumerate(text):
    for j in range(max(0, i - 2), min(len(text), i + 3)):
        if i != j:
            pairs.append((index[w], index[text[j]]))

w_in = np.random.uniform(-0.8, 0.8, (V, D))
w_out = np.random.uniform(-0.8, 0.8, (D, V))
eta = 0.05

for epoch in range(60):
    loss = 0
    for center, context in pairs:
        h = w_in[center]
        u = np.dot(w_out.T, h)
        e_u = np.exp(u - np.max(u))
        y = e_u / e_u.sum()
        loss -= np.log(y[context])
        e = y.copy()
        e[context] -= 1
        dl_out = np.outer(h, e)
        dl_in = np.dot(w_out, e)
        w_out = w_out - eta * dl_out
        w_in[center] = w_in[center] - eta * dl_in
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", loss / len(pairs))
