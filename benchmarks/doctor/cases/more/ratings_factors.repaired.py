import numpy as np


class Recommender:
    def __init__(self, triples, n_users, n_items, k=4, alpha=0.01, beta=0.12):
        self.triples = list(triples)
        self.alpha = alpha
        self.beta = beta
        self.mean = sum(r for _, _, r in self.triples) / len(self.triples)
        self.P = np.random.normal(scale=1.0 / k, size=(n_users, k))
        self.Q = np.random.normal(scale=1.0 / k, size=(n_items, k))
        self.bu = np.zeros(n_users)
        self.bi = np.zeros(n_items)

    def predict(self, u, i):
        return self.mean + self.bu[u] + self.bi[i] + self.P[u] @ self.Q[i]

    def rmse(self, triples):
        total = 0.0
        for u, i, r in triples:
            total += (r - self.predict(u, i)) ** 2
        return (total / len(triples)) ** 0.5

    def sgd(self):
        for u, i, r in self.triples:
            e = self.predict(u, i) - r
            self.bu[u] -= self.alpha * (e + self.beta * self.bu[u])
            self.bi[i] -= self.alpha * (e + self.beta * self.bi[i])
            pu = self.P[u].copy()
            self.P[u] -= self.alpha * (e * self.Q[i] + self.beta * self.P[u])
            self.Q[i] -= self.alpha * (e * pu + self.beta * self.Q[i])

    def train(self, epochs, held_out):
        for epoch in range(1, epochs + 1):
            np.random.shuffle(self.triples)
            self.sgd()
            if epoch % 10 == 0:
                print('epoch', epoch, 'train rmse %.4f' % self.rmse(self.triples),
                      'test rmse %.4f' % self.rmse(held_out),
                      'size of P %.2f' % np.abs(self.P).mean())


def make_ratings(n_users=50, n_items=40, share=0.5):
    taste = np.random.randn(n_users, 2)
    kind = np.random.randn(n_items, 2)
    user_mood = 0.4 * np.random.randn(n_users)
    item_fame = 0.5 * np.random.randn(n_items)
    full = 3.2 + user_mood[:, None] + item_fame[None, :] + 0.6 * taste @ kind.T
    full = np.clip(full + 0.15 * np.random.randn(n_users, n_items), 0.5, 5.5)
    seen = np.random.rand(n_users, n_items) < share
    return [(u, i, float(full[u, i])) for u in range(n_users) for i in range(n_items) if seen[u, i]]


np.random.seed(12)
ratings = make_ratings()
np.random.shuffle(ratings)
cut = int(0.85 * len(ratings))
known, hidden = ratings[:cut], ratings[cut:]
constant = float(np.std([r for _, _, r in hidden]))
print('rmse of a constant guess %.4f' % constant)

model = Recommender(known, 50, 40)
model.train(100, hidden)
for u, i, r in hidden[:5]:
    print(u, i, 'true %.2f' % r, 'guess %.2f' % model.predict(u, i))
