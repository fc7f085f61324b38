import math
import random


def logsig(net):
    # same as 1/(1+exp(-net)), that one gave me math range error now and then
    return 0.5 * (1 + math.tanh(0.5 * net))


def perceptron(coef=0.5, iterations=10000):
    inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
    desiredOuts = [0, 1, 1, 0]
    bias = -1
    [input.append(bias) for input in inputs]

    weights_h1 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_h2 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_h3 = [random.uniform(-1, 1) for e in range(len(inputs[0]))]
    weights_out = [random.uniform(-1, 1) for e in range(4)]

    for itteration in range(iterations):
        out = []
        for input, desiredOut in zip(inputs, desiredOuts):
            # 1st hidden neuron
            net_h1 = sum(x * w for x, w in zip(input, weights_h1))
            aktivation_h1 = logsig(net_h1)
            # 2nd hidden neuron
            net_h2 = sum(x * w for x, w in zip(input, weights_h2))
            aktivation_h2 = logsig(net_h2)
            # 3rd hidden neuron
            net_h3 = sum(x * w for x, w in zip(input, weights_h3))
            aktivation_h3 = logsig(net_h3)
            # output neuron
            input_out = [aktivation_h1, aktivation_h2, aktivation_h3, bias]
            net_out = sum(x * w for x, w in zip(input_out, weights_out))
            aktivation_out = logsig(net_out)

            # error propagation
            error_out = (desiredOut - aktivation_out) * aktivation_out * (1 - aktivation_out)
            error_h1 = aktivation_h1 * (1 - aktivation_h1) * weights_out[0] * error_out
            error_h2 = aktivation_h2 * (1 - aktivation_h2) * weights_out[1] * error_out
            error_h3 = aktivation_h3 * (1 - aktivation_h3) * weights_out[2] * error_out

            # learning
            weights_out = [w + x * coef * error_out for w, x in zip(weights_out, input_out)]
            weights_h1 = [w + x * coef * error_h1 for w, x in zip(weights_h1, input)]
            weights_h2 = [w + x * coef * error_h2 for w, x in zip(weights_h2, input)]
            weights_h3 = [w + x * coef * error_h3 for w, x in zip(weights_h3, input)]

            out.append(aktivation_out)

    formatedOutput = ["%.2f" % e for e in out]
    return formatedOutput


random.seed(3)
result = perceptron()
print(result)
