import math
import random

# Grades 0..4 from three marks: one common score and four thresholds (cumulative logits), numbers in plain lists.

random.seed(29)
GRADES = 5


def squash(v):
    if v >= 0:
        return 1.0 / (1.0 + math.exp(-v))
    e = math.exp(v)
    return e / (1.0 + e)


def make_pupils(n):
    pupils = []
    for _ in range(n):
        marks = [random.gauss(0, 1) for _ in range(3)]
        u = min(max(random.random(), 1e-9), 1 - 1e-9)
        worth = 3.6 * marks[0] - 2.4 * marks[1] + 1.2 * marks[2] + math.log(u / (1 - u))
        grade = sum(worth > edge for edge in (-5.0, -1.6, 1.6, 5.0))
        pupils.append((marks, grade))
    return pupils


def score(model, marks):
    return sum(w * m for w, m in zip(model['slope'], marks))


def edges(model):
    """the first edge, then each one is higher by exp(gap)"""
    values = [model['edge'][0]]
    for g in model['edge'][1:]:
        values.append(values[-1] + math.exp(g))
    return values


def sample_loss(model, marks, grade):
    s = score(model, marks)
    loss = 0.0
    for k, e in enumerate(edges(model)):
        p = squash(s - e)
        loss -= math.log(max(p if grade > k else 1.0 - p, 1e-12))
    return loss


def sample_gradient(model, marks, grade):
    s = score(model, marks)
    errors = [squash(s - e) - (1.0 if grade > k else 0.0) for k, e in enumerate(edges(model))]
    total = sum(errors)
    slope = [total * m for m in marks]
    edge = [-total]
    for j in range(1, GRADES - 1):
        edge.append(-math.exp(model['edge'][j]) * sum(errors[j:]))
    return {'slope': slope, 'edge': edge}


def check(model, pupils, h=1e-5):
    worst = 0.0
    for marks, grade in pupils:
        g = sample_gradient(model, marks, grade)
        for name in model:
            for i in range(len(model[name])):
                old = model[name][i]
                model[name][i] = old + h
                a = sample_loss(model, marks, grade)
                model[name][i] = old - h
                b = sample_loss(model, marks, grade)
                model[name][i] = old
                worst = max(worst, abs((a - b) / (2 * h) - g[name][i]))
    return worst


def predict(model, marks):
    s = score(model, marks)
    return sum(s > e for e in edges(model))


pupils = make_pupils(500)
train, test = pupils[:350], pupils[350:]
model = {'slope': [0.0, 0.0, 0.0], 'edge': [-1.0, 0.0, 0.0, 0.0]}
print('gradient differs from the numbers by', check(model, train[:5]))

for epoch in range(60):
    random.shuffle(train)
    rate = 0.05 / (1 + 0.1 * epoch)
    for marks, grade in train:
        g = sample_gradient(model, marks, grade)
        for name in model:
            for i, v in enumerate(g[name]):
                model[name][i] -= rate * v
    if epoch % 10 == 9:
        loss = sum(sample_loss(model, m, g) for m, g in train) / len(train)
        exact = sum(predict(model, m) == g for m, g in test) / len(test)
        near = sum(abs(predict(model, m) - g) <= 1 for m, g in test) / len(test)
        print('epoch', epoch + 1, 'loss', round(loss, 4), 'exact', round(exact, 3), 'at most one off', round(near, 3))
print('slope', [round(v, 2) for v in model['slope']], 'edges', [round(v, 2) for v in edges(model)])
