import re
import numpy as np

np.random.seed(7)

text = """
the king rules the kingdom . the queen rules the kingdom . the king and the queen live in the castle .
the prince lives in the castle . the king wears the crown . the queen wears the crown . the prince wants the crown .
the castle protects the kingdom . the prince is son of the king . the queen is mother of the prince .
the cow eats grass . the sheep eats grass . the cow and the sheep sleep in the barn . the farmer feeds the cow .
the farmer feeds the sheep . the farmer works on the field . grass grows on the field . the cow stands on the field .
the sheep stands on the field . the farmer cleans the barn . milk comes from the cow . wool comes from the sheep .
"""
stop = {'the', 'and', 'in', 'of', 'is', 'on', 'from'}
sentences = [[w for w in re.findall('[a-z]+', s) if w not in stop] for s in text.split('.')]
sentences = [s for s in sentences if len(s) > 1]

vocab = sorted({w for s in sentences for w in s})
word2id = {w: i for i, w in enumerate(vocab)}
V = len(vocab)


def pairs(sentences, window=3):
    for s in sentences:
        for i, center in enumerate(s):
            for j in range(max(0, i - window), min(len(s), i + window + 1)):
                if j != i:
                    yield word2id[center], word2id[s[j]]


counts = np.zeros(V)
for s in sentences:
    for w in s:
        counts[word2id[w]] += 1
noise = counts ** 0.75
noise /= noise.sum()


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class SkipGramNS:
    def __init__(self, V, dim, k=5, lr=0.05):
        self.W_in = (np.random.rand(V, dim) - 0.5) / dim
        self.W_out = np.zeros((V, dim))
        self.k = k
        self.lr = lr

    def negatives(self, context):
        neg = []
        while len(neg) < self.k:
            n = np.random.choice(V, p=noise)
            if n != context:
                neg.append(n)
        return neg

    def train_pair(self, center, context):
        idx = np.array([context] + self.negatives(context))
        v = self.W_in[center]
        u = self.W_out[idx]
        p = sigmoid(u @ v)

        loss = -np.log(p[0] + 1e-10) - np.sum(np.log(1 - p[1:] + 1e-10))

        err = p.copy()
        err[0] -= 1
        grad_v = err @ u
        grad_u = np.outer(err, v)

        np.add.at(self.W_out, idx, -self.lr * grad_u)
        self.W_in[center] -= self.lr * grad_v
        return loss


def most_similar(model, word, n=4):
    E = model.W_in / np.linalg.norm(model.W_in, axis=1, keepdims=True)
    sims = E @ E[word2id[word]]
    return [(vocab[i], round(float(sims[i]), 2)) for i in np.argsort(-sims)[1:n + 1]]


def topic_gap(model):
    court = [word2id[w] for w in ('king', 'queen', 'prince', 'crown', 'castle', 'kingdom')]
    farm = [word2id[w] for w in ('cow', 'sheep', 'farmer', 'barn', 'field', 'grass')]
    E = model.W_in / np.linalg.norm(model.W_in, axis=1, keepdims=True)
    S = E @ E.T
    inside = (S[np.ix_(court, court)].mean() + S[np.ix_(farm, farm)].mean()) / 2
    return inside - S[np.ix_(court, farm)].mean()


data = list(pairs(sentences))
model = SkipGramNS(V, dim=10)
for epoch in range(80):
    order = np.random.permutation(len(data))
    total = sum(model.train_pair(*data[i]) for i in order)
    if epoch % 10 == 0 or epoch == 79:
        print('epoch', epoch, 'loss', round(total / len(data), 4))

for w in ('king', 'cow', 'castle'):
    print(w, most_similar(model, w))
print('topic gap', topic_gap(model))
