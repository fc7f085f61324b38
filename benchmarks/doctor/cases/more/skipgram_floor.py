import re

import numpy as np

text = """the fox runs over the hill and the hare runs over the field
the hare sleeps under the tree and the fox sleeps under the stone
the dog hunts the fox and the dog hunts the hare"""


def softmax(x):
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum()


class SkipGram:
    def __init__(self, ws=2, dim=8, alpha=0.1):
        self.window_size = ws
        self.N = dim
        self.alpha = alpha
        self.vocab = {}
        self.pairs = []

    def read(self, corpus):
        for sentence in corpus.split("\n"):
            words = re.findall("[a-z]+", sentence.lower())
            for w in words:
                self.vocab.setdefault(w, len(self.vocab))
            for i, w in enumerate(words):
                context = words[max(0, i - self.window_size):i] + words[i + 1:i + 1 + self.window_size]
                self.pairs.append((self.vocab[w], [self.vocab[c] for c in context]))
        V = len(self.vocab)
        self.W = np.random.uniform(-0.8, 0.8, (V, self.N))
        self.W1 = np.random.uniform(-0.8, 0.8, (self.N, V))

    def train(self, epochs):
        for epoch in range(epochs):
            loss, count = 0, 0
            for centre, context in self.pairs:
                h = self.W[centre].copy()
                y = softmax(self.W1.T @ h)
                e = len(context) * y
                for c in context:
                    e[c] -= 1
                    loss -= np.log(y[c])
                    count += 1
                dW1 = np.outer(h, e)
                dh = self.W1 @ e
                self.W1 -= self.alpha * dW1
                self.W[centre] -= self.alpha * dh
            if epoch % 50 == 0:
                print("epoch", epoch, "loss per context word", loss / count)

    def log_likelihood(self):
        return np.mean([np.log(softmax(self.W1.T @ self.W[w])[c]) for w, cs in self.pairs for c in cs])


sg = SkipGram()
sg.read(text)
sg.train(400)
print("chance", np.log(len(sg.vocab)), "reached", -sg.log_likelihood())
