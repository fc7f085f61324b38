import numpy as np

np.random.seed(2)

# three straight pieces
x_data = np.sort(np.random.uniform(-3, 3, 150))
y_data = np.where(x_data < -1, 2 * x_data + 4, np.where(x_data < 1, -1.5 * x_data, 0.5 * x_data - 3.0)) + 5

num_experts = 3
experts = np.random.randn(num_experts, 2) * 0.5
gate = np.random.randn(num_experts, 2) * 0.5
lr = 0.05


def softmax(z):
    exp_z = np.exp(z - np.max(z))
    return exp_z / np.sum(exp_z)


def mixture(x):
    input_vector = np.array([x, 1.0])
    expert_outputs = experts @ input_vector
    gate_probs = softmax(gate @ input_vector)
    return input_vector, expert_outputs, gate_probs, np.sum(gate_probs * expert_outputs)


for epoch in range(200):
    total_loss = 0
    for i in np.random.permutation(len(x_data)):
        input_vector, expert_outputs, gate_probs, y_pred = mixture(x_data[i])
        error = y_pred - y_data[i]
        total_loss += 0.5 * error ** 2

        grad_experts = np.zeros_like(experts)
        grad_gate = np.zeros_like(gate)
        for j in range(num_experts):
            grad_experts[j] = error * gate_probs[j] * input_vector
            grad_gate[j] = error * (expert_outputs[j] - y_pred) * gate_probs[j] * input_vector
        experts -= lr * grad_experts
        gate -= lr * grad_gate
    if epoch % 25 == 0:
        print(f'Epoch {epoch}, loss {total_loss / len(x_data):.4f}')

fit = np.array([mixture(x)[3] for x in x_data])
print('final mse', np.mean((fit - y_data) ** 2))
