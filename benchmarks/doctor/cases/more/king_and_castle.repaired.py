import numpy as np

text = """the king rules the land the queen rules the land the king sits on the throne
the queen sits on the throne the dog chases the cat the cat chases the mouse
the dog eats the bone the cat eats the fish the farmer ploughs the field
the farmer plants the field the king and the queen live in the castle
the dog and the cat live in the house the farmer lives in the village"""

STOP = {"the", "and", "in", "on"}
sentences = [[w for w in line.split() if w not in STOP] for line in text.split("\n")]
vocab = sorted({w for s in sentences for w in s})
word2id = {w: i for i, w in enumerate(vocab)}
V, N, window, alpha = len(vocab), 8, 2, 0.5

centers, contexts = [], []
for s in sentences:
    for i, w in enumerate(s):
        for j in range(max(0, i - window), min(len(s), i + window + 1)):
            if i != j:
                centers.append(word2id[w])
                contexts.append(word2id[s[j]])
centers, contexts = np.array(centers), np.array(contexts)
print(V, "words,", len(centers), "pairs")


def softmax(x):
    e_x = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e_x / e_x.sum(axis=1, keepdims=True)


np.random.seed(10)
W = np.random.uniform(-0.8, 0.8, (V, N))
W1 = np.random.uniform(-0.8, 0.8, (N, V))

onehot_in = np.eye(V)[centers]
onehot_out = np.eye(V)[contexts]

for epoch in range(601):
    h = onehot_in @ W
    u = h @ W1
    y = softmax(u)
    e = (y - onehot_out) / len(centers)
    dW1 = h.T @ e
    dW = onehot_in.T @ (e @ W1.T)
    W -= alpha * dW
    W1 -= alpha * dW1
    if epoch % 100 == 0:
        loss = -np.mean(np.log(y[np.arange(len(contexts)), contexts]))
        print("epoch", epoch, "loss", loss)


def predict(word, number=4):
    order = np.argsort(-(W[word2id[word]] @ W1))
    return [vocab[k] for k in order[:number]]


for word in ("king", "cat", "farmer"):
    print(word, "->", predict(word))
