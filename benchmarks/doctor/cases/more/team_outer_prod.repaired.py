# three numbers in (toes in tens, win/loss record, fans), three numbers out (hurt, win, sad)

def w_sum(a, b):
    assert len(a) == len(b)
    output = 0
    for i in range(len(a)):
        output += a[i] * b[i]
    return output


def vect_mat_mul(vect, matrix):
    output = [0, 0, 0]
    for i in range(len(vect)):
        output[i] = w_sum(vect, matrix[i])
    return output


def outer_prod(a, b):
    out = [[0] * len(b) for _ in range(len(a))]
    for i in range(len(a)):
        for j in range(len(b)):
            out[i][j] = a[i] * b[j]
    return out


def neural_network(inp, weights):
    return vect_mat_mul(inp, weights)


#            toes  %win  #fans
weights = [[0.1, 0.1, -0.3],    # hurt?
           [0.1, 0.2, 0.0],     # win?
           [0.0, 1.3, 0.1]]     # sad?

toes = [0.85, 0.95, 0.99, 0.9, 0.88, 0.92]
wlrec = [0.65, 0.8, 0.8, 0.9, 0.5, 0.6]
nfans = [1.2, 1.3, 0.5, 1.0, 0.7, 1.5]

hurt = [0.1, 0.0, 0.0, 0.1, 0.2, 0.1]
win = [1, 1, 0, 1, 0, 1]
sad = [0.1, 0.0, 0.1, 0.2, 0.3, 0.0]

alpha = 0.1

for iteration in range(200):
    total = 0
    for game in range(len(toes)):
        inp = [toes[game], wlrec[game], nfans[game]]
        true = [hurt[game], win[game], sad[game]]

        pred = neural_network(inp, weights)

        error = [0, 0, 0]
        delta = [0, 0, 0]
        for i in range(len(true)):
            error[i] = (pred[i] - true[i]) ** 2
            delta[i] = pred[i] - true[i]

        weight_deltas = outer_prod(delta, inp)

        for i in range(len(weights)):
            for j in range(len(weights[0])):
                weights[i][j] -= alpha * weight_deltas[i][j]
        total += sum(error)
    if iteration % 20 == 0:
        print("iteration", iteration, "error", total)
