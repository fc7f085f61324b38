import random

random.seed(3)
weight = random.uniform(-1, 1)
bias = random.uniform(-1, 1)


def train(g, c, i):
    global weight, bias
    weight = weight + (i * (c - g))  # change the weight by the error
    bias = bias + (c - g)
    return g == c


def trial(i):
    global weight
    total = i * weight + bias
    if total > 0:
        return 1
    else:
        return -1


def feed_data():
    suc = 0
    for x in range(0, 20000):
        d = random.randint(0, 200)
        # more than 100 is right, less is not
        if d > 100:
            correct = 1
        else:
            correct = -1
        g = trial(d)
        if train(g, correct, d):
            suc += 1
    print(suc, "of 20000")


feed_data()
print("weight", weight)
hits = [trial(d) == (1 if d > 100 else -1) for d in range(0, 201)]
print(sum(hits), "of 201")
