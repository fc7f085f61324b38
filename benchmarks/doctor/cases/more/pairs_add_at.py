import numpy as np

# skip-gram with negative sampling, tiny made-up language:
# animals eat food, people drive vehicles
np.random.seed(0)

animals = "cat dog cow horse".split()
food = "grass meat fish bread".split()
people = "anna bert carl dora".split()
vehicles = "car bus bike train".split()
sentences = []
for _ in range(400):
    if np.random.rand() < 0.5:
        sentences.append([np.random.choice(animals), "eats", np.random.choice(food)])
    else:
        sentences.append([np.random.choice(people), "drives", np.random.choice(vehicles)])

vocab = sorted({w for s in sentences for w in s})
index = {w: i for i, w in enumerate(vocab)}
pairs = np.array([(index[a], index[b]) for s in sentences for i, a in enumerate(s) for j, b in enumerate(s) if i != j])

counts = np.bincount(pairs[:, 1], minlength=len(vocab)) ** 0.75
noise = counts / counts.sum()


class Word2Vec:
    def __init__(self, n, dim):
        self.E = np.random.uniform(-0.5, 0.5, (n, dim)) / dim
        self.C = np.zeros((n, dim))      # as in the C code of word2vec

    def step(self, centre, context, k, alpha):
        """one gradient ASCENT step on log sigma(e.c) + sum log sigma(-e.c_neg)"""
        neg = np.random.choice(len(noise), (len(centre), k), p=noise)
        ids = np.column_stack([context, neg])
        label = np.zeros(ids.shape)
        label[:, 0] = 1
        e = self.E[centre]
        c = self.C[ids]
        score = np.einsum("nd,nkd->nk", e, c)
        s = 1 / (1 + np.exp(-score))
        up = alpha * (label - s)
        de = np.einsum("nk,nkd->nd", up, c)
        dc = up[:, :, None] * e[:, None, :]
        np.add.at(self.E, centre, de)
        np.add.at(self.C, ids, dc)
        return np.mean(np.sum(np.logaddexp(0, np.where(label == 1, -score, score)), axis=1))

    def nearest(self, word, n=3):
        v = self.E / np.linalg.norm(self.E, axis=1, keepdims=True)
        sim = v @ v[index[word]]
        sim[index[word]] = -1
        return [vocab[i] for i in np.argsort(-sim)[:n]]


model = Word2Vec(len(vocab), 8)
epochs = 40
for epoch in range(epochs):
    np.random.shuffle(pairs)
    total = 0
    alpha = 0.1 * (1 - epoch / epochs)
    for start in range(0, len(pairs), 24):
        part = pairs[start:start + 24]
        total += model.step(part[:, 0], part[:, 1], 4, alpha) * len(part)
    if epoch % 8 == 0:
        print("epoch", epoch, "loss", round(total / len(pairs), 4))

hits = 0
for group in (animals, food, people, vehicles):
    for w in group:
        near = model.nearest(w)
        hits += sum(o in group for o in near)
print("cat ->", model.nearest("cat"))
print("bus ->", model.nearest("bus"))
print("share of neighbours from the same group", hits / 48)
