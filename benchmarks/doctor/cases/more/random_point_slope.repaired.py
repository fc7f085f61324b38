import random
import numpy as np
#data is a list in the format [[a, b, c], [x, y, z]]
#where a,b are features while c is the label(0 or 1)
#of that particular features in the dataset


class NN():

    def __init__(self, data):
        self.data = data
        self.weight1, self.weight2, self.bias = self.train()

    def loss(self, x, y):
        return (x-y)**2

    def sigmoid(self, x):
        return 1/(1+np.exp(-x))

    def slope_sigmoid(self, x):
        return self.sigmoid(x) * (1 - self.sigmoid(x))

    def train(self):
        weight1, weight2, bias = np.random.randn(), np.random.randn(), 1
        epochs = 10000
        learning_rate = 0.1

        for i in range(epochs):#training
            random_point = self.data[np.random.randint(len(self.data))]
            chosen_in1 = random_point[0]
            chosen_in2 = random_point[1]
            chosen_output = random_point[2]
            z = weight1 * chosen_in1 + weight2 * chosen_in2 + bias
            pred = self.sigmoid(z)
            cost = self.loss(pred, chosen_output)

            slope_cost = 2*(pred - chosen_output)
            slope_pred_wrt_z = self.slope_sigmoid(z)
            slope_cost_wrt_z = slope_cost * slope_pred_wrt_z

            slope_cost_wrt_w1 = slope_cost_wrt_z * chosen_in1
            slope_cost_wrt_w2 = slope_cost_wrt_z * chosen_in2
            slope_cost_wrt_bias = slope_cost_wrt_z * 1

            weight1 -= learning_rate * slope_cost_wrt_w1
            weight2 -= learning_rate * slope_cost_wrt_w2
            bias -= learning_rate * slope_cost_wrt_bias

            if i % 1000 == 0:
                print(i, 'cost', cost)

        return weight1, weight2, bias

    def predict(self, a, b):
        return self.sigmoid(self.weight1 * a + self.weight2 * b + self.bias)


#petal length and width of some flowers
data = [[3.0, 1.5, 1],
        [2.0, 1.0, 0],
        [4.0, 1.5, 1],
        [3.0, 1.0, 0],
        [3.5, 0.5, 1],
        [2.0, 0.5, 0],
        [5.5, 1.0, 1],
        [1.0, 1.0, 0],
        [4.5, 1.0, 1]]

nn = NN(data)
print('weights', nn.weight1, nn.weight2, 'bias', nn.bias)

right = 0
for a, b, c in data:
    p = nn.predict(a, b)
    print(a, b, 'label', c, 'prediction', round(float(p), 3))
    right += (p > 0.5) == (c == 1)
print('right:', right, 'of', len(data))
