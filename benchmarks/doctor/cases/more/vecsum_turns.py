# perceptron learning algorithm, course page 9, plain lists

def vecsum(a, b):
    return [e1 + e2 for e1, e2 in zip(a, b)]


def scalarproduct(c, a):
    return [c * e for e in a]


def dotproduct(a, b):
    return sum([e1 * e2 for e1, e2 in zip(a, b)])


def perceptron(w, x, b):
    out = dotproduct(w, x) + b
    if out == 0:
        return 0
    elif out > 0:
        return 1
    elif out < 0:
        return -1


def vecequal(a, b):
    return all([e1 == e2 for e1, e2 in zip(a, b)])


b = 0
w = [0, 0]
x = [(-1, 1), (0, -1), (10, 1), (3, -4), (-2, 5), (6, -2)]
y = [1, -1, 1, -1, 1, -1]
outputs = [perceptron(w, e, b) for e in x]
size = len(y)
turn = 0

while not vecequal(y, outputs):
    print(turn, w, b)
    print(y, outputs)
    outputs[turn] = perceptron(w, x[turn], b)
    if outputs[turn] != y[turn]:
        w = vecsum(w, scalarproduct(y[turn], x[turn]))
        b = b + y[turn]
    turn = (turn + 1) % size

print("CONVERGENCE REACHED!")
print(w, b)
print(y, outputs)
