import math
import random

# Every mail gets any number of tags. 10 words of the vocabulary, 4 tags.
WORDS = ["invoice", "pay", "meeting", "monday", "urgent", "asap", "party", "cake", "room", "bank"]
TAGS = ["money", "calendar", "hurry", "fun"]
GIVES = {"invoice": 0, "pay": 0, "bank": 0, "meeting": 1, "monday": 1, "room": 1,
         "urgent": 2, "asap": 2, "party": 3, "cake": 3}


def make_mail():
    words = random.sample(WORDS, random.randint(1, 5))
    x = [1.0 if w in words else 0.0 for w in WORDS]
    t = [0.0] * len(TAGS)
    for w in words:
        t[GIVES[w]] = 1.0
    return x, t


def matvec(M, v):
    return [sum(a * b for a, b in zip(row, v)) for row in M]


def squash(z):
    return [1 / (1 + math.exp(-v)) for v in z]


random.seed(14)
train = [make_mail() for _ in range(300)]
test = [make_mail() for _ in range(200)]

HID = 8
W1 = [[random.gauss(0, 0.4) for _ in WORDS] for _ in range(HID)]
b1 = [0.0] * HID
W2 = [[random.gauss(0, 0.4) for _ in range(HID)] for _ in TAGS]
b2 = [0.0] * len(TAGS)


def run(x):
    h = [math.tanh(a + b) for a, b in zip(matvec(W1, x), b1)]
    p = squash([a + b for a, b in zip(matvec(W2, h), b2)])
    return h, p


def exact_matches(mails):
    hits = 0
    for x, t in mails:
        _, p = run(x)
        hits += all((pk > 0.5) == (tk > 0.5) for pk, tk in zip(p, t))
    return hits / len(mails)


rate = 0.05
for epoch in range(31):
    random.shuffle(train)
    entropy = 0.0
    for x, t in train:
        h, p = run(x)
        entropy -= sum(tk * math.log(pk + 1e-9) + (1 - tk) * math.log(1 - pk + 1e-9) for pk, tk in zip(p, t))
        d2 = [pk - tk for pk, tk in zip(p, t)]
        d1 = [(1 - h[j] ** 2) * sum(d2[k] * W2[k][j] for k in range(len(TAGS))) for j in range(HID)]
        for k in range(len(TAGS)):
            for j in range(HID):
                W2[k][j] -= rate * d2[k] * h[j]
            b2[k] -= rate * d2[k]
        for j in range(HID):
            for i in range(len(WORDS)):
                W1[j][i] -= rate * d1[j] * x[i]
            b1[j] -= rate * d1[j]
    if epoch % 5 == 0:
        print("epoch", epoch, "entropy", round(entropy / len(train), 4), "all tags right", exact_matches(train))

print("test:", exact_matches(test))
for x, t in test[:4]:
    print([w for w, v in zip(WORDS, x) if v], "->", dict(zip(TAGS, [round(v, 2) for v in run(x)[1]])))
