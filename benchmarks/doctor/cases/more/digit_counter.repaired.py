import numpy as np
from sklearn.datasets import load_digits

np.random.seed(14)

digits = load_digits()
shuffled = np.random.permutation(len(digits.target))
pixels = digits.data[shuffled] / 16.0
answers = digits.target[shuffled]
train_pixels, test_pixels = pixels[:1400], pixels[1400:]
train_answers, test_answers = answers[:1400], answers[1400:]

hidden_size, step, batch, epochs = 40, 0.3, 20, 15
w_h = np.random.randn(64, hidden_size) * np.sqrt(1 / 64)
b_h = np.zeros(hidden_size)
w_o = np.random.randn(hidden_size, 10) * np.sqrt(1 / hidden_size)
b_o = np.zeros(10)


def think(images):
    h = np.tanh(images @ w_h + b_h)
    scores = h @ w_o + b_o
    scores = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(scores)
    return h, e / e.sum(axis=1, keepdims=True)


def learn(images, wanted):
    global w_h, b_h, w_o, b_o
    h, p = think(images)
    loss = -np.log(p[np.arange(len(wanted)), wanted] + 1e-12).mean()
    d_o = p.copy()
    d_o[np.arange(len(wanted)), wanted] -= 1
    d_o /= len(wanted)
    d_h = (d_o @ w_o.T) * (1 - h ** 2)
    w_o -= step * (h.T @ d_o)
    b_o -= step * d_o.sum(axis=0)
    w_h -= step * (images.T @ d_h)
    b_h -= step * d_h.sum(axis=0)
    return loss


for epoch in range(1, epochs + 1):
    correct = 0
    losses = []
    order = np.random.permutation(len(train_answers))
    for start in range(0, len(order), batch):
        rows = order[start:start + batch]
        losses.append(learn(train_pixels[rows], train_answers[rows]))
    for image, answer in zip(test_pixels, test_answers):
        _, p = think(image[np.newaxis, :])
        if np.argmax(p[0]) == answer:
            correct += 1
    accuracy = correct / len(test_answers) * 100
    print('epoch {:2d}   loss {:.4f}   test accuracy {:.2f} %'.format(epoch, np.mean(losses), accuracy))
