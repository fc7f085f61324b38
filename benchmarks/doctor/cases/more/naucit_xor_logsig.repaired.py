import math
import random


def logsig(net):
    return 1 / (1 + math.exp(-net))


def output(inp, weights_h1, weights_h2, weights_h3, weights_out):
    a1 = logsig(sum(x * w for x, w in zip(inp, weights_h1)))
    a2 = logsig(sum(x * w for x, w in zip(inp, weights_h2)))
    a3 = logsig(sum(x * w for x, w in zip(inp, weights_h3)))
    return a1, a2, a3, logsig(sum(x * w for x, w in zip([a1, a2, a3, -1], weights_out)))


def perceptron(coef=0.5, iterations=8000):
    # inputs, desired outs
    inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
    desiredOuts = [0, 1, 1, 0]
    bias = -1
    [inp.append(bias) for inp in inputs]

    weights_h1 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_h2 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_h3 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_out = [random.uniform(-1, 1) for e in range(4)]

    for iteration in range(iterations):
        out = []
        for inp, desiredOut in zip(inputs, desiredOuts):
            # forward
            act_h1, act_h2, act_h3, act_out = output(inp, weights_h1, weights_h2, weights_h3, weights_out)
            input_out = [act_h1, act_h2, act_h3, bias]

            # error propagation
            error_out = (desiredOut - act_out) * act_out * (1 - act_out)
            error_h1 = act_h1 * (1 - act_h1) * weights_out[0] * error_out
            error_h2 = act_h2 * (1 - act_h2) * weights_out[1] * error_out
            error_h3 = act_h3 * (1 - act_h3) * weights_out[2] * error_out

            # learning
            weights_out = [w + x * coef * error_out for w, x in zip(weights_out, input_out)]
            weights_h1 = [w + x * coef * error_h1 for w, x in zip(weights_h1, inp)]
            weights_h2 = [w + x * coef * error_h2 for w, x in zip(weights_h2, inp)]
            weights_h3 = [w + x * coef * error_h3 for w, x in zip(weights_h3, inp)]

            out.append(act_out)
        if iteration % 1000 == 0:
            print(iteration, ["%.2f" % e for e in out])
    return out


random.seed(4)
final = perceptron()
print("final ", ["%.2f" % e for e in final])
