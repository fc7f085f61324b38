# ゼロから作る Deep Learning 2 の SimpleCBOW を自分で書いてみた
import numpy as np

rng = np.random.RandomState(0)
text = ("you say goodbye and i say hello . you say yes and i say no . "
        "she says stop and he says go . they say high and we say low .").replace('says', 'say')
words = text.split()
word_to_id = {}
for w in words:
    if w not in word_to_id:
        word_to_id[w] = len(word_to_id)
id_to_word = {i: w for w, i in word_to_id.items()}
corpus = np.array([word_to_id[w] for w in words])
V = len(word_to_id)

# コンテキストとターゲット (window = 2)
window = 2
contexts, target = [], []
for idx in range(window, len(corpus) - window):
    cs = [corpus[idx + t] for t in range(-window, window + 1) if t != 0]
    contexts.append(cs)
    target.append(corpus[idx])
contexts, target = np.array(contexts), np.array(target)


class MatMul:
    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]
        self.x = None

    def forward(self, x):
        self.x = x
        return x @ self.params[0]

    def backward(self, dout):
        W, = self.params
        dx = dout @ W.T
        self.grads[0] = self.x.T @ dout
        return dx


class SoftmaxWithLoss:
    def forward(self, x, t):
        x = x - x.max(axis=1, keepdims=True)
        self.y = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        self.t = t
        return -np.mean(np.log(self.y[np.arange(len(t)), t] + 1e-7))

    def backward(self):
        dx = self.y.copy()
        dx[np.arange(len(dx)), self.t] -= 1
        return dx / len(dx)


class SimpleCBOW:
    def __init__(self, vocab_size, hidden_size):
        W_in = 0.3 * rng.randn(vocab_size, hidden_size).astype('f')
        W_out = 0.3 * rng.randn(hidden_size, vocab_size).astype('f')
        # window に応じて入力層を作る
        self.in_layers = [MatMul(W_in) for _ in range(2 * window)]
        self.out_layer = MatMul(W_out)
        self.loss_layer = SoftmaxWithLoss()
        self.layers = self.in_layers + [self.out_layer]
        self.params, self.grads = [], []
        for layer in self.layers:
            self.params += layer.params
            self.grads += layer.grads
        self.word_vecs = W_in

    def predict(self, contexts):
        h = sum(l.forward(np.eye(V)[contexts[:, i]]) for i, l in enumerate(self.in_layers))
        return self.out_layer.forward(h / len(self.in_layers))

    def forward(self, contexts, target):
        return self.loss_layer.forward(self.predict(contexts), target)

    def backward(self):
        da = self.out_layer.backward(self.loss_layer.backward())
        da = da / len(self.in_layers)
        for l in self.in_layers:
            l.backward(da)


class SGD:
    def __init__(self, lr=1.0):
        self.lr = lr

    def update(self, params, grads):
        for i in range(len(params)):
            params[i] -= self.lr * grads[i]


model = SimpleCBOW(V, 8)
optimizer = SGD(lr=1.0)
for epoch in range(1000):
    perm = rng.permutation(len(target))
    for b in np.array_split(perm, 3):
        loss = model.forward(contexts[b], target[b])
        model.backward()
        optimizer.update(model.params, model.grads)
    if epoch % 200 == 0 or epoch == 999:
        print('| epoch %d | loss %.3f' % (epoch, loss))

for w in ('you', 'hello', 'say'):
    print(w, np.round(model.word_vecs[word_to_id[w]], 2))
