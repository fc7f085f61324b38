import numpy as np

# sentences about two worlds; words of a world occur together
SEA = "ship harbour sailor anchor wave mast captain rope".split()
KITCHEN = "pan oven butter flour cook knife recipe salt".split()
COMMON = "the a with and old new".split()


def make_sentences(n):
    sentences = []
    for _ in range(n):
        world = SEA if np.random.rand() < 0.5 else KITCHEN
        sentences.append([str(np.random.choice(world if np.random.rand() < 0.7 else COMMON)) for _ in range(8)])
    return sentences


class Model:
    def __init__(self, sentences, size=12, window=3, negative=4, alpha=0.1, min_alpha=0.005):
        self.window, self.negative = window, negative
        self.alpha, self.min_alpha = alpha, min_alpha
        counts = {}
        for s in sentences:
            for w in s:
                counts[w] = counts.get(w, 0) + 1
        self.index2word = sorted(counts, key=counts.get, reverse=True)
        self.vocab = {w: i for i, w in enumerate(self.index2word)}
        power = np.array([counts[w] for w in self.index2word]) ** 0.75
        self.table = np.repeat(np.arange(len(power)), np.ceil(power / power.sum() * 5000).astype(int))
        self.syn0 = (np.random.rand(len(self.vocab), size) - 0.5) / size
        self.syn1neg = np.zeros((len(self.vocab), size))
        self.neg_labels = np.zeros(negative + 1)
        self.neg_labels[0] = 1.0

    def train_sg_pair(self, word, context, alpha):
        l1 = self.syn0[context]
        word_indices = [word]
        while len(word_indices) < self.negative + 1:
            w = self.table[np.random.randint(self.table.shape[0])]
            if w not in word_indices:
                word_indices.append(w)
        l2b = self.syn1neg[word_indices]
        fb = 1. / (1. + np.exp(-np.dot(l1, l2b.T)))
        gb = (self.neg_labels - fb) * alpha
        self.syn1neg[word_indices] += np.outer(gb, l1)
        l1 += np.dot(gb, l2b)
        return -np.log(fb[0]) - np.log(1 - fb[1:]).sum()

    def train(self, sentences, epochs):
        total = epochs * len(sentences)
        done = 0
        for epoch in range(epochs):
            err, pairs = 0.0, 0
            for s in sentences:
                alpha = max(self.min_alpha, self.alpha * (1 - done / total))
                done += 1
                ids = [self.vocab[w] for w in s]
                for pos, word in enumerate(ids):
                    reduced = np.random.randint(self.window)
                    for pos2 in range(max(0, pos - self.window + reduced), min(len(ids), pos + self.window + 1 - reduced)):
                        if pos2 != pos:
                            err += self.train_sg_pair(word, ids[pos2], alpha)
                            pairs += 1
            print("epoch", epoch, "loss per pair", err / pairs)

    def most_similar(self, word, n=4):
        v = self.syn0 / np.linalg.norm(self.syn0, axis=1, keepdims=True)
        order = np.argsort(-(v @ v[self.vocab[word]]))
        return [self.index2word[i] for i in order if self.index2word[i] != word and self.index2word[i] not in COMMON][:n]


def same_world(model):
    hits = [np.mean([w in world for w in model.most_similar(x)]) for world in (SEA, KITCHEN) for x in world]
    return np.mean(hits)


np.random.seed(42)
sentences = make_sentences(100)
model = Model(sentences)
model.train(sentences, epochs=4)
for w in ("ship", "oven"):
    print(w, "->", model.most_similar(w))
print("neighbours from the same world:", same_world(model))
